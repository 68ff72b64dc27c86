"""The built site, which several files of tests look at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import BrowserMissing, browser
from tests.support.fail import fail
from tests.support.site import Site, built


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Site | str:
    """The site, or why it cannot be built."""
    return built(tmp_path_factory.getbasetemp() / "site")


@pytest.fixture(scope="session")
def site(build: Site | str) -> Site:
    if isinstance(build, str):
        fail("The site cannot be built; test_the_site_builds_without_a_warning says why.")
    return build


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser in which all tests look at pages."""
    try:
        with browser() as started:
            yield started
    except BrowserMissing as missing:
        fail(str(missing))
