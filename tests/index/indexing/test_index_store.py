"""Catalog and vector store as one: what other clients of Chroma see, and how a loss is repaired."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Vectors
from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Location
from index.errors import EmbedderError, StoreError
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits, Outcome, Progress
from index.passages.passage_records import PassageRecord
from index.passages.store import PassageStore
from index.types import Document, Raw
from tests.support.fakes import FakeFetcher, MemoryVectors, WordEmbedder

LIGHT, BREAD = "/light.txt", "/bread.txt"
LONG = "\n\n".join(
    f"Chapter {n} is about lamp {n}. " + "The keeper lit it at dusk and slept at dawn. " * 16 for n in range(90)
)
DOCUMENTS = {
    LIGHT: Document(LONG.strip(), "The light", "An author", "1811-02-03", "en", pages=(0, 4_000)),
    BREAD: Document("Bread needs flour, water and salt.", "Bread", None, None, "en"),
}


class WatchedVectors(MemoryVectors):
    """A vector store that is looked at before and after each write."""

    def __init__(self) -> None:
        """See nothing yet."""
        super().__init__()
        self.seen: list[list[str]] = []

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Write records."""
        super().add(records, vectors)
        self._look()

    def delete(self, ids: Sequence[int]) -> None:
        """Delete records."""
        super().delete(ids)
        self._look()

    def titles(self) -> list[str]:
        """The title of each record."""
        return sorted(str(record.metadata["title"]) for record in self.records.values())

    def _look(self) -> None:
        self.seen.append(sorted(set(self.titles())))


@dataclass
class Bench:
    """An index of these documents."""

    folder: Path
    catalog: Catalog
    passages: PassageStore
    vectors: WatchedVectors
    embedder: WordEmbedder
    documents: dict[str, Document]

    def indexer(self) -> Indexer:
        """An indexer."""
        return Indexer(
            self.catalog,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            FakeFetcher({location: repr(document) for location, document in self.documents.items()}),
            self.parse,
            fingerprint="one",
            lock=self.folder / "index.lock",
        )

    def parse(self, raw: Raw) -> Document:
        """The document of a location."""
        return self.documents[raw.location]

    def index(self, *locations: str) -> list[Outcome]:
        """Index or re-index these documents."""
        return [
            outcome
            for location in locations
            for outcome in self.indexer().index(location, "document", LinkLimits(0, 0), unwatched)
        ]

    def check(self) -> None:
        """The vector store contains the passages of the catalog, each with its text, place and source."""
        expected = {}
        for source in self.catalog.list_sources():
            text = self.catalog.get_text(source.text_id) or ""
            for id_, span in self.passages.load_spans(source.id):
                expected[id_] = (span.slice(text), source.title, source.location, source.date, span.start, span.end)
        assert expected == {
            id_: (record.text, *(record.metadata.get(key) for key in ("title", "location", "date", "start", "end")))
            for id_, record in self.vectors.records.items()
        }


def unwatched(_step: Progress) -> None:
    """Ignore the progress."""


@pytest.fixture
def bench(tmp_path: Path, location: Location) -> Iterator[Bench]:
    """An empty index, on each engine."""
    database, vectors = schema.open_catalog(location), WatchedVectors()
    passages = PassageStore(database, vectors, tmp_path / "vectors")
    yield Bench(tmp_path, Catalog(database), passages, vectors, WordEmbedder(), dict(DOCUMENTS))
    database.close()


def test_other_clients_see_complete_versions_alone(bench: Bench) -> None:
    """A version is written to the vector store in one go, and the version before is deleted at once."""
    bench.index(BREAD, LIGHT)
    bench.check()
    assert [["Bread"], ["Bread", "The light"]] == bench.vectors.seen
    bench.vectors.seen.clear()
    bench.documents[LIGHT] = replace(DOCUMENTS[LIGHT], title="A new light", text=LONG.replace("dusk", "night").strip())
    bench.index(LIGHT)
    bench.check()
    assert [["A new light", "Bread", "The light"], ["A new light", "Bread"]] == bench.vectors.seen


def test_a_version_that_is_given_up_is_never_seen(bench: Bench) -> None:
    """The embedder fails in the middle of a long document: the vector store had none of it."""
    bench.index(BREAD)
    bench.embedder.fail_after = 300
    [outcome] = bench.index(LIGHT)
    assert ("failed", [["Bread"]]) == (outcome.status, bench.vectors.seen)
    bench.check()


@pytest.mark.parametrize(
    "changed",
    [{"title": "Another title"}, {"date": None}, {"date": "1812-01-01"}, {"language": "de"}, {"pages": (0, 30)}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_change_of_metadata_alone_reaches_the_vector_store(bench: Bench, changed: dict[str, object]) -> None:
    """A re-index of an unchanged text updates title, date, language and pages, and writes no vector."""
    bench.index(LIGHT)
    bench.vectors.seen.clear()
    before = dict(bench.vectors.vectors)
    bench.documents[LIGHT] = replace(DOCUMENTS[LIGHT], **changed)  # type: ignore[arg-type]  # of several types
    [outcome] = bench.index(LIGHT)
    assert ("unchanged", []) == (outcome.status, bench.vectors.seen)
    bench.check()
    assert before == bench.vectors.vectors
    found = [record.metadata for record in bench.vectors.records.values()]
    assert {bench.documents[LIGHT].language} == {metadata["language"] for metadata in found}
    assert 2 == found[-1]["page"]


def test_lost_vectors_that_no_file_contains_are_embedded_again(bench: Bench, location: Location) -> None:
    """Only the sources with lost vectors are embedded; the others stay as they are."""
    bench.index(BREAD, LIGHT)
    bread = [id_ for id_, record in bench.vectors.records.items() if record.metadata["title"] == "Bread"]
    for path in (bench.folder / "vectors").glob("*/*"):
        path.unlink()
    bench.vectors.delete([max(bench.vectors.ids)])
    other = schema.open_catalog(location)
    with pytest.raises(StoreError, match="pincite rebuild"):
        PassageStore(other, bench.vectors, bench.folder).load_vectors()
    other.close()
    outcomes = bench.indexer().rebuild(unwatched)
    assert {BREAD: "unchanged", LIGHT: "updated"} == {outcome.location: outcome.status for outcome in outcomes}
    bench.check()
    assert set(bread) <= bench.vectors.ids


def test_a_rebuild_deletes_records_of_no_passage(bench: Bench) -> None:
    """A catalog that was restored from a backup knows nothing of later records."""
    bench.index(BREAD)
    bench.vectors.add([PassageRecord(99, "text", {"title": "Later"})], np.ones((1, 64), np.float32))
    embedded = bench.embedder.embedded
    bench.indexer().rebuild(unwatched)
    bench.check()
    assert embedded == bench.embedder.embedded


def test_a_failed_rebuild_can_be_repeated(bench: Bench) -> None:
    """If the embedder fails, the sources keep their texts, and the next rebuild completes the vectors."""
    bench.index(LIGHT, BREAD)
    bench.vectors.delete(list(bench.vectors.ids))
    for path in (bench.folder / "vectors").glob("*/*"):
        path.unlink()
    bench.embedder.fail_after = bench.embedder.embedded
    with pytest.raises(EmbedderError):
        bench.indexer().rebuild(unwatched)
    bench.embedder.fail_after = None
    bench.indexer().rebuild(unwatched)
    bench.check()
    assert 2 == len(bench.catalog.list_sources())
