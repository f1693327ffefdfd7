"""Chroma and SQLite that are damaged, locked, slow or missing: one sentence, a remedy, and no loss."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from index.arrays import Vectors
from index.catalog.database import Database
from index.errors import PinciteError, StoreError
from index.passages.chroma import ConnectsToChroma, PassageCollection
from index.passages.passage_records import PassageRecord
from index.retrieval.retriever import Retriever
from tests.support.chroma_index import ChromaIndex, open_index
from tests.support.damaged_files import damage
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, page, unwatched

pytestmark = pytest.mark.slow

PAGES = {ARTICLE: page("Article", BODY * 9), OTHER: page("Other", BODY.replace("reef", "hill"))}
FLIPS = 12
"""Damaged copies of the catalog."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with two pages."""
    folder = tmp_path_factory.mktemp("sound")
    opened = open_index(folder, PAGES)
    for location in PAGES:
        opened.indexer.index(location, "document", ALONE, unwatched)
    opened.close()
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it."""
    yield Path(shutil.copytree(sound, tmp_path / "data"))
    shutil.rmtree(tmp_path / "data")


def ask(opened: ChromaIndex) -> str:
    """Return the sentence that answers."""
    retriever = Retriever(opened.passages, opened.vectors, lambda: opened.embedder, fingerprint="one")
    return retriever.rank("When was the lighthouse built?").sentences[0].text


@pytest.mark.parametrize("kind", ["missing", "damaged header", "damaged pages", "damaged graph"])
def test_a_lost_chroma_answers_from_the_vector_files_and_is_rebuilt(folder: Path, kind: str) -> None:
    """Questions need no Chroma; a change names the remedy, and the remedy works."""
    database = folder / "chroma" / "chroma.sqlite3"
    if kind == "missing":
        shutil.rmtree(folder / "chroma")
    elif kind == "damaged header":
        database.write_bytes(b"no database" + database.read_bytes()[11:])
    elif kind == "damaged pages":
        damage(database, 1)
    else:
        for path in folder.glob("chroma/*/*.bin"):
            damage(path, 2)
    opened = open_index(folder, PAGES)
    assert ask(opened).startswith("The lighthouse was built")
    try:
        opened.indexer.rebuild(unwatched)
        opened.deep_check.run()
    except StoreError as error:
        assert "move that folder away and run `pincite rebuild`" in str(error)  # noqa: PT017 - only some damage is seen
        opened.vectors.close()
        shutil.rmtree(folder / "chroma")
        opened.indexer.rebuild(unwatched)
    opened.deep_check.run()
    assert [] == opened.deep_check.run()
    assert opened.vectors.count() == opened.passages.count()
    opened.close()


def test_a_locked_chroma_is_waited_for_or_named(folder: Path) -> None:
    """While another program holds Chroma's file, questions are answered; a change waits, or fails in words."""
    opened = open_index(folder, PAGES)
    holder = sqlite3.connect(folder / "chroma" / "chroma.sqlite3", check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    released = threading.Timer(1.5, holder.rollback)
    released.start()
    assert ask(opened).startswith("The lighthouse was built")
    try:
        opened.indexer.index(OTHER, "document", ALONE, unwatched)
    except StoreError as error:
        assert "try again" in str(error)  # noqa: PT017 - Chroma waits on some machines
    released.join()
    holder.close()
    assert ["unchanged", "unchanged"] == [one.status for one in opened.indexer.reindex(None, ALONE, unwatched)]
    assert [] == opened.deep_check.run()
    opened.close()


class _SlowCollection(PassageCollection):
    """A Chroma that takes its time to store vectors."""

    def __init__(self, connection: ConnectsToChroma, fingerprint: str, catalog_id: str) -> None:
        super().__init__(connection, fingerprint, catalog_id)
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Store records with their vectors, once the test allows it."""
        self.is_asked.set()
        self.may_answer.wait(60)
        super().add(records, vectors)


def test_a_slow_chroma_delays_the_change_alone(folder: Path) -> None:
    """While Chroma stores vectors, questions are answered; then the change succeeds."""
    changed = {ARTICLE: PAGES[ARTICLE], OTHER: page("Other", BODY.replace("reef", "cliff"))}
    opened = open_index(folder, changed, chroma=_SlowCollection)
    slow = cast("_SlowCollection", opened.vectors)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(opened.indexer.reindex, None, ALONE, unwatched)
        assert slow.is_asked.wait(60)
        assert ask(opened).startswith("The lighthouse was built")
        assert not running.done()
        slow.may_answer.set()
        assert ["unchanged", "updated"] == sorted(one.status for one in running.result(60))
    assert [] == opened.deep_check.run()
    opened.close()


def test_a_locked_catalog_is_named(folder: Path) -> None:
    """A program that writes for long makes a change fail with the words to try again, and nothing changes."""
    opened = open_index(folder, PAGES)
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert ask(opened).startswith("The lighthouse was built")
        with pytest.raises(StoreError, match="in use by another program; try again"):
            _write(opened.database)
        holder.rollback()
    _write(opened.database)
    opened.close()


def _write(database: Database) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 200")
        connection.exec_driver_sql("UPDATE version SET title = title")


@pytest.mark.parametrize("seed", range(FLIPS))
def test_a_damaged_catalog_fails_in_words(folder: Path, seed: int) -> None:
    """Whatever bytes are damaged, each call works or raises an error in words; the file stays for a repair."""
    damage(folder / "catalog.sqlite", seed)
    try:
        opened = open_index(folder, PAGES)
    except PinciteError:
        return
    calls = (
        opened.catalog.list_sources,
        lambda: [opened.catalog.load_document(source) for source in opened.catalog.list_sources()],
        lambda: ask(opened),
        opened.deep_check.run,
        lambda: opened.indexer.reindex(None, ALONE, unwatched),
        lambda: opened.indexer.rebuild(unwatched),
    )
    for call in calls:
        try:
            call()
        except PinciteError as error:
            assert str(error).endswith((".", "…")), error  # noqa: PT017 - a sentence, if it fails
    opened.close()
    assert (folder / "catalog.sqlite").exists()
