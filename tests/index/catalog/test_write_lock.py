"""The write lock: one writer at a time, named for the others where the disk has room."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.write_lock import WriteLock
from index.errors import LockedError
from index.indexing.types import Progress
from index.passages.store import PassageStore
from tests.support.fakes import FakeFetcher, MemoryVectors, WordEmbedder
from tests.support.index_bench import ARTICLE, BODY, LINKED, OTHER, IndexBench, page, unwatched
from tests.support.paths import ROOT
from tests.support.postgresql_server import PostgresqlServer


def test_a_second_writer_learns_who_holds_the_lock(tmp_path: Path) -> None:
    """The error names the process and the time since when."""
    path = tmp_path / "index.lock"
    with WriteLock(path, 0.05).hold(), pytest.raises(LockedError, match=r"job \(\d+, since \d{4}-"):
        WriteLock(path, 0.05).hold().__enter__()


def test_a_writer_that_cannot_be_named_writes_all_the_same(tmp_path: Path) -> None:
    """On a full disk the file with the holder's name cannot be written; a removal may free the space."""
    path = tmp_path / "index.lock"
    path.with_name("index.lock.holder").mkdir()  # no file can be written there
    with WriteLock(path, 0.05).hold(), pytest.raises(LockedError, match="Another process is indexing"):
        WriteLock(path, 0.05).hold().__enter__()
    with WriteLock(path, 0.05).hold():
        assert path.exists()


HOLDER = """
import sys, time
from pathlib import Path
from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.write_lock import WriteLock
with WriteLock(Path(sys.argv[1]), 1, Catalog(schema.open_catalog(sys.argv[2]))).hold():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_job_that_lost_the_lock_ends_before_it_writes_more(
    tmp_path: Path, postgresql: PostgresqlServer, postgresql_address: str
) -> None:
    """The server released the lock of a lost connection; the next run indexes the rest."""
    database = schema.open_catalog(f"{postgresql_address}&application_name=indexer")
    catalog, vectors = Catalog(database), MemoryVectors()
    passages = PassageStore(database, vectors, tmp_path / "vectors")
    pages = FakeFetcher({ARTICLE: page("A", f'<a href="{OTHER}">other</a> {BODY}'), OTHER: page("B", BODY[1:])})
    bench = IndexBench(catalog, passages, vectors, WordEmbedder(), pages, tmp_path, database)

    def lose_lock(_: Progress) -> None:
        postgresql.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity JOIN pg_locks USING (pid) "
            "WHERE application_name = 'indexer' AND locktype = 'advisory'"
        )

    with closing(database):
        with pytest.raises(LockedError, match="was lost"):
            bench.indexer().index(ARTICLE, "article", LINKED, lose_lock)
        before = [source.location for source in catalog.list_sources()]
        bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
        after = [source.location for source in catalog.list_sources()]

    assert ([], [ARTICLE, OTHER]) == (before, after)


def test_processes_with_other_folders_exclude_each_other_on_a_server(tmp_path: Path, postgresql_address: str) -> None:
    """The error names the holder's address, and the server releases the lock of a process that is killed."""
    database = schema.open_catalog(postgresql_address)
    mine = WriteLock(tmp_path / "index.lock", 0.05, Catalog(database))
    for _ in range(3):
        command = [sys.executable, "-c", HOLDER, str(tmp_path / "other.lock"), postgresql_address]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert "held\n" == holder.stdout.readline()
            with pytest.raises(LockedError, match=r"process \(from 127.0.0.1, connected since \d{4}-"):
                mine.hold().__enter__()
            holder.kill()
        with WriteLock(tmp_path / "index.lock", 10, Catalog(database)).hold():
            pass
    database.close()
