"""Serves the built site to this machine alone."""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from apart import ApartError

_PORTS_TRIED = 20


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, and the site's own page for an address that is not there."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address, and it should stay in sight."""


class _Server(ThreadingHTTPServer):
    # Two servers on one port would both start, and the reader see either.
    allow_reuse_port = False


def open_server(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of the folder `site` on 127.0.0.1, on `port` or the next free one.

    Raises:
        ApartError: none of the ports from `port` on is free.
    """
    handler = partial(_Handler, directory=str(site))
    for candidate in range(port, min(port + _PORTS_TRIED, 1 << 16)):
        try:
            return _Server(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    raise ApartError(
        f"The ports {port} to {port + _PORTS_TRIED - 1} are all taken. "
        "Name another: apart serve --port 9000"
    )
