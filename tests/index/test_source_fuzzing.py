"""Any bytes of a site or folder give a result or one error in words: addresses, lists, headers, rules, file names."""

import contextlib
import gzip
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import InternalError, RefusedError, SourceError
from index.fetching.fetcher import Fetcher, locate
from index.fetching.html_head import read_html_head
from index.fetching.ip_ranges import is_public, literal_addresses
from index.fetching.robots import RobotsRules
from index.gzip_stream import gunzip
from index.parsing.extraction import parse
from index.parsing.formats.sitemaps_feeds import parse_listing
from index.printable import printable
from index.sources.folders import list_folder
from index.types import Raw, SourceListing, source_id
from index.urls import MAX_URL_CHARS, is_url, normalize_url, resolve_link

BASES = ("https://example.org/a/b.html", "http://[2606:4700::1111]:8080/?q", "/texts/a.html")
PARTS = st.sampled_from(
    [
        *("http://", "https:", "//", "/", "\\", "@", ":", "[", "]", "::1", "%", "%2f", "%00", "?", "#", "..", ".", " "),
        *("\t", "\n", "\x00", "127.0.0.1", "0x7f", "localhost", "example.org", "xn--", "ß", "。", "１", "\udcff"),
        *("\ud800", "file:", "javascript:", "data:", "a" * 300, ":99999", ":0", "\u202e", "é", "𝕏"),
    ]
)
ADDRESSES = st.lists(PARTS | st.text(max_size=6), max_size=12).map("".join)
TAGS = ("urlset", "sitemapindex", "url", "sitemap", "loc", "rss", "channel", "item", "link", "title", "feed", "entry")
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.sampled_from(("<a:b>", "<rss xmlns:a='b'>", "<link rel='alternate' href='c'/>", "<![CDATA[", "]]>", "<!--"))
        | st.sampled_from(
            ("<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;", "&#xD800;", "<?xml version='1.0'?>", "<", "&")
        ),
        ADDRESSES,
    ),
    max_size=40,
).map("".join)
HEADERS = st.sampled_from(
    [
        *("Content-Type", "Content-Length", "Content-Encoding", "Location", "Link", "Retry-After", "Set-Cookie"),
        *("ETag", "Refresh", "Transfer-Encoding"),
    ]
)
VALUES = st.one_of(
    st.binary(max_size=40),
    ADDRESSES.map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [b"text/html; charset=", b"text/html; charset=utf-7", b"text/plain;charset=\xff", b"gzip", b"br", b"-1"]
    )
    | st.sampled_from([b'<x>; rel="canonical"', b"<http://[>;rel=canonical", b"a=b; Domain=.org", b"9" * 30]),
)
CHARSETS = (
    st.none()
    | st.sampled_from(
        [
            "utf-16",
            "utf-7",
            "idna",
            "zlib",
            "rot13",
            "hex",
            "undefined",
            "cp65001",
            "\x00",
            "../x",
            "mbcs",
            "punycode",
            "hz",
        ]
    )
    | st.text(max_size=20)
)
bounded = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


STATUSES = st.sampled_from([200, 302, 304, 404, 503])
WRAPS = st.sampled_from(["{}", "<urlset>{}</urlset>", "<rss><channel>{}", "<feed>{}</feed>"])
RULES = st.lists(
    st.sampled_from(["User-agent: *", "User-agent: Pincite", "Disallow: /", "Allow: ", "Crawl-delay: 1e999"])
    | st.sampled_from(["Disallow: /*$*$", "Request-rate: 9/0"])
    | st.text(max_size=30),
    max_size=12,
)


def call_or_explain(call: Callable[[], object]) -> None:
    """Make a call that may end in an error in words; any other exception passes."""
    try:
        call()
    except InternalError:
        raise
    except SourceError as error:
        explanation = str(error)
    else:
        return
    explanation.encode()
    assert explanation


@bounded
@given(address=ADDRESSES, base=st.sampled_from(BASES))
def test_any_address_is_normal_or_refused(address: str, base: str) -> None:
    """A link resolves to a normal URL or a path, which can be stored and resolves to itself, or to nothing."""
    for found in (normalize_url(address), resolve_link(address, base)):
        if found is None:
            continue
        found.encode()
        source_id(found)
        assert not set("\n\r\t\x00") & set(found)
        if is_url(found):
            assert normalize_url(found) == found
            assert "@" not in urlsplit(found).netloc
            assert urlsplit(found).scheme in {"http", "https"}
        else:
            assert found.startswith("/")
            assert not is_url(base)


@bounded
@given(address=ADDRESSES)
def test_any_target_of_a_user_is_located_or_refused(address: str) -> None:
    """What a user types is a location that can be stored, or an error in words."""
    call_or_explain(lambda: locate(address).encode())


@bounded
@given(address=ADDRESSES, data=st.data())
def test_no_address_reaches_a_private_network(address: str, data: st.DataObject) -> None:
    """No request is sent to a host that spells a private address, named by a user or by a redirect."""
    asked: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers=[(b"Location", address.encode("utf-8", "replace"))])

    fetcher = Fetcher(timeout_s=5, max_bytes=1000, pause_s=0, transport=httpx.MockTransport(respond))
    start = data.draw(st.sampled_from(["http://8.8.8.8/", f"http://{address}"]))
    call_or_explain(lambda: fetcher.fetch(locate(start)) if is_url(start) else None)
    assert all(is_public(found) for host in asked for found in literal_addresses(host))


@bounded
@given(headers=st.lists(st.tuples(HEADERS, VALUES), max_size=5), body=st.binary(max_size=200), status=STATUSES)
def test_any_response_is_a_page_or_an_error(headers: list[tuple[str, bytes]], body: bytes, status: int) -> None:
    """Any headers, charsets and bytes of a response give a page that can be parsed, or an error in words."""
    raws: list[Raw] = []

    def respond(_: httpx.Request) -> httpx.Response:
        sent = [(name.encode(), value) for name, value in headers]
        return httpx.Response(status, headers=sent, stream=httpx.ByteStream(body))

    fetcher = Fetcher(timeout_s=5, max_bytes=10_000, pause_s=0, transport=httpx.MockTransport(respond))
    call_or_explain(lambda: raws.append(fetcher.fetch("http://8.8.8.8/")))
    for raw in raws:
        assert printable(raw.location) == raw.location
        call_or_explain(lambda raw=raw: parse(raw))  # type: ignore[misc]  # a default binds the page


@bounded
@given(text=MARKUP, wrap=WRAPS, packed=st.booleans(), cut=st.integers(0, 40))
def test_any_list_has_entries_that_can_be_stored(text: str, wrap: str, cut: int, *, packed: bool) -> None:
    """A sitemap or feed of any elements, also packed or broken off, is a list, no list, or an error."""
    data = wrap.format(text.replace("{", "")).encode("utf-8", "replace")
    data = gzip.compress(data) if packed else data
    found: list[SourceListing] = []

    def read() -> None:
        listing = parse_listing(Raw("https://example.org/list", data[: len(data) - cut], "text/xml"))
        found.extend([listing] if listing else [])

    call_or_explain(read)
    for listing in found:
        assert listing.links
        assert printable(listing.title) == listing.title
        for link in listing.links:
            assert normalize_url(link.target) == link.target
            assert len(link.text) <= 200
            link.text.encode()


@bounded
@given(text=MARKUP, charset=CHARSETS)
def test_any_page_with_any_charset_is_read_or_refused(text: str, charset: str | None) -> None:
    """The head and the words of a page of any markup and charset are read, or an error says why not."""
    page = f"<html><meta http-equiv=refresh content='0;{text}'>{text}".encode("utf-8", "replace")
    raw = Raw("https://example.org/a", page, "text/html", charset)
    head = read_html_head(raw)
    assert all(url is None or normalize_url(url) == url for url in head)
    call_or_explain(lambda: parse(raw))


@bounded
@given(pieces=st.lists(st.binary(max_size=300), max_size=6), size=st.integers(1, 64), zeros=st.integers(0, 300_000))
def test_gzip_unpacks_to_what_was_packed(pieces: list[bytes], size: int, zeros: int) -> None:
    """Members and chunks of any size unpack to the bytes that were packed."""
    pieces = [*pieces, bytes(zeros)]
    data = b"".join(map(gzip.compress, pieces))
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert b"".join(pieces) == b"".join(gunzip(chunks))


@bounded
@given(data=st.binary(max_size=300), cut=st.integers(0, 60), flip=st.integers(0, 299))
def test_damaged_gzip_is_an_error_of_zlib(data: bytes, cut: int, flip: int) -> None:
    """Damaged or truncated data raises the one error that callers expect."""
    packed = bytearray(gzip.compress(data))
    packed[flip % len(packed)] ^= 0x55
    with contextlib.suppress(zlib.error):
        assert sum(map(len, gunzip([bytes(packed[: len(packed) - cut])]))) < 1_000_000


@bounded
@given(rules=RULES, address=ADDRESSES)
def test_any_robots_txt_allows_or_refuses(rules: list[str], address: str) -> None:
    """Rules of any words allow a page, with a pause that is a number, or refuse it in words."""
    url = normalize_url(f"https://example.org/{address}")
    if url is None:
        return
    with contextlib.suppress(RefusedError):
        pause_s = RobotsRules().check(url, lambda _: "\n".join(rules).encode("utf-8", "surrogatepass"))
        assert pause_s is None or 0 <= pause_s < float("inf")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@bounded
@given(names=st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=5))
def test_any_file_name_is_listed_or_told(tmp_path_factory: pytest.TempPathFactory, names: list[bytes]) -> None:
    """Each file of a folder is an entry that can be stored and read, or an unread one with a reason."""
    folder = tmp_path_factory.mktemp("names")
    wanted = {name.replace(b"/", b"_").replace(b"\0", b"_").lstrip(b".") + b".txt" for name in names}
    for name in wanted:
        Path(os.fsdecode(os.fsencode(folder) + b"/x" + name)).write_text("Words.")
    listing = list_folder(folder)
    assert len(wanted) == len(listing.links) + len(listing.unread)
    with Fetcher(timeout_s=5, max_bytes=1000) as fetcher:
        for link in listing.links:
            assert b"Words." == fetcher.fetch(link.target).data
            source_id(link.target)
            link.target.encode()
    for entry in listing.unread:
        assert printable(entry.location + entry.reason) == entry.location + entry.reason


def test_address_at_the_limit_is_kept_and_a_longer_one_is_not() -> None:
    """An address may have 4,096 characters."""
    start = "https://example.org/"
    assert normalize_url(start + "a" * (MAX_URL_CHARS - len(start))) is not None
    assert normalize_url(start + "a" * (MAX_URL_CHARS - len(start) + 1)) is None
