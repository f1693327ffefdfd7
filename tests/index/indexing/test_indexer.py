"""Indexing is atomic: a source becomes current completely or not at all."""

from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bot.indexing.source_manager import SourceManager
from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Location
from index.errors import LockedError, NotFoundError, NothingIndexedError, OutdatedIndexError, UnknownSourceError
from index.indexing.types import Progress
from index.types import source_id
from tests.support.index_bench import ALONE, ARTICLE, BODY, LINKED, OTHER, IndexBench, bench, page, unwatched

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["bench"]


def test_a_new_source_is_added_and_its_text_is_stored(bench: IndexBench) -> None:
    """The outcome describes the source, and its passages are slices of the stored text."""
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert ("added", "Article", ARTICLE) == (outcome.status, outcome.title, outcome.location)
    [source] = bench.catalog.list_sources()
    text = bench.catalog.get_text(source.text_id) or ""
    ids, matrix = bench.passages.load_vectors()
    assert len(ids) == len(matrix) == outcome.passages == source.passages
    for row in bench.passages.load_candidates(ids):
        assert row.span.slice(text).startswith(row.sentences[0].slice(text))
    assert set(ids) == bench.vectors.ids


def test_an_unchanged_source_costs_no_embedding(bench: IndexBench) -> None:
    """Indexing the same page again embeds nothing; its status is ``unchanged``."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    embedded = bench.embedder.embedded
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert ("unchanged", embedded) == (outcome.status, bench.embedder.embedded)


def test_a_changed_source_replaces_its_version_and_keeps_its_id_and_old_text(bench: IndexBench) -> None:
    """Search finds only the new passages; the old text is kept for stored citations."""
    [before] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    old = bench.catalog.list_sources()[0].text_id
    bench.fetcher.pages[ARTICLE] = page("Article", BODY.replace("granite", "basalt"))
    [after] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert ("updated", before.id) == (after.status, after.id)
    assert [] == bench.passages.match(["granite"], 9)
    assert bench.passages.match(["basalt"], 9)
    assert "granite" in (bench.catalog.get_text(old) or "")
    assert len(bench.vectors.ids) == bench.passages.count() == after.passages


def test_a_page_that_is_gone_leaves_the_old_version_in_place(bench: IndexBench) -> None:
    """A failed fetch is reported with its reason, and the source keeps its version."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    count = bench.passages.count()
    del bench.fetcher.pages[ARTICLE]
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert ("failed", count, "Article") == (outcome.status, outcome.passages, outcome.title)
    assert "no page" in (outcome.error or "")
    assert bench.passages.match(["granite"], 9)


def test_an_embedder_that_fails_midway_leaves_the_old_version_in_place(bench: IndexBench) -> None:
    """A run that fails within a source changes nothing, and the next run completes."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    bench.fetcher.pages[ARTICLE] = page("Article", *[BODY.replace("granite", f"stone{n}") for n in range(40)])
    bench.embedder.fail_after = bench.embedder.embedded + 60
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert ("failed", "The embedder failed; try again.") == (outcome.status, outcome.error)
    assert bench.passages.match(["granite"], 9)
    assert [] == bench.passages.match(["stone1"], 9)
    bench.embedder.fail_after = None
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert ("updated", outcome.passages) == (outcome.status, bench.passages.count())
    assert len(bench.vectors.ids) == bench.passages.count()
    assert [] == bench.catalog.list_stale_passages()


def test_linked_pages_are_indexed_and_know_who_links_to_them(bench: IndexBench) -> None:
    """Each link of the main text is followed once; a page that fails is reported with its reason."""
    links = f'See <a href="{OTHER}">the other</a>, <a href="{OTHER}#part">again</a> and <a href="/gone.html">gone</a>.'
    bench.fetcher.pages |= {
        ARTICLE: page("Article", BODY, links + BODY),
        OTHER: page("Other", BODY.replace("reef", "hill")),
    }
    outcomes = bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    assert [("added", "article"), ("added", "linked"), ("failed", "linked")] == [(o.status, o.kind) for o in outcomes]
    assert (source_id(ARTICLE),) == bench.catalog.get_source(source_id(OTHER)).linked_from
    assert bench.catalog.find_article() == bench.catalog.get_source(source_id(ARTICLE))


def test_a_document_stays_a_document_when_a_page_links_to_it(bench: IndexBench) -> None:
    """A source that a user named does not become a linked one."""
    bench.fetcher.pages |= {
        ARTICLE: page("Article", f'{BODY}<a href="{OTHER}">other</a>'),
        OTHER: page("Other", BODY.replace("reef", "hill")),
    }
    bench.indexer().index(OTHER, "document", ALONE, unwatched)
    bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    assert "document" == bench.catalog.get_source(source_id(OTHER)).kind


def test_there_is_one_article_at_a_time(bench: IndexBench) -> None:
    """A new article makes the previous one a document."""
    bench.fetcher.pages[OTHER] = page("Other", BODY.replace("reef", "hill"))
    bench.indexer().index(ARTICLE, "article", ALONE, unwatched)
    bench.indexer().index(OTHER, "article", ALONE, unwatched)
    assert ["document", "article"] == [source.kind for source in bench.catalog.list_sources()]


def test_removing_takes_everything_and_an_unknown_id_takes_nothing(bench: IndexBench) -> None:
    """A removed source leaves no text, passage or vector; with one unknown id, nothing is removed."""
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    text_id = bench.catalog.get_source(outcome.id).text_id
    with pytest.raises(UnknownSourceError):
        bench.indexer().remove([outcome.id, "nonesuch"])
    assert 1 == len(bench.catalog.list_sources())
    assert [outcome.id] == [one.source.id for one in bench.indexer().remove([outcome.id]).sources]
    assert ([], None, set()) == (bench.catalog.list_sources(), bench.catalog.get_text(text_id), bench.vectors.ids)


def test_what_was_removed_is_put_back_without_reading_it(bench: IndexBench) -> None:
    """Text, metadata and links are restored without the page; restoring twice is the same as once."""
    bench.fetcher.pages |= {
        ARTICLE: page("Article", f'{BODY} <a href="{OTHER}">the oil</a>'),
        OTHER: page("Other", BODY),
    }
    article, other = (one.id for one in bench.indexer().index(ARTICLE, "article", LINKED, unwatched))
    before = bench.catalog.list_sources()
    library = SourceManager(bench.indexer(), bench.catalog, limits=ALONE, fingerprint="", article=None)
    kept = [library.remove([id_]) for id_ in (other, article)]
    between = bench.catalog.list_sources()
    bench.fetcher.pages.clear()
    statuses = [
        library.restore(one, watch=unwatched, stop=lambda: False)[0].status for one in (*reversed(kept), kept[0])
    ]

    assert ([], ["added", "added", "unchanged"]) == (between, statuses)
    assert before == bench.catalog.list_sources()
    assert BODY.strip() in (bench.catalog.get_text(before[0].text_id) or "")


def test_a_restoration_that_is_stopped_leaves_nothing(bench: IndexBench) -> None:
    """The source is not restored then, and a later call restores it."""
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    withdrawn = bench.indexer().remove([outcome.id])
    stopped = bench.indexer().restore(withdrawn, unwatched, lambda: True)
    between = bench.catalog.list_sources()
    [again] = bench.indexer().restore(withdrawn, unwatched)

    assert ([], [], outcome) == (stopped, between, again)


def test_another_process_sees_a_text_come_and_go(bench: IndexBench, location: Location) -> None:
    """A process sees the texts that another one stored or removed since its last look."""
    database = schema.open_catalog(location)
    other = Catalog(database)
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    text_id = bench.catalog.get_source(outcome.id).text_id
    assert "granite" in (other.get_text(text_id) or "")
    bench.indexer().remove([outcome.id])
    assert other.get_text(text_id) is None
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert "granite" in (other.get_text(text_id) or "")
    database.close()


def test_another_embedder_is_refused_until_the_index_is_rebuilt(bench: IndexBench) -> None:
    """Search refuses the index of another embedder; a rebuild fetches nothing."""
    with pytest.raises(NothingIndexedError):
        bench.catalog.require_fingerprint("one")
    bench.indexer("one").index(ARTICLE, "document", ALONE, unwatched)
    bench.catalog.require_fingerprint("one")
    with pytest.raises(OutdatedIndexError, match="pincite rebuild"):
        bench.catalog.require_fingerprint("two")
    bench.fetcher.pages.clear()
    assert ["updated"] == [outcome.status for outcome in bench.indexer("two").rebuild(unwatched)]
    bench.catalog.require_fingerprint("two")
    assert len(bench.vectors.ids) == bench.passages.count()


def test_a_rebuild_brings_lost_vectors_back_without_embedding(bench: IndexBench) -> None:
    """A lost vector store is filled from the vector files, with texts and metadata."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    embedded = bench.embedder.embedded
    bench.vectors.delete(list(bench.vectors.ids))
    bench.indexer().rebuild(unwatched)
    assert (bench.passages.count(), embedded) == (len(bench.vectors.ids), bench.embedder.embedded)


def test_two_processes_do_not_index_at_once(bench: IndexBench) -> None:
    """A process that does not get the lock raises ``LockedError``, and nothing is changed."""
    with FileLock(bench.folder / "index.lock"), pytest.raises(LockedError, match="Another process"):
        bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert [] == bench.catalog.list_sources()


def test_watcher_is_told_what_needs_no_embedding(bench: IndexBench) -> None:
    """Unchanged and failed pages are steps of the progress as well."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    bench.fetcher.pages[ARTICLE] = page("Article", BODY, f'<a href="{OTHER}">other</a> {BODY}')
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    steps: list[Progress] = []
    bench.indexer().index(ARTICLE, "document", LINKED, steps.append)

    assert [Progress(ARTICLE, 0, 0, "unchanged"), Progress(OTHER, 0, 0, "failed")] == steps


def test_progress_counts_passages_up_to_the_whole(bench: IndexBench) -> None:
    """The progress of a source starts at 0 and counts its passages."""
    steps: list[Progress] = []
    watch: Callable[[Progress], None] = steps.append
    [outcome] = bench.indexer().index(ARTICLE, "document", ALONE, watch)
    assert (0, 0) == (steps[0].done, steps[0].total)
    assert (outcome.passages, outcome.passages) == (steps[-1].done, steps[-1].total)


def test_a_preview_says_what_a_source_is_and_indexes_nothing(bench: IndexBench) -> None:
    """A preview has the title, word count and links of a page, and indexes nothing."""
    bench.fetcher.pages[ARTICLE] = page("Article", BODY + f'<a href="{OTHER}">the other page</a>')
    found = bench.indexer().preview(ARTICLE)
    assert (ARTICLE, "Article", "en", None) == (found.location, found.title, found.language, found.indexed)
    assert [(OTHER, "the other page")] == [(link.target, link.text) for link in found.links]
    assert len(BODY.split()) + 3 == found.word_count
    assert ([], 0) == (bench.catalog.list_sources(), bench.embedder.embedded)


def test_a_preview_knows_what_is_indexed_already_and_says_what_cannot_be_read(bench: IndexBench) -> None:
    """A preview names the indexed source; a missing page raises with the next step."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    assert bench.catalog.get_source(source_id(ARTICLE)) == bench.indexer().preview(ARTICLE).indexed
    with pytest.raises(NotFoundError, match="check the address"):
        bench.indexer().preview(OTHER)


def test_a_job_is_stopped_between_pages_and_what_is_done_stays(bench: IndexBench) -> None:
    """Sources finished before the stop are indexed, linked and reported; the others are not."""
    targets = [f"https://example.org/{n}.html" for n in range(5)]
    links = " ".join(f'<a href="{target}">page {n}</a>' for n, target in enumerate(targets))
    bench.fetcher.pages[ARTICLE] = page("Article", BODY, links + BODY)
    bench.fetcher.pages |= {target: page(f"Page {n}", f"{n} {BODY}") for n, target in enumerate(targets)}
    indexer = bench.indexer()
    outcomes = indexer.index(ARTICLE, "article", LINKED, unwatched, lambda: len(bench.catalog.list_sources()) == 3)
    assert [ARTICLE, *targets[:2]] == [outcome.location for outcome in outcomes]
    assert [ARTICLE, *targets[:2]] == [source.location for source in bench.catalog.list_sources()]
    assert (source_id(ARTICLE),) == bench.catalog.get_source(source_id(targets[1])).linked_from


def test_a_job_is_stopped_within_a_long_page_and_leaves_the_version_before(bench: IndexBench) -> None:
    """A stop within a long page leaves its earlier version."""
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    bench.fetcher.pages[ARTICLE] = page("Article", *[BODY.replace("granite", f"stone{n}") for n in range(40)])
    stop = bench.embedder.embedded + 60
    outcomes = bench.indexer().index(ARTICLE, "document", ALONE, unwatched, lambda: bench.embedder.embedded > stop)
    assert [] == outcomes
    assert bench.passages.match(["granite"], 9)
    assert ([], bench.passages.count()) == (bench.passages.match(["stone1"], 9), len(bench.vectors.ids))
