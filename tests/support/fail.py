"""A failure whose message is the whole report: it is written for the contributor who reads it."""

from typing import NoReturn

import pytest


def fail(message: str) -> NoReturn:
    """Fail with `message`, and nothing else."""
    pytest.fail(message, pytrace=False)
