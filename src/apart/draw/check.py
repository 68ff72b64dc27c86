"""Checks of arguments that several words share."""

from collections.abc import Mapping
from typing import Any


def labelled(value: Any, argument: str) -> None:
    """Raise TypeError unless the argument is a dictionary with labels for keys."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{argument}: expected a dictionary, got {type(value).__name__}")
    for label in value:
        if not isinstance(label, str):
            raise TypeError(f"{argument}: the label {label!r} is no text")


def filled(value: Any, argument: str) -> None:
    """The same, and raise ValueError if it is empty."""
    labelled(value, argument)
    if not value:
        raise ValueError(f"{argument}: there is nothing to draw")


def positive(value: Any, argument: str) -> None:
    """Raise TypeError or ValueError unless the argument is a positive integer."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{argument}: expected an integer, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{argument}: {value} is not a positive number")
