"""Changes of an index that are killed at a chosen point: before or after one of their writes to SQLite or Chroma."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from index.arrays import Vectors
from index.catalog import schema
from index.catalog.catalog import Catalog
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits, Progress
from index.parsing.extraction import extract
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.passage_records import PassageRecord
from index.passages.store import PassageStore
from index.types import source_id
from tests.support.chroma_index import open_index
from tests.support.fakes import FakeFetcher, WordEmbedder

FINGERPRINT = "one"
LIMITS = LinkLimits(depth=1, pages=20)
_LONGEST_S = 120
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Points:
    """Counts the points at which a run can be killed, and kills it at one of them."""

    def __init__(self, die_at: int | None) -> None:
        """Kill the process at the point with this number, from 1; never if None."""
        self.passed = 0
        self._die_at = die_at

    def __call__(self) -> None:
        """Pass a point."""
        self.passed += 1
        if self.passed == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, *arguments: object) -> None:
        """Pass a point before each statement that writes to SQLite."""
        if str(arguments[2]).lstrip().upper().startswith(_WRITES):
            self()


class DyingVectors(PassageCollection):
    """Chroma, with a point before and after each write."""

    points = Points(None)

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Write records, the first half of them before the others."""
        half = len(records) // 2
        self.points()
        super().add(records[:half], vectors[:half])
        self.points()
        super().add(records[half:], vectors[half:])
        self.points()

    def delete(self, ids: Sequence[int]) -> None:
        """Delete vectors."""
        self.points()
        super().delete(ids)
        self.points()

    def drop_others(self) -> None:
        """Delete the vectors of other fingerprints."""
        self.points()
        super().drop_others()
        self.points()


def killable_processes() -> ForkServerContext:
    """Return the context whose processes are forked with all that they need in memory."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.support.preloaded"])
    return processes


def run_until_killed(process: BaseProcess) -> None:
    """Run a process that kills itself. One that does not end would keep the tests from ending."""
    process.start()
    process.join(_LONGEST_S)
    has_ended = not process.is_alive()
    process.kill()
    process.join()
    assert has_ended
    assert -signal.SIGKILL == process.exitcode


def call_until(step: str, number: int, function: Callable[..., object], *arguments: object) -> None:
    """Call a function, and kill the process before the audited step (such as ``os.rename``) with a number, from 0."""
    steps = iter(range(number))

    def kill_at_last(name: str, _arguments: object) -> None:
        if name == step and next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill_at_last)
    function(*arguments)


def reindex(folder: Path, pages: dict[str, str], starts: Sequence[str], points: Points) -> None:
    """Index what is new and re-index everything in a data directory."""
    database = schema.open_catalog(folder / "catalog.sqlite")
    catalog = Catalog(database)
    vectors = DyingVectors(ChromaFolder(folder / "chroma"), FINGERPRINT, catalog.get_identity())
    vectors.points = points
    indexer = Indexer(
        catalog,
        PassageStore(database, vectors, folder / "vectors"),
        vectors,
        WordEmbedder,
        FakeFetcher(pages),
        extract,
        fingerprint=FINGERPRINT,
        lock=folder / "index.lock",
    )
    event.listen(Engine, "before_cursor_execute", points.statement)
    try:
        for location in starts:
            indexer.index(location, "document", LIMITS, _unwatched)
        indexer.reindex(None, LIMITS, _unwatched)
    finally:
        event.remove(Engine, "before_cursor_execute", points.statement)
        database.close()


def change(folder: Path, pages: dict[str, str], command: str, location: str, points: Points) -> None:
    """Index, re-index or remove the page at a location, or rebuild the index under the fingerprint "two"."""
    opened = open_index(folder, pages, "two" if command == "rebuild" else FINGERPRINT, DyingVectors)
    assert isinstance(opened.vectors, DyingVectors)
    opened.vectors.points = points
    event.listen(Engine, "before_cursor_execute", points.statement)
    try:
        match command:
            case "index":
                opened.indexer.index(location, "document", LIMITS, _unwatched)
            case "reindex":
                opened.indexer.reindex([source_id(location)], LIMITS, _unwatched)
            case "remove":
                opened.indexer.remove([source_id(location)])
            case "rebuild":
                opened.indexer.rebuild(_unwatched)
    finally:
        event.remove(Engine, "before_cursor_execute", points.statement)
        opened.close()


def _unwatched(_step: Progress) -> None:
    """Nobody watches."""
