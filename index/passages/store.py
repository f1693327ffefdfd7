"""The passage store: reads current passages by full-text search, by exact search, and by id."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from index.arrays import TokenStates, Vectors
from index.catalog.database import Database
from index.catalog.passage_rows import read_spans
from index.catalog.schema import versions
from index.passages.exact_search import EXACT_UP_TO
from index.passages.latest_state import LatestState
from index.passages.passage_reading import Candidate, PassageReading, within
from index.passages.scope import Scope, read_scope
from index.passages.text_cache import TextCache
from index.passages.vectors import FetchesVectors, PassageVectors
from index.types import Span

_CACHED_BYTES = 64_000_000
"""The most bytes of texts that stay in memory after a search."""


class PassageStore:
    """The passages of every source's current version. Safe to call from several threads."""

    def __init__(
        self, database: Database, vectors: FetchesVectors, folder: Path, *, exact_up_to: int = EXACT_UP_TO
    ) -> None:
        """Read passages from ``database``, and their vectors from a vector store.

        Args:
            database: Has the tables of ``index.catalog.schema``.
            vectors: The vector store.
            folder: For the files with the vectors, which only this class uses.
            exact_up_to: The most passages whose vectors are in files.
        """
        self._database = database
        self._exact_up_to = exact_up_to
        self._vectors = PassageVectors(database, vectors, folder, exact_up_to)
        self._texts = TextCache(_CACHED_BYTES)
        self._latest = LatestState()

    def count(self, source_ids: Sequence[str] | None = None) -> int:
        """Return the number of current passages of these sources; of all sources if None."""
        rows = select(func.coalesce(func.sum(versions.c.passages), 0)).where(versions.c.state == "current")
        with self._database.begin() as connection:
            return int(connection.execute(within(rows, source_ids)).scalar_one())

    def list_ids(self) -> list[int]:
        """Return the ids of all current passages, ascending."""
        return self._vectors.list_ids()

    @contextmanager
    def read(self) -> Iterator[PassageReading]:
        """Open a transaction that reads the index as it is now, whatever others write meanwhile."""
        with self._database.begin_snapshot() as connection:
            yield PassageReading(connection, self._vectors, self._texts, self._latest)

    def read_scope(self, source_ids: Sequence[str] | None = None) -> Scope:
        """Return the scope of these sources, as of now; of all sources if None."""
        with self._database.begin() as connection:
            return read_scope(connection, source_ids)

    def match(self, terms: Sequence[str], limit: int, scope: Scope | None = None) -> list[int]:
        """Return ids of the passages that share terms with the query, best BM25 first; of all passages if None."""
        with self.read() as reading:
            return reading.match(terms, limit, scope or reading.everything)

    def load_vectors(self, source_ids: Sequence[str] | None = None) -> tuple[list[int], Vectors]:
        """Return ids and vectors ``(passages, d)`` of the current passages of these sources; all sources if None."""
        found = self._vectors.get_matrix(self.read_scope(source_ids))
        return found.ids.tolist(), found.vectors

    def map_vector_files(self) -> None:
        """Map the files with the vectors of the current passages, if they exist."""
        self._vectors.map_files()

    def write_vector_files(self) -> None:
        """Write the files with the vectors of the current passages, unless they exist or the index is too large."""
        if self.count() <= self._exact_up_to:
            self.load_vectors()

    def needs_vector_store(self) -> bool:
        """Return whether questions need the vector store, because the index is too large for files.

        Raises:
            StoreError: The vectors of a smaller index are neither in files nor in the vector store.
        """
        everything = self.read_scope()
        if everything.count > self._exact_up_to:
            return True
        if everything.count:
            self._vectors.get_matrix(everything)
        return False

    @contextmanager
    def export_vectors(self) -> Iterator[None]:
        """Keep the vectors of all current passages in files for the time of the context, however many there are.

        Raises:
            StoreError: The vector store lacks some, or the folder cannot be written.
        """
        self._vectors.write_files()
        try:
            yield
        finally:
            if self.count() > self._exact_up_to:  # no search would use them
                self._vectors.clear_files()

    def prune_vector_files(self) -> bool:
        """Remove the vector files of earlier states of the index; return whether there were any."""
        return self._vectors.prune_files()

    def clear_vector_files(self) -> None:
        """Remove all vector files; the next search writes them again."""
        self._vectors.clear_files()

    def find_filed_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of those of these passages that are in files, by passage id."""
        return self._vectors.find_filed(ids)

    def load_candidates(self, ids: Sequence[int]) -> list[Candidate]:
        """Return the current passages with these ids, in that order; other ids are skipped.

        Raises:
            StoreError: The vector store lacks the vector of a current passage.
        """
        with self.read() as reading:
            return reading.load_candidates(ids)

    def load_without_vectors(self, ids: Sequence[int]) -> list[Candidate]:
        """Return current passages as ``load_candidates`` does, with empty vectors; asks no vector store."""
        with self.read() as reading:
            return reading.load_without_vectors(ids)

    def load_spans(self, source_id: str) -> list[tuple[int, Span]]:
        """Return ids and spans of the current passages of one source, in order."""
        with self._database.begin() as connection:
            return read_spans(connection, source_id)

    def load_texts(self, ids: Collection[str]) -> dict[str, str]:
        """Return the stored texts with these ids; a text whose source was removed is absent."""
        with self.read() as reading:
            return reading.load_texts(ids)

    def load_token_states(self, ids: Sequence[int]) -> dict[int, TokenStates]:
        """Return the token states of these passages; absent if the embedder has no cross-encoder."""
        with self.read() as reading:
            return reading.load_token_states(ids)
