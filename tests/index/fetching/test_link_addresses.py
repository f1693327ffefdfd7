"""``index.fetching.fetcher``: the targets that a source may lead to, and the spelling of locations."""

from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import NotFoundError, RefusedError, SourceError, UnsupportedError
from index.fetching.fetcher import Fetcher, locate
from index.urls import is_url, normalize_url
from tests.support.website import LOOPBACK, PAGE, Site, no_proxy, site

__all__ = ["no_proxy", "site"]

PUBLIC = "https://example.org/article"


@pytest.fixture
def fetcher() -> Fetcher:
    """A fetcher with small limits, on a machine that opened its loopback address."""
    return Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK)


def test_public_page_cannot_lead_into_an_opened_network(site: Site, fetcher: Fetcher) -> None:
    """A link from a public page to an address of this machine or network is not followed, opened or not."""
    url = site.serve("/secret")
    with pytest.raises(RefusedError, match=r"127\.0\.0\.1 is at a private address, and a public page led there"):
        fetcher.fetch(url, referrer=PUBLIC)

    assert [] == site.seen


def test_name_of_private_address(site: Site, fetcher: Fetcher) -> None:
    """A name with a private address is refused like the address."""
    with pytest.raises(RefusedError, match="localhost is at"):
        fetcher.fetch(site.serve("/secret").replace("127.0.0.1", "localhost"), referrer=PUBLIC)


def test_page_in_an_opened_network_may_lead_to_others(site: Site, fetcher: Fetcher) -> None:
    """Pages in a network that the operator opened may link to each other."""
    article = site.serve("/article")
    linked = site.serve("/linked")
    fetcher.fetch(article)

    assert PAGE == fetcher.fetch(linked, referrer=article).data


def test_named_site_in_an_opened_network_is_remembered(site: Site) -> None:
    """The fetcher learns with the first page of a host that its name is in an opened network."""
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK, resolver=lambda *_: ["127.0.0.1"])
    article = site.serve("/article").replace("127.0.0.1", "intranet.example")
    linked = site.serve("/linked")
    with pytest.raises(RefusedError):
        fetcher.fetch(linked, referrer=article)
    fetcher.fetch(article)

    assert PAGE == fetcher.fetch(linked, referrer=article).data


def test_file_may_lead_into_an_opened_network_only(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    """A link from a file to an address of this machine is followed if the operator opened its network."""
    url = site.serve("/page")
    closed = Fetcher(timeout_s=5.0, max_bytes=1000)
    with pytest.raises(RefusedError, match="PINCITE_FETCH_ALLOW_NETWORKS"):
        closed.fetch(url, referrer=str(tmp_path / "a.html"))

    assert PAGE == fetcher.fetch(url, referrer=str(tmp_path / "a.html")).data


def test_linked_page_cannot_redirect_to_private_address(site: Site) -> None:
    """A redirect from a public page to a private address is not followed, even where an operator named the page."""
    secret = site.serve("/secret")
    redirecting = httpx.MockTransport(lambda _: httpx.Response(302, headers={"Location": secret}))
    with pytest.raises(RefusedError, match="private address"):
        Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK, transport=redirecting).fetch(PUBLIC)

    assert [] == site.seen


def test_injected_transport() -> None:
    """With an injected transport, no name is resolved."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(PAGE)))
    with Fetcher(timeout_s=5.0, max_bytes=1000, transport=transport) as fetcher:
        raw = fetcher.fetch("https://nowhere.invalid/a")

    assert ("https://nowhere.invalid/a", PAGE) == (raw.location, raw.data)


def test_linked_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """A file may lead to pages in and below its folder."""
    (tmp_path / "more").mkdir()
    linked = tmp_path / "more" / "b.md"
    linked.write_text("More words")

    assert b"More words" == fetcher.fetch(str(linked), referrer=str(tmp_path / "a.html")).data


def test_linked_file_elsewhere(fetcher: Fetcher, tmp_path: Path) -> None:
    """A link out of a file's folder is refused, also through a symbolic link."""
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "b.txt").symlink_to(tmp_path / "secret.txt")
    for target in (tmp_path / "secret.txt", tmp_path / "site" / "b.txt"):
        with pytest.raises(RefusedError, match=r"secret\.txt is outside the folder"):
            fetcher.fetch(str(target), referrer=str(tmp_path / "site" / "a.html"))


def test_linked_file_of_another_kind(fetcher: Fetcher, tmp_path: Path) -> None:
    """A linked file must be a page or a text."""
    (tmp_path / "keys.env").write_text("secret")
    with pytest.raises(RefusedError, match=r"keys\.env is no \.csv"):
        fetcher.fetch(str(tmp_path / "keys.env"), referrer=str(tmp_path / "a.html"))


def test_page_cannot_lead_to_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """The web never leads into the file system."""
    (tmp_path / "a.txt").write_text("secret")
    with pytest.raises(RefusedError, match="a web page may not lead to it"):
        fetcher.fetch(str(tmp_path / "a.txt"), referrer=PUBLIC)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("HTTPS://Example.ORG:443/A?b=C#part", "https://example.org/A?b=C"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:8080/a/../b", "http://example.org:8080/b"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        (" http://[::1]:80/ ", "http://[::1]/"),
    ],
)
def test_locate_page(typed: str, expected: str) -> None:
    """All spellings of a link have one location."""
    assert expected == locate(typed)


def test_locate_file(tmp_path: Path) -> None:
    """A path or a file URL becomes an absolute path without symbolic links."""
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "my link.txt").symlink_to(tmp_path / "real.txt")
    expected = str(tmp_path.resolve() / "real.txt")

    assert expected == locate("my link.txt", tmp_path)
    assert expected == locate((tmp_path / "my link.txt").as_uri())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ftp://example.org/a", UnsupportedError),
        ("https:///a", UnsupportedError),
        ("https://exa mple.org/", UnsupportedError),
        ("https://user:word@example.org/", RefusedError),
        ("", NotFoundError),
        ("file://elsewhere/a.txt", NotFoundError),
    ],
)
def test_locate_neither(typed: str, expected: type[SourceError]) -> None:
    """Anything else is refused, and the error says what to give instead."""
    with pytest.raises(expected):
        locate(typed)


def test_is_url() -> None:
    """Only http and https locations are on the web."""
    assert [True, True, False, False] == [
        is_url(location) for location in ("https://a.example/", "HTTP://a.example/", "/home/a", "file:///a")
    ]


@given(st.text(max_size=40))
def test_one_spelling(text: str) -> None:
    """Normalisation is idempotent, and httpx sends the URL unchanged."""
    url = normalize_url(f"https://example.org/{text}")

    assert url is not None
    assert (url, url) == (normalize_url(url), str(httpx.URL(url)))


@given(st.text(max_size=60))
def test_locate_anything(text: str) -> None:
    """Any input has a location or raises ``SourceError``."""
    try:
        location = locate(text)
    except SourceError:
        return
    assert is_url(location) or Path(location).is_absolute()
