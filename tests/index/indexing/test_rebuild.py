"""A rebuild: beside the index that answers, and switched at once."""

from pathlib import Path

import pytest

from index.errors import EmbedderError, OutdatedIndexError
from tests.support.chroma_index import open_index
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, IndexBench, bench, page, unwatched

__all__ = ["bench"]  # a fixture

THIRD = "https://example.org/third.html"


@pytest.fixture
def three(bench: IndexBench) -> IndexBench:
    """An index of three pages."""
    bench.fetcher.pages |= {OTHER: page("Other", BODY * 30), THIRD: page("Third", BODY.replace("reef", "hill"))}
    for location in (ARTICLE, OTHER, THIRD):
        bench.indexer().index(location, "document", ALONE, unwatched)
    return bench


def test_a_rebuild_that_fails_leaves_the_index_that_answers(tmp_path: Path) -> None:
    """The embedder fails in the second source: all sources keep the embedder before, with their vectors."""
    pages = {ARTICLE: page("Article", BODY * 9), OTHER: page("Other", BODY * 30), THIRD: page("Third", BODY)}
    before, after = open_index(tmp_path, pages), open_index(tmp_path, pages, "two")
    for location in pages:
        before.indexer.index(location, "document", ALONE, unwatched)
    ids = set(before.vectors.list_ids())
    after.embedder.fail_after = 70
    with pytest.raises(EmbedderError):
        after.indexer.rebuild(unwatched)
    assert {"one"} == before.catalog.list_fingerprints()
    assert (ids, [], []) == (
        set(before.vectors.list_ids()),
        after.vectors.list_ids(),
        before.catalog.list_stale_passages(),
    )
    after.embedder.fail_after = None
    assert ["updated"] * 3 == [outcome.status for outcome in after.indexer.rebuild(unwatched)]
    assert ({"two"}, len(ids)) == (after.catalog.list_fingerprints(), len(after.vectors.list_ids()))
    before.vectors.close()
    assert 0 == before.vectors.count()


def test_no_source_is_switched_before_the_others(three: IndexBench) -> None:
    """While a rebuild runs, the catalog names the embedder before; afterwards the new one alone."""
    seen: list[set[str]] = []
    three.indexer("two").rebuild(lambda _: seen.append(three.catalog.list_fingerprints()))
    assert (True, {"two"}) == (all(found == {"one"} for found in seen), three.catalog.list_fingerprints())
    assert seen


def test_a_source_is_not_mixed_into_the_index_of_another_embedder(three: IndexBench) -> None:
    """An index of two embedders answers nobody, so the indexer asks for a rebuild first."""
    indexer = three.indexer("two")
    with pytest.raises(OutdatedIndexError, match="pincite rebuild"):
        indexer.index(THIRD, "document", ALONE, unwatched)
    with pytest.raises(OutdatedIndexError, match="pincite rebuild"):
        indexer.reindex(None, ALONE, unwatched)
    three.catalog.require_fingerprint("one")
