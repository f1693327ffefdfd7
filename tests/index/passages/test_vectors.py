"""The vectors of current passages: from files where they are, else from the vector store, and never wrong."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Vectors
from index.catalog import schema
from index.catalog.catalog import Catalog
from index.errors import StoreError
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits
from index.parsing.extraction import extract
from index.passages.store import PassageStore
from index.types import source_id
from tests.support.fakes import FakeFetcher, MemoryVectors, WordEmbedder

LIGHT, BREAD, REEF = "/light.txt", "/bread.txt", "/reef.txt"
TEXTS = {
    LIGHT: "The lighthouse has a lamp of twelve wicks. Granite from Dartmoor was used for the tower. " * 20,
    BREAD: "Bread needs flour, water and salt. A sour dough rises for eighteen hours.",
    REEF: "The reef is covered by the tide. Seals rest on it at night.",
}


class CountedVectors(MemoryVectors):
    """A vector store that counts the vectors that are fetched."""

    def __init__(self) -> None:
        """Count from zero."""
        super().__init__()
        self.fetched = 0

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Count the ids and return their vectors."""
        self.fetched += len(ids)
        return super().fetch(ids)


class Index:
    """An index in a folder, as processes find it that open it one after another."""

    def __init__(self, folder: Path) -> None:
        """Make an empty index."""
        self.folder, self.vectors, self.pages = folder, CountedVectors(), FakeFetcher(dict(TEXTS))
        self.databases = [schema.open_catalog(folder / "catalog.sqlite")]

    def open(self, *, exact_up_to: int = 1_000) -> PassageStore:
        """The passages, as a new process reads them."""
        self.databases.append(schema.open_catalog(self.folder / "catalog.sqlite"))
        return PassageStore(self.databases[-1], self.vectors, self.folder / "vectors", exact_up_to=exact_up_to)

    def indexer(self, passages: PassageStore | None = None) -> Indexer:
        """An indexer in a process of its own, or in that of ``passages``."""
        passages = passages or self.open()
        return Indexer(
            Catalog(self.databases[-1]),
            passages,
            self.vectors,
            WordEmbedder,
            self.pages,
            extract,
            fingerprint="one",
            lock=self.folder / "index.lock",
        )

    def add(self, *locations: str) -> None:
        """Index these texts, in a process of its own."""
        for location in locations:
            self.indexer().index(location, "document", LinkLimits(0, 0), lambda _step: None)

    def close(self) -> None:
        """Close what was opened."""
        for database in self.databases:
            database.close()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    made = Index(tmp_path)
    yield made
    made.close()


def check(passages: PassageStore, vectors: MemoryVectors) -> None:
    """The matrix contains the current passages with the vectors of the store."""
    ids, matrix = passages.load_vectors()
    assert sorted(vectors.ids) == ids
    assert np.array_equal(np.stack([vectors.vectors[id_] for id_ in ids]), matrix)


def test_a_new_process_asks_the_vector_store_for_nothing(index: Index) -> None:
    """Indexing writes the files, so that the first question of a process need not open Chroma."""
    index.add(LIGHT, BREAD)
    index.vectors.fetched = 0
    passages = index.open()
    check(passages, index.vectors)
    everything, bread = passages.read_scope(), passages.read_scope([source_id(BREAD)])
    vector = WordEmbedder().embed_queries(["sour dough"])[0]
    with passages.read() as reading:
        [first, *_] = reading.get_matrix(everything).find_nearest(vector, 3)
        assert [first] == reading.get_matrix(bread).find_nearest(vector, 3)
    [candidate] = passages.load_candidates([first])
    assert np.array_equal(candidate.vector, index.vectors.vectors[first])
    assert 0 == index.vectors.fetched


def test_questions_need_the_vector_store_for_a_large_index_alone(index: Index) -> None:
    """A small index is read from files, which are written again from the vector store if they are lost."""
    empty = index.open().needs_vector_store()
    index.add(LIGHT, BREAD)
    index.vectors.fetched = 0
    small, large = index.open().needs_vector_store(), index.open(exact_up_to=1).needs_vector_store()
    assert ([False, False, True], 0) == ([empty, small, large], index.vectors.fetched)

    passages = index.open()
    passages.clear_vector_files()
    assert (False, len(index.vectors.ids)) == (passages.needs_vector_store(), index.vectors.fetched)
    passages = index.open()
    passages.clear_vector_files()
    index.vectors.delete(list(index.vectors.ids))
    with pytest.raises(StoreError):
        passages.needs_vector_store()


def test_only_new_vectors_are_fetched(index: Index) -> None:
    """A process that searched before, and one that indexes, take the other vectors from the files before."""
    index.add(LIGHT)
    passages = index.open()
    passages.load_vectors()
    index.vectors.fetched = 0
    index.add(BREAD)
    assert 1 == index.vectors.fetched
    check(passages, index.vectors)
    index.indexer().remove([source_id(LIGHT)])
    check(passages, index.vectors)
    assert 1 == index.vectors.fetched


def test_a_process_sees_the_changes_of_another(index: Index) -> None:
    """After each change of the index, by any process, exact search compares the current passages alone."""
    index.add(LIGHT, BREAD)
    passages = index.open()
    check(passages, index.vectors)
    index.pages.pages[BREAD] = "Bread needs flour and yeast. The oven must be hot."
    index.add(BREAD)
    check(passages, index.vectors)
    index.indexer().remove([source_id(BREAD)])
    check(passages, index.vectors)
    index.add(REEF)
    check(passages, index.vectors)


def test_an_empty_index_has_no_files(index: Index) -> None:
    """When the last source is removed, its vectors leave the disk."""
    index.add(LIGHT)
    index.indexer().remove([source_id(LIGHT)])
    assert [] == list((index.folder / "vectors").iterdir())
    assert [] == index.open().load_vectors()[0]


def test_lost_files_are_written_again(index: Index) -> None:
    """The files are a cache of the vector store."""
    index.add(LIGHT, BREAD)
    for path in (index.folder / "vectors").glob("*/*"):
        path.unlink()
    index.vectors.fetched = 0
    check(index.open(), index.vectors)
    assert len(index.vectors.ids) == index.vectors.fetched
    check(index.open(), index.vectors)
    assert len(index.vectors.ids) == index.vectors.fetched


def test_a_catalog_that_was_restored_finds_no_files_of_what_came_after(index: Index) -> None:
    """The files are named by texts, not by ids alone: a restored catalog gives the same ids to other texts."""
    index.add(LIGHT)
    index.close()
    saved = (index.folder / "catalog.sqlite").read_bytes()
    index.close()
    index.add(BREAD)
    index.close()
    for path in index.folder.glob("catalog.sqlite*"):
        path.unlink()
    (index.folder / "catalog.sqlite").write_bytes(saved)
    index.add(REEF)
    check(index.open(), index.vectors)


def test_lost_vectors_are_one_sentence(index: Index) -> None:
    """A search that needs a lost vector raises an error that names the next step."""
    index.add(LIGHT, BREAD)
    for path in (index.folder / "vectors").glob("*/*"):
        path.unlink()
    index.vectors.delete([max(index.vectors.ids)])
    passages = index.open()
    with pytest.raises(StoreError, match=r"1 passages have no vector in Chroma; run `pincite rebuild`"):
        passages.load_vectors()
    with pytest.raises(StoreError, match="pincite rebuild"):
        passages.load_candidates([1])


def test_a_large_index_has_no_files(index: Index) -> None:
    """Beyond the limit of exact search the vectors of a search come from the vector store."""
    index.add(LIGHT, BREAD)
    for path in (index.folder / "vectors").glob("*/*"):
        path.unlink()
    index.vectors.fetched = 0
    passages = index.open(exact_up_to=1)
    vector = WordEmbedder().embed_queries(["sour dough"])[0]
    with passages.read() as reading:
        [found] = reading.get_matrix(reading.read_scope([source_id(BREAD)])).find_nearest(vector, 3)
    [candidate] = passages.load_candidates([found])
    assert np.array_equal(candidate.vector, index.vectors.vectors[found])
    assert 2 == index.vectors.fetched
    index.indexer(passages).index(REEF, "document", LinkLimits(0, 0), lambda _step: None)
    assert [] == list((index.folder / "vectors").glob("*/*"))


def test_the_vectors_of_a_large_index_are_exported_for_a_backup(index: Index) -> None:
    """The files exist as long as the backup reads them, and another process finds every vector in them."""
    index.add(LIGHT, BREAD)
    passages = index.open(exact_up_to=1)
    passages.clear_vector_files()
    with passages.export_vectors():
        found = index.open(exact_up_to=1).find_filed_vectors(list(index.vectors.vectors))
    assert index.vectors.vectors.keys() == found.keys()
    assert all(np.array_equal(vector, found[id_]) for id_, vector in index.vectors.vectors.items())
    assert [] == list((index.folder / "vectors").glob("*/*"))


def test_an_export_into_a_folder_that_cannot_be_written_is_an_error(index: Index) -> None:
    """A backup without vectors would be no backup."""
    index.add(LIGHT)
    passages = index.open()
    passages.clear_vector_files()
    (index.folder / "vectors").rmdir()
    (index.folder / "vectors").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written"), passages.export_vectors():
        pass
