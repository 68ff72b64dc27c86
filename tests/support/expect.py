"""An assert whose message is the whole report: it is written for the contributor who reads it."""

import pytest


def expect(condition: object, message: str) -> None:
    """Fail with `message`, and nothing else, unless `condition` is true."""
    __tracebackhide__ = True
    if not condition:
        pytest.fail(message, pytrace=False)
