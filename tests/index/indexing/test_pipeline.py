"""The pipeline: batches span several sources, and each source becomes current on its own."""

from collections.abc import Sequence

import pytest

from index.arrays import Vectors
from index.errors import EmbedderError
from index.indexing.types import Progress
from index.types import source_id
from tests.support.fakes import WordEmbedder
from tests.support.index_bench import ALONE, ARTICLE, BODY, LINKED, OTHER, IndexBench, bench, page, unwatched

__all__ = ["bench"]

NUMBER = 60


class Calls(WordEmbedder):
    """Records the size of each batch, and fails on a word."""

    def __init__(self, bad: str = "\0") -> None:
        """Fail on texts with ``bad`` in them."""
        super().__init__()
        self.calls: list[int] = []
        self._bad = bad

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        self.calls.append(len(texts))
        if any(self._bad in text for text in texts):
            raise EmbedderError("The embedder cannot read this; leave it out.")
        return super().embed_passages(texts)


@pytest.fixture
def listed(bench: IndexBench) -> list[str]:
    """Sixty short pages, all linked from an article."""
    targets = [f"https://example.org/{n}.html" for n in range(NUMBER)]
    links = " ".join(f'<a href="{target}">page {n}</a>' for n, target in enumerate(targets))
    bench.fetcher.pages[ARTICLE] = page("Article", BODY, links + BODY)
    bench.fetcher.pages |= {target: page(f"Page {n}", f"Number{n}. {BODY}") for n, target in enumerate(targets)}
    return targets


def test_passages_of_several_pages_are_embedded_at_once(bench: IndexBench, listed: list[str]) -> None:
    """Short pages share a batch, and search finds each by its own words."""
    embedder = bench.embedder = Calls()
    limits = type(LINKED)(depth=1, pages=NUMBER)
    outcomes = bench.indexer().index(ARTICLE, "article", limits, unwatched)
    assert [ARTICLE, *listed] == [outcome.location for outcome in outcomes]
    assert {"added"} == {outcome.status for outcome in outcomes}
    assert len(embedder.calls) < NUMBER
    for n, target in enumerate(listed):
        scope = bench.passages.read_scope([source_id(target)])
        assert len(bench.passages.match([f"number{n}"], 9)) == len(bench.passages.match([f"number{n}"], 9, scope)) == 1
        assert 1 == len(scope.id_ranges)
    assert len(bench.vectors.ids) == bench.passages.count()


def test_page_that_cannot_be_embedded_costs_no_other_page_anything(bench: IndexBench, listed: list[str]) -> None:
    """In a shared batch, only the page that the embedder refuses fails."""
    bench.embedder = Calls(bad="Number7.")
    outcomes = bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    assert [listed[7]] == [outcome.location for outcome in outcomes if outcome.status == "failed"]
    assert len(outcomes) - 1 == len(bench.catalog.list_sources())
    assert ([], len(bench.vectors.ids)) == (bench.catalog.list_stale_passages(), bench.passages.count())


def test_page_whose_parent_cannot_be_embedded_is_not_indexed(bench: IndexBench, listed: list[str]) -> None:
    """A linked page is not indexed when its article fails."""
    bench.embedder = Calls(bad="page 3")
    outcomes = bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    assert [(ARTICLE, "failed")] == [(outcome.location, outcome.status) for outcome in outcomes]
    assert listed
    assert [] == bench.catalog.list_sources()


def test_steps_of_one_page_follow_each_other(bench: IndexBench, listed: list[str]) -> None:
    """The steps of each page are in order: reading, then complete, for any batching."""
    steps: list[Progress] = []
    bench.indexer().index(ARTICLE, "article", LINKED, steps.append)
    assert [place for target in (ARTICLE, *listed[:20]) for place in (target, target)] == [s.location for s in steps]
    assert Progress(ARTICLE, 0, 0) == steps[0]
    assert all(step.done == step.total > 0 for step in steps[1::2])
    assert all(step.total == 0 for step in steps[::2])


def test_job_that_is_stopped_at_once_leaves_no_link_from_nowhere(bench: IndexBench) -> None:
    """A stopped article stores no link to an indexed source."""
    bench.fetcher.pages |= {
        ARTICLE: page("Article", BODY, f'<a href="{OTHER}">other</a> {BODY}'),
        OTHER: page("Other", BODY.replace("reef", "hill")),
    }
    bench.indexer().index(OTHER, "document", ALONE, unwatched)
    before = bench.embedder.embedded
    outcomes = bench.indexer().index(ARTICLE, "article", LINKED, unwatched, lambda: bench.embedder.embedded > before)
    assert [] == [outcome for outcome in outcomes if outcome.location == ARTICLE]
    assert [()] == [source.linked_from for source in bench.catalog.list_sources()]
