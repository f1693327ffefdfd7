"""Sitemaps and feeds: their entries, and what a hostile list costs."""

import gzip
from pathlib import Path

import pytest

from index.errors import EmptyError
from index.gzip_stream import gunzip
from index.parsing.formats.sitemaps_feeds import parse_listing
from index.parsing.worker_pool import ParserPool
from index.types import Raw, SourceListing
from tests.support.index_bench import BODY, page
from tests.support.listings import ATOM, RDF, RSS, SITEMAP, TARGETS, raw


def targets(text: str) -> list[str]:
    """The targets of a list."""
    found = parse_listing(raw(text))
    assert found is not None
    return [link.target for link in found.links]


@pytest.mark.parametrize("text", [SITEMAP, RSS, ATOM, RDF])
def test_entries_of_a_list_are_its_pages_once_each(text: str) -> None:
    """A sitemap or feed gives the absolute addresses of its pages, in order."""
    found = parse_listing(raw(text))
    assert found is not None
    assert TARGETS == [link.target for link in found.links]
    assert ("list" if text == SITEMAP else "News of light") == found.title.rpartition("/")[2]


def test_page_and_other_xml_are_no_list() -> None:
    """HTML that mentions feeds, and other XML, are no lists."""
    for text in (
        page("Article", BODY + "&lt;rss version"),
        "<svg><rss/></svg>",
        "<rss",
        "Some words about <rss > feeds",
    ):
        assert parse_listing(raw(text)) is None


@pytest.mark.parametrize(
    ("feed", "target"),
    [
        (
            '<rss xmlns:a="http://www.w3.org/2005/Atom"><item><a:link rel="via" href="x"/><link>/2</link></item></rss>',
            2,
        ),
        ('<rss><item><atom:link rel="self" href="/x"/><link>/2</link></item></rss>', 2),
        ('<rss xmlns:a="http://www.w3.org/2005/Atom"><item><a:link href="/2"/></item></rss>', 2),
        ("<rss><item><link/><guid>https://example.org/2</guid></item></rss>", 2),
        ('<feed xml:base="/notes/"><entry><link href="2"/></entry></feed>', "notes/2"),
        (
            '<feed xml:base="/notes/"><entry xml:base="old/"><title>A</title><link href="2"/></entry></feed>',
            "notes/old/2",
        ),
    ],
)
def test_entry_takes_its_own_address(feed: str, target: object) -> None:
    """Atom's links in RSS, permanent ids and XML Base give the address of an entry."""
    assert [f"https://example.org/{target}"] == targets(feed)


def test_id_that_is_no_permanent_link_is_no_address() -> None:
    """A feed whose entries have nothing but an internal id lists no page."""
    with pytest.raises(EmptyError):
        targets('<rss><item><guid isPermaLink="false">post-7</guid></item></rss>')


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_feed_in_utf_16_is_a_list(encoding: str) -> None:
    """A feed is recognised in UTF-16, with and without a byte order mark."""
    data = '<?xml version="1.0" encoding="UTF-16"?><rss><item><link>/2</link></item></rss>'.encode(encoding)
    found = parse_listing(Raw("https://example.org/feed", data, "text/xml"))
    assert found is not None
    assert ["https://example.org/2"] == [link.target for link in found.links]


def test_list_of_nothing_is_an_error() -> None:
    """A list without a web page is an error."""
    with pytest.raises(EmptyError, match="lists no page"):
        parse_listing(raw("<rss><channel><item><link>ftp://a.example/</link></item></channel></rss>"))


def test_hostile_list_reads_no_file_and_does_not_explode(tmp_path: Path) -> None:
    """Entities are never expanded, neither from files nor recursively."""
    (tmp_path / "secret").write_text("https://example.org/secret")
    outside = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for head in (outside, f'<!DOCTYPE r [<!ENTITY l0 "/ha"><!ENTITY x "&l11;">{laughs}]>'):
        found = parse_listing(raw(RSS.replace("<rss", f"{head}<rss").replace("/2.html", "/2&x;.html")))
        assert found is None or not any("secret" in link.target or "haha" in link.target for link in found.links)


@pytest.mark.parametrize("prefix", ["media:content", "itunes:author", "a:b:c"])
def test_undeclared_prefix_costs_nothing(prefix: str) -> None:
    """A feed whose extension is not declared gives its entries."""
    assert TARGETS == targets(RSS.replace("<item>", f"<item><{prefix} url='x'>words</{prefix}>"))


def test_titles_are_one_canonical_line() -> None:
    """A title of a list or entry has no line end and no character that reorders others."""
    found = parse_listing(raw(RSS.replace("News of  light", "News\n\u202eof").replace("One", "O\u202e\tn" + "e" * 999)))
    assert found is not None
    assert ("News of", "O n" + "e" * 197) == (found.title, found.links[0].text)


def test_nested_and_unclosed_entries_are_entries() -> None:
    """An entry that is never closed does not hide the next one."""
    assert TARGETS == targets(f"<urlset><url><loc>{TARGETS[0]}</loc><url><loc>{TARGETS[1]}</loc></urlset>")


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#57343;", "&#0057000;"])
def test_half_a_character_costs_nothing(reference: str) -> None:
    """A reference to a surrogate, which lxml cannot report, is left out of a title."""
    found = parse_listing(raw(RSS.replace("One", f"O{reference}ne")))
    assert found is not None
    assert ["One", "Two"] == [link.text for link in found.links]


def test_children_of_children_are_no_entries() -> None:
    """An address or title counts directly in its entry only."""
    text = f"<urlset><url><x><loc>https://example.org/no</loc></x><loc>{TARGETS[0]}</loc></url></urlset>"
    assert [TARGETS[0]] == targets(text)


def test_address_of_any_length_is_bounded() -> None:
    """An address of a megabyte is no entry, and is not cut to another address."""
    long = f"https://example.org/{'a' * 1_000_000}"
    assert [TARGETS[0]] == targets(f"<urlset><url><loc>{long}</loc></url><url><loc>{TARGETS[0]}</loc></url></urlset>")


@pytest.mark.parametrize("tag", ["url", "loc", "x"])
def test_nested_sitemap_is_read_in_linear_time(tag: str) -> None:
    """Five megabytes of elements nested 120 deep give at most one entry for each entry element."""
    nest = f"<{tag}>" * 120 + "words " * 50 + f"</{tag}>" * 120
    text = f"<urlset><url><loc>{TARGETS[0]}</loc></url>{nest * 4_000}</urlset>"
    found = parse_listing(raw(text))
    assert found is not None
    assert len(found.links) <= 2


def test_endless_depth_ends_the_list() -> None:
    """Ten thousand nested elements give the entries before them."""
    assert [TARGETS[0]] == targets(f"<urlset><url><loc>{TARGETS[0]}</loc></url>{'<a>' * 10_000}")


def test_gzip_of_empty_members_is_refused() -> None:
    """Two megabytes of empty members are no list; eleven seconds were spent on them once."""
    data = gzip.compress(b"") * 100_000
    assert parse_listing(Raw("https://example.org/sitemap.xml.gz", data, "application/gzip")) is None


@pytest.mark.parametrize("members", [1, 2, 500])
def test_gzip_of_some_members_is_one_text(members: int) -> None:
    """Members follow each other, wherever the chunks of the network end."""
    text = b"<urlset>" + b"a" * 300_000
    data = gzip.compress(text) * members
    for size in (len(data), 1_000):
        chunks = [data[start : start + size] for start in range(0, len(data), size)]
        assert sum(map(len, gunzip(chunks))) == members * len(text)


def test_list_is_parsed_by_a_worker() -> None:
    """A worker returns a list as this process would read it, and the reason why it has none."""
    with ParserPool(timeout_s=120.0, memory_bytes=1_500_000_000) as parser:
        found = parser.parse(raw(RSS))
        assert parse_listing(raw(RSS)) == found
        assert isinstance(found, SourceListing)
        with pytest.raises(EmptyError, match="lists no page"):
            parser.parse(raw("<rss><channel/></rss>"))
