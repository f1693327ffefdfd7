"""``index.fetching.fetcher``: pages from a real server on this machine."""

import gzip
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from index.errors import (
    EmptyError,
    NotFoundError,
    RefusedError,
    SourceError,
    TooLargeError,
    UnreachableError,
    UnsupportedError,
)
from index.fetching.fetcher import Fetcher
from index.types import Raw
from tests.support.website import LOOPBACK, PAGE, Handler, Site, no_proxy, site

__all__ = ["no_proxy", "site"]


def fetcher(*, timeout_s: float = 5.0, max_bytes: int = 1000, transport: httpx.BaseTransport | None = None) -> Fetcher:
    """A fetcher with small limits."""
    return Fetcher(timeout_s=timeout_s, max_bytes=max_bytes, allow_networks=LOOPBACK, transport=transport)


def test_page(site: Site) -> None:
    """A page is its bytes, with its declared type in lower case and its character set."""
    url = site.serve("/a", Content_Type="Text/HTML; charset=ISO-8859-1")

    assert Raw(url, PAGE, "text/html", "iso-8859-1") == fetcher().fetch(url)


def test_undeclared_type(site: Site) -> None:
    """A page without a declared type is left to detection."""
    url = site.serve("/a", Content_Type="")

    assert "application/octet-stream" == fetcher().fetch(url).media_type


def test_compressed_page(site: Site) -> None:
    """A compressed page arrives unpacked."""
    url = site.serve("/a", gzip.compress(PAGE), Content_Encoding="gzip")

    assert PAGE == fetcher().fetch(url).data


def test_user_agent(site: Site) -> None:
    """The User-Agent names the fetcher."""
    agents: list[str] = []

    def answer(handler: Handler) -> None:
        agents.append(handler.headers["User-Agent"])
        handler.send_error(500)

    site.pages["/a"] = answer
    with pytest.raises(UnreachableError):
        fetcher().fetch(site.url("/a"))

    assert "Pincite" == agents[0].partition("/")[0]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, NotFoundError),
        (410, NotFoundError),
        (401, RefusedError),
        (403, RefusedError),
        (451, RefusedError),
        (418, UnreachableError),
        (429, UnreachableError),
        (503, UnreachableError),
    ],
)
def test_status(site: Site, status: int, expected: type[SourceError]) -> None:
    """An error status becomes an error that says whether to retry."""
    url = site.serve("/a", status=status)

    with pytest.raises(expected, match=f"HTTP {status}"):
        fetcher().fetch(url)


def test_empty_page(site: Site) -> None:
    """A page without a byte is empty."""
    with pytest.raises(EmptyError):
        fetcher().fetch(site.serve("/a", b""))


def test_redirects(site: Site) -> None:
    """The location of a page is the target of its redirects, relative ones included."""
    site.redirect("/a", "b#part")
    site.redirect("/b", site.url("/c"))
    url = site.serve("/c")

    assert url == fetcher().fetch(site.url("/a")).location


def test_cookies_last_for_one_page(site: Site) -> None:
    """A cookie of a redirect is sent to its target and to no other page."""
    site.redirect("/a", "/b", Set_Cookie="seen=1")
    site.serve("/b")
    with fetcher() as reader:
        reader.fetch(site.url("/a"))
        reader.fetch(site.url("/b"))

    assert [("/a", ""), ("/b", "seen=1"), ("/b", "")] == site.seen


def test_endless_redirects(site: Site) -> None:
    """The fetcher stops after ten redirects."""
    url = site.redirect("/a", "/a")
    with pytest.raises(UnreachableError, match="more than 10 times"):
        fetcher().fetch(url)

    assert 11 == len(site.seen)


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://example.org/a", "http://user:word@example.org/"])
def test_redirect_to_something_else(site: Site, target: str) -> None:
    """A redirect to anything but a web page, or to a URL with a password, is refused."""
    url = site.redirect("/a", target)

    with pytest.raises(RefusedError, match="redirects to"):
        fetcher().fetch(url)


@pytest.mark.parametrize("headers", [{}, {"Content_Length": "2000"}])
def test_too_large(site: Site, headers: dict[str, str]) -> None:
    """A page over the limit is refused, with and without a declared length."""
    url = site.serve("/a", b"x" * 2000, 200, **headers)

    with pytest.raises(TooLargeError, match=r"larger than 0\.001 MB"):
        fetcher(max_bytes=1000).fetch(url)


def test_limit_counts_unpacked_bytes(site: Site) -> None:
    """A small page that unpacks to a large one is refused."""
    url = site.serve("/a", gzip.compress(b"x" * 100_000), Content_Encoding="gzip")

    with pytest.raises(TooLargeError):
        fetcher(max_bytes=1000).fetch(url)


def test_packed_twice(site: Site) -> None:
    """An unusual content encoding is refused."""
    url = site.serve("/a", gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip")

    with pytest.raises(UnsupportedError):
        fetcher().fetch(url)


def test_badly_packed(site: Site) -> None:
    """A page that cannot be unpacked is the error of a network that fails."""
    url = site.serve("/a", PAGE, Content_Encoding="gzip")

    with pytest.raises(UnreachableError, match="broke off"):
        fetcher().fetch(url)


def _drip_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    _drip(handler)


def _drip(handler: Handler) -> None:
    try:
        for _ in range(100):
            handler.wfile.write(b"X-A: b\r\n")
            time.sleep(0.02)
    except OSError:
        pass


def _drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    _drip(handler)


@pytest.mark.parametrize("answer", [_drip_body, _drip_headers])
def test_deadline(site: Site, answer: Callable[[Handler], None]) -> None:
    """A page that arrives byte by byte fails at the time limit of the whole page."""
    site.pages["/a"] = answer
    with pytest.raises(UnreachableError, match=r"within 0\.2 seconds"):
        fetcher(timeout_s=0.2, max_bytes=10_000).fetch(site.url("/a"))


def test_no_server(site: Site) -> None:
    """A closed port is the error of a server that cannot be reached."""
    site.server_close()
    with pytest.raises(UnreachableError):
        fetcher().fetch(site.url("/a"))


def test_no_such_site() -> None:
    """The error names a host without an address."""
    with pytest.raises(UnreachableError, match=r"The site nowhere\.invalid was not found"):
        fetcher().fetch("http://nowhere.invalid/")


def test_no_tls(site: Site) -> None:
    """The error says that a server without TLS is not secure."""
    with pytest.raises(UnreachableError, match="No secure connection"):
        fetcher().fetch(site.url("/a").replace("http:", "https:"))


def test_threads(site: Site) -> None:
    """One fetcher serves several threads at once."""
    urls = [site.serve(f"/{number}", f"page {number}".encode()) for number in range(8)]
    pages: dict[str, bytes] = {}
    with fetcher() as reader:
        threads = [threading.Thread(target=lambda url=url: pages.update({url: reader.fetch(url).data})) for url in urls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert {url: f"page {number}".encode() for number, url in enumerate(urls)} == pages
