"""A forward proxy: refused without permission; with it, the deadline and the checks on this machine stay."""

import socket
import threading
import time

import pytest

from index.errors import RefusedError, UnreachableError, UnsupportedError
from index.fetching.fetcher import Fetcher
from tests.support.website import PAGE, Site, site

__all__ = ["site"]

PUBLIC = "http://nowhere.invalid/"


@pytest.fixture
def proxied(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A proxy that the environment names."""
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", site.url(""))
    return site


def fetcher(*, timeout_s: float = 5.0, allow_proxy: bool = True) -> Fetcher:
    """A fetcher with small limits."""
    return Fetcher(timeout_s=timeout_s, max_bytes=1000, pause_s=0.0, allow_proxy=allow_proxy, resolver=_unknown)


def _unknown(_host: str, _port: int) -> list[str]:
    raise OSError


def test_proxy_is_refused_without_permission(proxied: Site) -> None:
    """A proxy in the environment is an error that names the two ways out, and the proxy gets no request."""
    with pytest.raises(
        RefusedError, match=r"set NO_PROXY=\* to fetch pages directly, or PINCITE_FETCH_ALLOW_PROXY=true"
    ):
        fetcher(allow_proxy=False).fetch(f"{PUBLIC}a")
    assert [] == proxied.seen


def test_error_about_a_proxy_does_not_show_its_password(proxied: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of a proxy can contain a password, so no message contains it."""
    monkeypatch.setenv("http_proxy", proxied.url("").replace("http://", "http://me:secret@"))
    with pytest.raises(RefusedError) as caught:
        fetcher(allow_proxy=False).fetch(f"{PUBLIC}a")
    assert "secret" not in str(caught.value)


def test_page_comes_through_an_allowed_proxy(proxied: Site) -> None:
    """With permission, pages are fetched through the proxy, also by names that only the proxy knows."""
    proxied.serve(f"{PUBLIC}a")
    assert PAGE == fetcher().fetch(f"{PUBLIC}a", referrer=PUBLIC).data


def test_proxy_gets_its_password(proxied: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name and password of the proxy's address are sent to the proxy."""
    monkeypatch.setenv("http_proxy", proxied.url("").replace("http://", "http://me:secret@"))
    sent: list[str | None] = []

    def answer(handler: object) -> None:
        sent.append(handler.headers["Proxy-Authorization"])  # type: ignore[attr-defined]  # the handler's base class
        handler.send_error(404)  # type: ignore[attr-defined]  # as above

    proxied.pages[f"{PUBLIC}a"] = answer
    with pytest.raises(Exception, match="There is no page"):
        fetcher().fetch(f"{PUBLIC}a")
    assert ["Basic bWU6c2VjcmV0"] == sent


@pytest.mark.parametrize("host", ["10.0.0.1", "10.1", "127.0.0.1", "[::1]", "localhost"])
def test_private_address_is_never_asked_of_a_proxy(proxied: Site, host: str) -> None:
    """A private address is refused, even if the user named it."""
    with pytest.raises(RefusedError):
        fetcher().fetch(f"http://{host}/a")
    assert [] == proxied.seen


def test_private_name_is_never_asked_of_a_proxy(proxied: Site) -> None:
    """A name that this machine resolves to a private address is refused."""
    guarded = Fetcher(timeout_s=5.0, max_bytes=1000, allow_proxy=True, resolver=lambda *_: ["10.0.0.1"])
    with pytest.raises(RefusedError, match=r"10\.0\.0\.1"):
        guarded.fetch("http://intranet.example/a")
    assert [] == proxied.seen


def test_redirect_to_a_private_address_is_refused_behind_a_proxy(proxied: Site) -> None:
    """Each redirect is checked before the proxy is asked again."""
    proxied.redirect(f"{PUBLIC}a", "http://127.0.0.1/secret")
    with pytest.raises(RefusedError):
        fetcher().fetch(f"{PUBLIC}a")
    assert [f"{PUBLIC}a"] == [path for path, _ in proxied.seen]


def test_proxy_that_trickles_keeps_the_deadline(monkeypatch: pytest.MonkeyPatch, proxied: Site) -> None:
    """A proxy that sends a byte now and then cannot hold a page beyond its time limit."""
    del proxied
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def trickle() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.is_set():
                    try:
                        connection.sendall(b"X-A: b\r\n")
                    except OSError:
                        return
                    ended.wait(0.05)

        threading.Thread(target=trickle, daemon=True).start()
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(UnreachableError, match="did not arrive within"):
            fetcher(timeout_s=0.5).fetch(f"{PUBLIC}a")
        ended.set()
        assert time.monotonic() - began < 30


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "::no address::", "http://"])
def test_proxy_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, proxied: Site, proxy: str) -> None:
    """A SOCKS proxy, and a value that is no address, are refused in words."""
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(UnsupportedError, match="names no HTTP proxy; set it to an address"):
        fetcher().fetch(f"{PUBLIC}a")
    assert [] == proxied.seen


def test_proxy_that_does_not_run_is_named(monkeypatch: pytest.MonkeyPatch, proxied: Site) -> None:
    """The link may be right, so the sentence is about the proxy."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
        monkeypatch.setenv("http_proxy", f"http://me:secret@{place}")
        with pytest.raises(UnreachableError, match=f"^The proxy {place} cannot be reached"):
            fetcher().fetch(f"{PUBLIC}a")
    assert [] == proxied.seen


def test_proxy_that_refuses_a_secure_connection_is_named(monkeypatch: pytest.MonkeyPatch, proxied: Site) -> None:
    """A wrong password, or a host that the proxy forbids, is a reply of the proxy and not of the page."""
    monkeypatch.setenv("https_proxy", proxied.url(""))
    with pytest.raises(UnreachableError, match=r"^The proxy does not connect to nowhere\.invalid \(501 "):
        fetcher().fetch(PUBLIC.replace("http:", "https:"))


def test_setting_reaches_the_fetcher(proxied: Site) -> None:
    """The default is to refuse."""
    proxied.serve(f"{PUBLIC}a")
    with pytest.raises(RefusedError):
        Fetcher(timeout_s=5.0, max_bytes=1000).fetch(f"{PUBLIC}a")
