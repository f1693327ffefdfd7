"""A data folder of an older layout: its vectors move to Chroma once, without embedding."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index.arrays import Vectors
from index.catalog import schema, unmoved_vectors
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.catalog.passage_rows import NewPassage
from index.errors import LockedError
from index.indexing.index_store import VectorStore
from index.indexing.indexer import Indexer
from index.indexing.transfer.vector_migration import VectorMigration
from index.indexing.types import LinkLimits
from index.parsing.extraction import extract
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.passage_records import PassageRecord
from index.passages.store import PassageStore
from index.retrieval.retriever import Retriever
from index.types import Document, PassageSpan, Span
from tests.support.fakes import FakeFetcher, MemoryVectors, WordEmbedder
from tests.support.old_layout import downgrade, write_chroma

LIGHT, BREAD = "/light.txt", "/bread.txt"
TEXTS = {
    LIGHT: "\n\n".join(
        f"Lamp {n} is of copper. " + "The keeper lit it at dusk, slept at dawn. " * 16 for n in range(90)
    ),
    BREAD: "Bread needs flour, water and salt. A sour dough rises for eighteen hours.",
}


class Killed(BaseException):
    """Stands for the end of the process."""


class DyingVectors(MemoryVectors):
    """A vector store whose process ends at a write."""

    def __init__(self, writes: int) -> None:
        """Die at the write after so many."""
        super().__init__()
        self.left = writes

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Write records, or die when half of them are written."""
        self.left -= 1
        if self.left < 0:
            super().add(records[: len(records) // 2], vectors[: len(records) // 2])
            raise Killed
        super().add(records, vectors)


class Folder:
    """A data folder of layout 6."""

    def __init__(self, path: Path) -> None:
        """Make it from texts, with a version in it that a killed run left unfinished."""
        self.path, self.catalog_path = path, path / "catalog.sqlite"
        self.databases: list[Database] = []
        vectors = MemoryVectors()
        database = self.open()
        catalog = Catalog(database)
        passages = PassageStore(database, vectors, path / "before")
        pages = FakeFetcher({**TEXTS, BREAD: "Bread was baked at home."})
        indexer = Indexer(
            catalog,
            passages,
            vectors,
            WordEmbedder,
            pages,
            extract,
            fingerprint="one",
            lock=path / "index.lock",
        )
        for text in (pages.pages[BREAD], TEXTS[BREAD]):
            pages.pages[BREAD] = text
            for location in TEXTS:
                indexer.index(location, "document", LinkLimits(0, 0), lambda _step: None)
        unfinished = catalog.begin_version(
            "/unfinished.txt", "document", Document("Unfinished.", "", None, None, "en"), "one"
        )
        span = Span(0, len("Unfinished."))
        one = np.ones((1, 64), np.float32)
        catalog.add_passages(unfinished, [NewPassage(PassageSpan(span, (span,)), "unfinished", one[0], one)])
        self.vectors = {id_: vector.astype(np.float16).astype(np.float32) for id_, vector in vectors.vectors.items()}
        self.records = dict(vectors.records)
        self.close()
        downgrade(self.catalog_path, self.vectors)

    def open(self) -> Database:
        """Open the catalog."""
        self.databases.append(schema.open_catalog(self.catalog_path))
        return self.databases[-1]

    def migrate(self, database: Database, vectors: VectorStore, fingerprint: str = "one") -> None:
        """Move the vectors."""
        VectorMigration(database, vectors, fingerprint, self.path / "index.lock").run()

    def close(self) -> None:
        """Close what was opened."""
        for database in self.databases:
            database.close()


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Folder]:
    """A data folder of layout 6."""
    made = Folder(tmp_path)
    yield made
    made.close()


def test_vectors_move_with_text_and_metadata(old: Folder) -> None:
    """Afterwards the vector store contains what indexing would have written, and SQLite contains no vector."""
    database, vectors = old.open(), MemoryVectors()
    old.migrate(database, vectors)
    assert old.records == vectors.records
    assert all(np.array_equal(old.vectors[id_], vector) for id_, vector in vectors.vectors.items())
    with sqlite3.connect(old.catalog_path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(passage)")]
        assert ["id", "version_id", "start", "end", "sentences", "sentence_vectors"] == columns
        assert [] == connection.execute("SELECT * FROM unmoved_vector").fetchall()
    connection.close()


def test_a_moved_folder_answers_as_before(old: Folder) -> None:
    """With real Chroma, and its bare vectors of before: exact and approximate search find the sentence."""
    database = old.open()
    catalog = Catalog(database)
    vectors = PassageCollection(ChromaFolder(old.path / "chroma"), "one", catalog.get_identity())
    write_chroma(old.path / "chroma", vectors.name, list(old.vectors), np.stack(list(old.vectors.values())))
    old.migrate(database, vectors)
    passages = PassageStore(database, vectors, old.path / "vectors")
    ids, matrix = passages.load_vectors()
    assert np.array_equal(np.stack([old.vectors[id_] for id_ in ids]), matrix)
    assert sorted(old.records) == ids == sorted(vectors.list_ids())
    for exact_up_to in (0, 1_000):
        retriever = Retriever(passages, vectors, WordEmbedder, fingerprint="one", exact_up_to=exact_up_to)
        assert "A sour dough rises for eighteen hours." == retriever.rank("How long does dough rise?").sentences[0].text


@pytest.mark.parametrize("writes", [0, 1])
def test_a_killed_migration_is_continued(old: Folder, writes: int) -> None:
    """The next run moves what is left, and what was written by half."""
    vectors = DyingVectors(writes)
    with pytest.raises(Killed):
        old.migrate(old.open(), vectors)
    vectors.left = 99
    old.migrate(old.open(), vectors)
    assert old.records == vectors.records
    with old.open().begin() as connection:
        assert 0 == unmoved_vectors.count(connection, "one")


def test_vectors_of_another_embedder_stay(old: Folder) -> None:
    """Nothing moves under other settings; with the old settings again the vectors are still there."""
    database, vectors = old.open(), MemoryVectors()
    old.migrate(database, vectors, "two")
    assert {} == vectors.records
    old.migrate(database, vectors)
    assert old.records == vectors.records


def test_a_second_process_waits_its_turn(old: Folder) -> None:
    """While another process writes, the migration says so; a folder without old vectors needs no lock."""
    database = old.open()
    with FileLock(old.path / "index.lock"):
        with pytest.raises(LockedError, match="is indexing"):
            old.migrate(database, MemoryVectors())
        old.migrate(database, MemoryVectors(), "two")


def test_an_upgrade_that_is_killed_leaves_the_old_layout(old: Folder) -> None:
    """The tables change in one transaction."""
    with sqlite3.connect(old.catalog_path) as connection:
        connection.execute("CREATE INDEX in_the_way ON passage (vector)")  # SQLite then drops no column
    connection.close()
    with pytest.raises(Exception, match="in_the_way"):
        old.open()
    with sqlite3.connect(old.catalog_path) as connection:
        assert (6,) == connection.execute("PRAGMA user_version").fetchone()
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert not tables & {"identity", "unmoved_vector"}
        connection.execute("DROP INDEX in_the_way")
    connection.close()
    vectors = MemoryVectors()
    old.migrate(old.open(), vectors)
    assert old.records == vectors.records
