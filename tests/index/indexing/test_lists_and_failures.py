"""The crawl state: lists are read again for new entries, and failed pages are retried."""

import gzip
from dataclasses import replace

import pytest

from bot.indexing.source_manager import SourceManager
from index.errors import TooLargeError
from index.fetching.fetcher import Fetcher
from index.indexing.types import LinkLimits, Outcome, never_stop
from index.parsing.formats.sitemaps_feeds import parse_listing
from index.types import Raw, source_id
from tests.support.index_bench import ALONE, ARTICLE, BODY, LINKED, OTHER, IndexBench, bench, page, unwatched
from tests.support.listings import RSS, SITEMAP, SITEMAPS, TARGETS, ListFetcher, raw

__all__ = ["bench"]

FEED = "https://example.org/feed"
THIRD = "https://example.org/3.html"
LONGER = RSS.replace("</channel>", f"<item><title>Three</title><link>{THIRD}</link></item></channel>")


@pytest.fixture
def fed(bench: IndexBench) -> IndexBench:
    """A feed with two indexed pages, and a third page that it does not list yet."""
    bodies = {target: page(f"Page {n}", f"Number{n}. {BODY}") for n, target in enumerate((*TARGETS, THIRD))}
    bench.fetcher = ListFetcher({FEED: RSS, **bodies})
    bench.indexer().index(FEED, "document", LINKED, unwatched)
    return bench


def said(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    """The status of each location."""
    return [(outcome.location, outcome.status) for outcome in outcomes]


def test_new_entry_of_a_list_is_found(fed: IndexBench) -> None:
    """A re-index reads the named feed again and indexes its new entry."""
    assert [(TARGETS[0], "unchanged"), (TARGETS[1], "unchanged")] == said(
        fed.indexer().reindex(None, LINKED, unwatched)
    )
    fed.fetcher.pages[FEED] = LONGER
    assert [("new", THIRD)] == [
        (change.status, change.location)
        for change in fed.indexer().compare(None, unwatched)
        if change.status != "unchanged"
    ]
    assert (THIRD, "added") == said(fed.indexer().reindex([source_id(FEED)], LINKED, unwatched))[-1]


def test_article_stays_the_article_where_a_list_holds_it_too(fed: IndexBench) -> None:
    """The article keeps its kind when a feed lists it, unchanged or changed."""
    fed.indexer().index(TARGETS[0], "article", ALONE, unwatched)
    fed.indexer().index(FEED, "document", LINKED, unwatched)
    unchanged = fed.catalog.find_article()
    fed.fetcher.pages[TARGETS[0]] = page("Page 0", f"Renewed. {BODY}")
    fed.indexer().index(FEED, "document", LINKED, unwatched)
    changed = fed.catalog.find_article()
    assert unchanged is not None
    assert changed is not None
    assert [(TARGETS[0], "article")] * 2 == [(one.location, one.kind) for one in (unchanged, changed)]


def test_page_that_was_removed_does_not_come_back_from_its_list(fed: IndexBench) -> None:
    """A re-index does not restore a removed entry; naming the feed again does."""
    fed.indexer().remove([source_id(TARGETS[0])])
    assert [(TARGETS[1], "unchanged")] == said(fed.indexer().reindex(None, LINKED, unwatched))
    assert (TARGETS[0], "added") in said(fed.indexer().index(FEED, "document", LINKED, unwatched))


def test_page_that_is_no_longer_listed_stays_and_is_told(fed: IndexBench) -> None:
    """An entry that disappears is reported once, and stays indexed until a user removes it."""
    fed.fetcher.pages[FEED] = LONGER.replace(TARGETS[0], THIRD)
    assert ["unlisted"] == [c.status for c in fed.indexer().compare([source_id(FEED)], unwatched) if c.id == first(fed)]
    *_, last = fed.indexer().reindex(None, LINKED, unwatched)
    assert (TARGETS[0], "unlisted") == (last.location, last.status)
    assert "News of light does not list it any more; it stays until somebody removes it." == last.error
    assert fed.passages.match(["number0"], 9)
    assert "unlisted" not in [status for _, status in said(fed.indexer().reindex(None, LINKED, unwatched))]


def first(bench: IndexBench) -> str:
    """The id of the first source."""
    return bench.catalog.list_sources()[0].id


def test_list_keeps_its_limit_when_it_is_read_again(fed: IndexBench) -> None:
    """A list that grows beyond the limit adds no entry and reports the limit."""
    fed.fetcher.pages[FEED] = LONGER
    *_, last = fed.indexer().reindex(None, LinkLimits(0, 0, listed=2), unwatched)
    assert "raise PINCITE_LISTED_PAGES_MAX" in (last.error or "")
    assert 2 == len(fed.catalog.list_sources())


def test_sitemaps_within_a_sitemap_are_looked_through_again(bench: IndexBench) -> None:
    """New entries of a nested list are found; forgetting the outer list forgets both."""
    outer, inner = "https://example.org/all", "https://example.org/sitemap.xml"
    bodies = {target: page(target, f"{target} {BODY}") for target in (*TARGETS, THIRD)}
    bench.fetcher = ListFetcher({outer: SITEMAPS, inner: SITEMAP, **bodies})
    bench.indexer().index(outer, "document", LINKED, unwatched)
    bench.fetcher.pages[inner] = SITEMAP.replace("mailto:a@example.org", THIRD)
    assert (THIRD, "added") == said(bench.indexer().reindex(None, LINKED, unwatched))[-1]
    bench.indexer().forget([source_id(outer)])
    assert ([], 3) == (bench.catalog.crawl_state.get_lists(), len(bench.catalog.list_sources()))


def test_new_file_of_a_folder_is_found(bench: IndexBench) -> None:
    """A re-index reads a named folder again."""
    folder = bench.folder / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text(BODY)
    bench.fetcher = Fetcher(timeout_s=5, max_bytes=100_000)  # type: ignore[assignment]  # real files
    bench.indexer().index(str(folder), "document", ALONE, unwatched)
    (folder / "b.txt").write_text(f"More. {BODY}")
    (folder / "a.txt").unlink()
    found = said(bench.indexer().reindex(None, ALONE, unwatched))
    assert [(str(folder / "a.txt"), "failed"), (str(folder / "b.txt"), "added")] == found[:2]
    assert (str(folder / "a.txt"), "unlisted") == found[-1]


def test_linked_page_that_failed_is_kept_with_its_reason_and_tried_again(bench: IndexBench) -> None:
    """A failed page is listed until it can be read; then it has its links."""
    bench.fetcher.pages[ARTICLE] = page("Article", BODY, f'<a href="{OTHER}">other</a> {BODY}')
    bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    [missed] = bench.catalog.crawl_state.get_failed_pages()
    assert (OTHER, ARTICLE, f"There is no page at {OTHER}; check the address.") == (
        missed.location,
        missed.parent,
        missed.reason,
    )
    bench.fetcher.pages[OTHER] = page("Other", BODY.replace("reef", "hill"))
    assert [(OTHER, "added")] == said(bench.indexer().reindex([missed.id], LINKED, unwatched))
    assert [] == bench.catalog.crawl_state.get_failed_pages()
    assert (source_id(ARTICLE),) == bench.catalog.get_source(source_id(OTHER)).linked_from


def test_page_that_nothing_leads_to_any_more_is_not_tried_again(bench: IndexBench) -> None:
    """A failed page is forgotten with the link to it, and with the source of the link."""
    link = f'<a href="{OTHER}">other</a> {BODY}'
    for end in ("edited", "removed"):
        bench.fetcher.pages[ARTICLE] = page("Article", BODY, link)
        bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
        assert [OTHER] == [missed.location for missed in bench.catalog.crawl_state.get_failed_pages()]
        if end == "edited":
            bench.fetcher.pages[ARTICLE] = page("Article", BODY)
            bench.indexer().reindex(None, LINKED, unwatched)
        else:
            bench.indexer().remove([source_id(ARTICLE)])
        assert [] == bench.catalog.crawl_state.get_failed_pages()


def test_entry_that_failed_is_tried_again_with_its_list(fed: IndexBench) -> None:
    """An entry that failed counts as new until it can be read."""
    fed.fetcher.pages[FEED] = LONGER
    body = fed.fetcher.pages.pop(THIRD)
    for _ in range(2):
        assert (THIRD, "failed") == said(fed.indexer().reindex(None, LINKED, unwatched))[-1]
        assert [THIRD] == [missed.location for missed in fed.catalog.crawl_state.get_failed_pages()]
    fed.fetcher.pages[THIRD] = body
    assert (THIRD, "added") == said(fed.indexer().reindex(None, LINKED, unwatched))[-1]
    assert [] == fed.catalog.crawl_state.get_failed_pages()


def test_what_was_indexed_alone_stays_alone(bench: IndexBench) -> None:
    """A re-index follows the links of a source only if the user indexed it with them."""
    linking = page("Article", f'{BODY} <a href="{OTHER}">other</a>')
    bench.fetcher = ListFetcher({FEED: RSS, ARTICLE: linking, OTHER: page("Other", BODY), TARGETS[0]: linking})
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    bench.indexer().index(FEED, "document", LINKED, unwatched)
    bench.indexer().reindex(None, LINKED, unwatched)
    alone = bench.catalog.find_source(source_id(OTHER))
    bench.indexer().restore(bench.indexer().remove([source_id(ARTICLE)]), unwatched)
    bench.indexer().reindex(None, LINKED, unwatched)
    restored = bench.catalog.find_source(source_id(OTHER))
    bench.indexer().index(ARTICLE, "document", LINKED, unwatched)
    bench.indexer().remove([source_id(OTHER)])
    bench.indexer().reindex([source_id(ARTICLE)], LINKED, unwatched)

    assert (None, None) == (alone, restored)
    assert bench.catalog.find_source(source_id(OTHER)) is not None


def test_run_that_is_stopped_finds_the_same_things_new_again(fed: IndexBench) -> None:
    """A stopped run does not save the list, so the next run finds the same new entries."""
    fed.fetcher.pages[FEED] = LONGER
    before = fed.embedder.embedded
    fed.indexer().reindex(None, LINKED, unwatched, lambda: fed.embedder.embedded > before)
    assert 2 == len(fed.catalog.list_sources())
    assert (THIRD, "added") in said(fed.indexer().reindex(None, LINKED, unwatched))


def shelf(bench: IndexBench, listed_max: int = 1_000) -> SourceManager:
    """The source manager of an index."""
    return SourceManager(
        bench.indexer(), bench.catalog, limits=LinkLimits(0, 0, listed_max), fingerprint="", article=None
    )


def test_what_lists_hold_is_told(fed: IndexBench) -> None:
    """The contents of a list: its entries, indexed sources, failed pages and own sources."""
    fed.fetcher.pages[FEED] = LONGER
    del fed.fetcher.pages[THIRD]
    fed.indexer().reindex(None, LINKED, unwatched)
    fed.indexer().index(TARGETS[1], "article", ALONE, unwatched)
    [held] = shelf(fed).get_lists()

    assert (FEED, 3, [THIRD]) == (
        held.known_list.location,
        held.entry_count,
        [page.location for page in held.failed_pages],
    )
    assert (list(TARGETS), [TARGETS[0]]) == tuple(
        [one.location for one in of] for of in (held.sources, held.own_sources)
    )


def test_sitemaps_within_a_sitemap_are_one_list(bench: IndexBench) -> None:
    """A nested list counts with its outer list; a source of two lists is no list's own."""
    outer, inner = "https://example.org/all", "https://example.org/sitemap.xml"
    bodies = {target: page(target, f"{target} {BODY}") for target in TARGETS}
    bench.fetcher = ListFetcher({outer: SITEMAPS, inner: SITEMAP, FEED: RSS, **bodies})
    bench.indexer().index(outer, "document", LINKED, unwatched)
    [alone] = shelf(bench).get_lists()
    bench.indexer().index(FEED, "document", LINKED, unwatched)
    both = shelf(bench).get_lists()

    assert (outer, 2, 2) == (alone.known_list.location, alone.entry_count, len(alone.own_sources))
    assert [(outer, 2, 0), (FEED, 2, 0)] == [
        (one.known_list.location, len(one.sources), len(one.own_sources)) for one in both
    ]


def test_page_of_a_list_is_tried_again_with_its_list(fed: IndexBench) -> None:
    """Retrying a failed entry reads its list; ids that are gone are left out."""
    fed.fetcher.pages[FEED] = LONGER
    body = fed.fetcher.pages.pop(THIRD)
    fed.indexer().reindex(None, LINKED, unwatched)
    fed.fetcher.pages[THIRD] = body
    [missed] = shelf(fed).get_failed_pages()
    found = shelf(fed).reindex([missed.id, "gone"], watch=unwatched, stop=never_stop)

    assert ([(THIRD, "added")], []) == (said(found), shelf(fed).get_failed_pages())
    assert [] == shelf(fed).reindex([missed.id, "gone"], watch=unwatched, stop=never_stop)[1:]


def test_list_is_limited_also_where_links_are_not_followed(fed: IndexBench) -> None:
    """The limit of the settings applies to lists without link following."""
    fed.indexer().remove([source.id for source in fed.catalog.list_sources()])
    shelf(fed, 1).index(FEED, follow=False, watch=unwatched, stop=never_stop)

    assert [TARGETS[0]] == [source.location for source in fed.catalog.list_sources()]


def test_list_is_removed_with_its_pages_and_put_back(fed: IndexBench) -> None:
    """The list, its sources and its failed pages are restored without fetching."""
    fed.fetcher.pages[FEED] = LONGER
    del fed.fetcher.pages[THIRD]
    fed.indexer().reindex(None, LINKED, unwatched)
    before = shelf(fed).get_lists()
    kept = shelf(fed).remove([source.id for source in before[0].own_sources], [before[0].known_list.id])
    between = (fed.catalog.list_sources(), shelf(fed).get_lists(), shelf(fed).get_failed_pages())
    fed.fetcher.pages.clear()
    stopped = shelf(fed).restore(kept, watch=unwatched, stop=lambda: True)
    first, second = (shelf(fed).restore(kept, watch=unwatched, stop=never_stop) for _ in range(2))

    assert (([], [], []), []) == (between, stopped)
    assert (["added"] * 2, ["unchanged"] * 2) == tuple([one.status for one in found] for found in (first, second))
    assert before == shelf(fed).get_lists()


def test_sitemap_comes_packed() -> None:
    """A gzipped sitemap is read; other gzipped bytes are no list."""
    plain = raw(SITEMAP)
    found = parse_listing(replace(plain, data=gzip.compress(plain.data)))
    assert found == parse_listing(plain) is not None
    assert parse_listing(replace(plain, data=gzip.compress(BODY.encode() * 99))) is None
    assert parse_listing(replace(plain, data=gzip.compress(plain.data)[:-9])) is None


def test_packed_sitemap_does_not_explode() -> None:
    """A sitemap that unpacks to more than the limit is refused before it fills the memory."""
    bomb = Raw(FEED, gzip.compress(b"<urlset>" + b" " * 60_000_000), "application/gzip")
    with pytest.raises(TooLargeError, match="unpacks to more than 52 MB"):
        parse_listing(bomb)
