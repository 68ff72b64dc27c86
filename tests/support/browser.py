"""A browser for the tests: the Chromium or Chrome that is installed, and a site served to it.

`python tests/support/browser.py` prints where it is, or says what to install and exits with 1.
"""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
]
MISSING = (
    "The tests look at the pages in a browser, and found no Chromium or Chrome. Install one: "
    "`apt-get install chromium` on Debian and Ubuntu, `dnf install chromium` on Fedora, "
    "`brew install --cask chromium` on macOS, Google Chrome on Windows."
)
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


class BrowserMissing(Exception):
    """No browser is installed."""


def find() -> str:
    """The installed browser's path."""
    for command in COMMANDS:
        if path := shutil.which(command):
            return path
    for place in PLACES:
        if Path(place).is_file():
            return place
    raise BrowserMissing(MISSING)


@contextmanager
def browser() -> "Iterator[Browser]":
    """One browser, closed at the end; it runs without its sandbox where root starts it."""
    from playwright.sync_api import sync_playwright

    path = find()
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=[*QUIET, *(["--no-sandbox"] if root else [])]
        )
        yield started
        started.close()


class _Server(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")  # the next page needs the same scripts
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests say what is wrong."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free port of this machine; gives the address, without a final slash."""
    handler = partial(_Server, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    try:
        print(find())
    except BrowserMissing as missing:
        sys.exit(str(missing))
