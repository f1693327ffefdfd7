"""Folders, sitemaps and feeds: Pincite indexes their entries."""

from pathlib import Path

import pytest

from index.errors import EmptyError, UnsupportedError
from index.fetching.fetcher import Fetcher
from index.indexing.types import LinkLimits
from index.sources.folders import list_folder
from tests.support.index_bench import ALONE, ARTICLE, BODY, LINKED, IndexBench, bench, page, unwatched
from tests.support.listings import RSS, SITEMAP, SITEMAPS, TARGETS, ListFetcher

__all__ = ["bench"]


def test_folder_stands_for_the_files_in_it(bench: IndexBench, tmp_path: Path) -> None:
    """Supported files are indexed as documents, by name; hidden files and links out of the folder are not."""
    folder = tmp_path / "notes"
    (folder / "more").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text(BODY)
    for name in ("b.txt", "a.md", "more/c.html", ".hidden.txt", "d.bin"):
        (folder / name).write_text(f"About {name}. {BODY}")
    (folder / "e.txt").symlink_to(tmp_path / "outside.txt")
    bench.fetcher = Fetcher(timeout_s=5, max_bytes=100_000)  # type: ignore[assignment]  # real files
    outcomes = bench.indexer().index(str(folder), "document", LINKED, unwatched)
    names = ["a.md", "b.txt", "more/c.html"]
    assert [(str(folder / name), "added", "document") for name in names] == [
        (outcome.location, outcome.status, outcome.kind) for outcome in outcomes
    ]
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyError, match="empty has no file to read"):
        list_folder(tmp_path / "empty")


def test_sitemap_of_sitemaps_is_indexed_as_documents_without_their_links(bench: IndexBench) -> None:
    """Entries of a list are indexed as documents, and their links are not followed."""
    bench.fetcher = ListFetcher(
        {
            "https://example.org/all": SITEMAPS,
            "https://example.org/sitemap.xml": SITEMAP,
            TARGETS[0]: page("One", BODY, f'<a href="{ARTICLE}">article</a> {BODY}'),
            TARGETS[1]: page("Two", BODY.replace("reef", "hill")),
            ARTICLE: page("Article", BODY),
        }
    )
    outcomes = bench.indexer().index("https://example.org/all", "document", LINKED, unwatched)
    assert [(target, "added", "document") for target in TARGETS] == [(o.location, o.status, o.kind) for o in outcomes]


def test_long_list_is_cut_and_that_is_said(bench: IndexBench) -> None:
    """Entries up to the limit are indexed, and the last outcome reports the limit."""
    bench.fetcher = ListFetcher({"https://example.org/feed": RSS, TARGETS[0]: page("One", BODY)})
    limits = LinkLimits(0, 0, listed=1)
    first, last = bench.indexer().index("https://example.org/feed", "document", limits, unwatched)
    assert (TARGETS[0], "added") == (first.location, first.status)
    assert "News of light lists 2 pages, and 1 of a list are indexed; raise PINCITE_LISTED_PAGES_MAX" in (
        last.error or ""
    )


def test_list_that_is_only_linked_is_not_followed(bench: IndexBench) -> None:
    """A link to a feed indexes none of its entries; the outcome of the feed has the reason."""
    feed = "https://example.org/feed"
    bench.fetcher = ListFetcher({ARTICLE: page("Article", BODY, f'<a href="{feed}">feed</a> {BODY}'), feed: RSS})
    outcomes = bench.indexer().index(ARTICLE, "document", LINKED, unwatched)
    assert [(ARTICLE, "added"), (feed, "failed")] == [(o.location, o.status) for o in outcomes]
    assert "only read where a person names them" in (outcomes[1].error or "")


def test_preview_of_a_list_names_its_pages(bench: IndexBench) -> None:
    """A preview shows the entries of a list before indexing."""
    bench.fetcher = ListFetcher({"https://example.org/feed": RSS})
    found = bench.indexer().preview("https://example.org/feed")
    assert (True, "News of light", TARGETS) == (found.is_list, found.title, [link.target for link in found.links])


def test_list_that_is_unreadable_is_an_error_of_its_own(bench: IndexBench) -> None:
    """XML that is neither page nor list is refused."""
    bench.fetcher = ListFetcher({"https://example.org/data": "<?xml version='1.0'?><data/>"})
    [outcome] = bench.indexer().index("https://example.org/data", "document", ALONE, unwatched)
    assert "failed" == outcome.status
    with pytest.raises(UnsupportedError):
        bench.indexer().preview("https://example.org/data")
