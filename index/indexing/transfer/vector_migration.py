"""The migration of an older data folder: passage vectors move from SQLite to the vector store, without embedding."""

import logging
from pathlib import Path

import numpy as np

from index.catalog import unmoved_vectors
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.catalog.passage_rows import read_spans
from index.catalog.write_lock import WriteLock
from index.indexing.index_store import VectorStore
from index.passages.passage_records import to_records
from index.types import Source

_BATCH = 64
"""Vectors that are moved at a time; a killed run moves at most so many again."""

_TIMEOUT_S = 5.0

_log = logging.getLogger(__name__)


class VectorMigration:
    """Moves the vectors of one fingerprint. The next run continues a killed one."""

    def __init__(self, database: Database, vectors: VectorStore, fingerprint: str, lock: Path) -> None:
        """Move vectors from ``database`` to ``vectors``, under the lock file ``lock``."""
        self._database = database
        self._catalog = Catalog(database)
        self._vectors = vectors
        self._fingerprint = fingerprint
        self._lock = WriteLock(lock, _TIMEOUT_S)

    def run(self) -> None:
        """Move the vectors that wait, if there are any; raises ``LockedError`` while another process writes."""
        if not self._count():
            return
        with self._lock.hold():
            _log.warning("Writing %d passages to Chroma; this happens once.", self._count())
            for source in self._catalog.list_sources():
                if self._catalog.find_fingerprint(source.id) == self._fingerprint:
                    self._move(source)

    def _count(self) -> int:
        with self._database.begin() as connection:
            return unmoved_vectors.count(connection, self._fingerprint)

    def _move(self, source: Source) -> None:
        with self._database.begin() as connection:
            spans = read_spans(connection, source.id)
        records = to_records(source.id, source.location, self._catalog.load_document(source), spans)
        for start in range(0, len(records), _BATCH):
            some = records[start : start + _BATCH]
            ids = [record.id for record in some]
            with self._database.begin() as connection:
                vectors = unmoved_vectors.read(connection, ids)
            if found := [record for record in some if record.id in vectors]:
                self._vectors.add(found, np.stack([vectors[record.id] for record in found]))
            with self._database.begin() as connection:
                unmoved_vectors.delete(connection, ids)
