"""A removal that is interrupted: the catalog records it first, and the next run finishes it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.indexing.source_manager import SourceManager
from index.errors import StoreError, UnknownSourceError
from index.types import source_id
from tests.support.chroma_index import open_index
from tests.support.fakes import MemoryVectors
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, IndexBench, bench, page, unwatched

__all__ = ["bench"]  # a fixture


class BrokenVectors(MemoryVectors):
    """A vector store whose deletions fail while it is broken."""

    is_broken = False

    def delete(self, ids: Sequence[int]) -> None:
        """Delete records."""
        if self.is_broken:
            raise StoreError("The disk is full; free some space.")
        super().delete(ids)


@pytest.fixture
def half_removed(bench: IndexBench) -> IndexBench:
    """An index of two pages, of which the removal of one began and did not end."""
    bench.vectors = broken = BrokenVectors()
    bench.fetcher.pages[OTHER] = page("Other", BODY.replace("reef", "hill"))
    for location in (ARTICLE, OTHER):
        bench.indexer().index(location, "document", ALONE, unwatched)
    broken.is_broken = True
    with pytest.raises(StoreError):
        bench.indexer().remove([source_id(ARTICLE)])
    broken.is_broken = False
    assert [OTHER] == [source.location for source in bench.catalog.list_sources()]
    assert bench.catalog.has_remains()
    return bench


def check_gone(bench: IndexBench) -> None:
    """Nothing of the article is left."""
    own = {id_ for id_, _ in bench.passages.load_spans(source_id(OTHER))}
    assert (False, own, []) == (bench.catalog.has_remains(), bench.vectors.ids, bench.passages.match(["reef"], 9))
    assert bench.catalog.list_unfinished_removals() == []


def test_a_second_removal_finishes_the_first_and_can_be_undone(half_removed: IndexBench) -> None:
    """The source is known until it is gone, with the document that an undo needs."""
    removed = half_removed.indexer().remove([source_id(ARTICLE)])
    check_gone(half_removed)
    assert [ARTICLE] == [one.source.location for one in removed.sources]
    half_removed.indexer().restore(removed, unwatched)
    assert half_removed.catalog.get_source(source_id(ARTICLE)).title == "Article"
    half_removed.indexer().remove([source_id(ARTICLE)])
    with pytest.raises(UnknownSourceError):
        half_removed.indexer().remove([source_id(ARTICLE)])


def test_the_next_start_finishes_a_removal(half_removed: IndexBench) -> None:
    """A bot that starts leaves nothing of a source whose removal began."""
    bench = half_removed
    SourceManager(bench.indexer(), bench.catalog, limits=ALONE, fingerprint="one", article=None).prepare(
        unwatched, lambda _: None
    )
    check_gone(bench)


def test_a_start_is_not_stopped_by_a_removal_that_cannot_be_finished(half_removed: IndexBench) -> None:
    """While the vector store is broken, the rest of a removal waits, and the sources answer."""
    bench = half_removed
    assert isinstance(bench.vectors, BrokenVectors)
    bench.vectors.is_broken = True
    manager = SourceManager(bench.indexer(), bench.catalog, limits=ALONE, fingerprint="one", article=None)
    assert [] == manager.prepare(unwatched, lambda _: None)
    assert bench.catalog.has_remains()


def test_a_source_of_another_embedder_leaves_no_vectors(tmp_path: Path) -> None:
    """Under settings that name another embedder, a removal also empties the collection of the embedder before."""
    pages = {ARTICLE: page("Article", BODY), OTHER: page("Other", BODY.replace("reef", "hill"))}
    opened = open_index(tmp_path, pages)
    for location in pages:
        opened.indexer.index(location, "document", ALONE, unwatched)
    open_index(tmp_path, pages, "two").indexer.remove([source_id(ARTICLE)])
    assert [opened.vectors.count()] == [source.passages for source in opened.catalog.list_sources()]
