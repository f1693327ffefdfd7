"""A real web server on this machine, for tests that fetch."""

import ipaddress
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

LOOPBACK = (ipaddress.IPv4Network("127.0.0.1/32"),)
PAGE = b"<p>The ferry sails at nine.</p>"


class Site(ThreadingHTTPServer):
    """A web server whose pages are functions by path; records its requests."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port of the loopback address."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Callable[[Handler], None]] = {}
        self.seen: list[tuple[str, str]] = []

    def url(self, path: str) -> str:
        """The address of a page."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def serve(self, path: str, body: bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Serve fixed bytes; an underscore in a header's name stands for a hyphen."""

        def answer(handler: "Handler") -> None:
            handler.send_response(status)
            for name, value in {"Content_Type": "text/html", **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.pages[path] = answer
        return self.url(path)

    def redirect(self, path: str, target: str, **headers: str) -> str:
        """Serve a redirect."""
        return self.serve(path, b"", 302, Location=target, **headers)


class Handler(BaseHTTPRequestHandler):
    """Answers with the site's functions."""

    server: Site

    def do_GET(self) -> None:
        """Answer one request."""
        self.server.seen.append((self.path, self.headers.get("Cookie", "")))
        page = self.server.pages.get(self.path)
        if page is None:
            self.send_error(404)
        else:
            page(self)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[Site]:
    """A running server, stopped at the end."""
    with Site() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def site() -> Iterator[Site]:
    """A running server, at a loopback address."""
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request goes through the proxy that this machine may have."""
    monkeypatch.setenv("NO_PROXY", "*")
