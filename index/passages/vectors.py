"""The vectors of the current passages: from files that are mapped into memory, and from the vector store."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from sqlalchemy import Connection, text

from index.arrays import Vectors
from index.catalog.database import Database
from index.catalog.engines.statements import ListStatement
from index.errors import StoreError
from index.passages.exact_search import ExactSearch, VectorMatrix
from index.passages.scope import Scope, read_scope
from index.passages.vector_files import VectorFiles

_VERSIONS = text("SELECT id, text_id, fingerprint, passages FROM version WHERE state = 'current' AND passages > 0")
_OWN = ListStatement(
    "SELECT passage.id FROM passage JOIN version ON version.id = version_id "
    "WHERE state = 'current' AND source_id IN :ids ORDER BY passage.id",
    of="texts",
)
_CURRENT = ListStatement(
    "SELECT passage.id FROM passage JOIN version ON version.id = version_id "
    "WHERE state = 'current' AND passage.id IN :ids",
    of="integers",
)
_PASSAGES = text(
    "SELECT version.id, text_id, fingerprint, passages, passage.id AS passage_id "
    "FROM passage JOIN version ON version.id = version_id WHERE state = 'current' ORDER BY passage.id"
)


class _ChangedError(Exception):
    """Some passages were replaced since their ids were read."""


class FetchesVectors(Protocol):
    """The vector store, for one to read from."""

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Return those of these ids that exist, in any order, and their vectors, shape (found, dimension)."""


class PassageVectors:
    """Gives the vectors of current passages. Safe to call from several threads.

    Up to ``exact_up_to`` passages, the vectors of all of them are in files, so that a process need not ask the vector
    store. A larger index asks the vector store for the vectors of each search.
    """

    def __init__(self, database: Database, store: FetchesVectors, folder: Path, exact_up_to: int) -> None:
        """Read the vectors of the passages in ``database`` from ``store``, and from files in ``folder``."""
        self._database = database
        self._store = store
        self._files = VectorFiles(folder)
        self._exact_up_to = exact_up_to
        self._search = ExactSearch(exact_up_to)

    def get_matrix(self, scope: Scope, connection: Connection | None = None) -> VectorMatrix:
        """Return the vectors of a scope.

        Args:
            scope: The passages.
            connection: The transaction of the calling thread. A thread that waited for a second connection while it
                has one could wait for itself.

        Raises:
            StoreError: The vector store lacks some.
        """
        return self._search.get(scope, partial(self._read, scope, connection))

    def get_vectors(self, ids: Sequence[int], everything: Scope, connection: Connection) -> dict[int, Vectors]:
        """Return the vectors of those of these passages that are current, each of shape (dimension,), by passage id.

        Args:
            ids: The passages.
            everything: The scope of all sources.
            connection: As for ``get_matrix``.

        Raises:
            StoreError: The vector store lacks some.
        """
        found = self.get_matrix(everything, connection).select(ids) if everything.count <= self._exact_up_to else {}
        if missing := [id_ for id_ in ids if id_ not in found]:
            fetched, rows = self._fetch(missing)
            found |= zip(fetched, rows, strict=True)
        return found

    def list_ids(self) -> list[int]:
        """Return the ids of all current passages, ascending."""
        return self._list_all(None)[1]

    def map_files(self) -> None:
        """Map the files of the present state, if they exist; the next state is then read from them in part."""
        if found := self._files.open(self._name_state()):
            self._search.get(self._read_scope(None), lambda _before: found)

    def find_filed(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of those of these passages that the files contain, by passage id."""
        found = self._files.open(self._name_state())
        return found.select(ids) if found else {}

    def write_files(self) -> None:
        """Write the vectors of all current passages to files, however many there are, unless they exist.

        Raises:
            StoreError: The vector store lacks some, or the folder cannot be written.
        """
        name, ids = self._list_all(None)
        if not ids or self._files.open(name) is not None:
            return
        self._files.write(name, ids, lambda some: self._collect_all(some, None), keeps_in_memory=False)

    def prune_files(self) -> bool:
        """Remove the files of earlier states of the index; return whether there were any."""
        return self._files.prune(self._name_state())

    def clear_files(self) -> None:
        """Remove all files; the next search writes them again."""
        self._files.clear()

    def _transaction(self, connection: Connection | None) -> AbstractContextManager[Connection]:
        return self._database.begin() if connection is None else nullcontext(connection)

    def _read_scope(self, connection: Connection | None) -> Scope:
        with self._transaction(connection) as reading:
            return read_scope(reading, None)

    def _read(self, scope: Scope, connection: Connection | None, before: VectorMatrix | None) -> VectorMatrix:
        if scope.source_ids is None:
            return self._open_files(scope, connection, before)
        everything = self._read_scope(connection)
        is_filed = everything.count <= self._exact_up_to
        part = self.get_matrix(everything, connection).restrict_to(scope) if is_filed else None
        return part or self._collect(self._list_own(scope.source_ids, connection), before)

    def _open_files(self, scope: Scope, connection: Connection | None, before: VectorMatrix | None) -> VectorMatrix:
        if (found := self._files.open(self._name_state(connection))) and found.covers(scope):
            return found
        name, ids = self._list_all(connection)
        if not ids:
            self._files.clear()
            return _EMPTY
        if len(ids) > self._exact_up_to:
            return self._collect(ids, before)
        try:
            return self._files.write(name, ids, lambda some: self._collect_all(some, before))
        except _ChangedError:
            return self._collect(ids, before)

    def _collect_all(self, ids: Sequence[int], before: VectorMatrix | None) -> Vectors:
        found = self._collect(ids, before)
        if len(found.ids) < len(ids):
            raise _ChangedError
        return found.vectors

    def _collect(self, ids: Sequence[int], before: VectorMatrix | None) -> VectorMatrix:
        """Return the vectors of these passages, from the matrix before and for the others from the vector store."""
        found = before.select(ids) if before else {}
        fetched, rows = self._fetch([id_ for id_ in ids if id_ not in found])
        found |= zip(fetched, rows, strict=True)
        there = [id_ for id_ in ids if id_ in found]
        return VectorMatrix(np.array(there, np.int64), np.stack([found[id_] for id_ in there])) if there else _EMPTY

    def _fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        found, vectors = self._store.fetch(ids)
        if missing := sorted(set(ids) - set(found)):
            with self._database.begin() as connection:  # another transaction: it sees what was replaced since
                lost = _CURRENT.run(connection, missing).all()
            if lost:  # the others were just replaced
                raise StoreError(f"{len(lost)} passages have no vector in Chroma; run `pincite rebuild`.")
        return found, vectors

    def _list_own(self, source_ids: Collection[str], connection: Connection | None) -> list[int]:
        with self._transaction(connection) as reading:
            return list(_OWN.run(reading, sorted(source_ids)).scalars())

    def _list_all(self, connection: Connection | None) -> tuple[str, list[int]]:
        """Return the name of the index's state and the ids of all current passages.

        One statement reads both: files with the name of one state and the ids of another would stay wrong.
        """
        with self._transaction(connection) as reading:
            rows = reading.execute(_PASSAGES).all()
        return _digest(tuple(row)[:4] for row in rows), [row.passage_id for row in rows]

    def _name_state(self, connection: Connection | None = None) -> str:
        with self._transaction(connection) as reading:
            return _digest(tuple(row) for row in reading.execute(_VERSIONS))


_EMPTY = VectorMatrix(np.empty(0, np.int64), np.empty((0, 0), np.float32))


def _digest(versions: Iterable[tuple[object, ...]]) -> str:
    """Name the state of an index: by its current versions, and so by its passages, their texts and embedder."""
    return hashlib.sha256(repr(sorted(set(versions))).encode()).hexdigest()[:24]
