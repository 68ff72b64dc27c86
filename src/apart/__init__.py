"""The workbench of Take PyTorch Apart: runs, records and proves its pages."""

__version__ = "0.1.0"


class ApartError(Exception):
    """Something a contributor can put right; the message says where, what and how."""
