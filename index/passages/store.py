"""The passage store: reads current passages by full-text search, by exact search, and by id."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Row, Select, func, select

from index.arrays import TokenStates, Vectors
from index.catalog.database import Database
from index.catalog.engines.statements import ListStatement
from index.catalog.passage_rows import read_spans
from index.catalog.schema import passages, tokens, versions
from index.errors import StoreError
from index.passages.exact_search import EXACT_UP_TO
from index.passages.lexical import full_text
from index.passages.scope import Scope, read_scope
from index.passages.text_cache import TextCache
from index.passages.vectors import FetchesVectors, PassageVectors
from index.types import Span

S = TypeVar("S", bound=Select[Any])

_CACHED_BYTES = 64_000_000
"""The most bytes of texts that stay in memory after a search."""

# Written out: for one row SQLAlchemy takes longer to compile such a statement than SQLite to run it.
_CURRENT = ListStatement(
    "SELECT passage.id, source_id FROM passage JOIN version ON version.id = version_id "
    "WHERE state = 'current' AND passage.id IN :ids",
    of="integers",
)
_THERE = ListStatement("SELECT id FROM text WHERE id IN :ids", of="texts")
_TEXTS = ListStatement("SELECT id, body FROM text WHERE id IN :ids", of="texts")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as the retriever reads it.

    Attributes:
        text_id: The stored text that contains the spans.
        language: Of that text, ISO 639-1 or ``und``.
        vector: Shape (dimension,).
        sentence_vectors: Shape (sentences, dimension).
    """

    id: int
    source_id: str
    text_id: str
    language: str
    span: Span
    sentences: tuple[Span, ...]
    vector: Vectors
    sentence_vectors: Vectors


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

    def count(self, source_ids: Sequence[str] | None = None) -> int:
        """Return the number of current passages of these sources; of all sources if None."""
        rows = select(func.coalesce(func.sum(versions.c.passages), 0)).where(versions.c.state == "current")
        with self._database.begin() as connection:
            return int(connection.execute(_within(rows, source_ids)).scalar_one())

    def read_scope(self, source_ids: Sequence[str] | None = None) -> Scope:
        """Return the scope of these sources, as of now; of all sources if None."""
        with self._database.begin() as connection:
            return read_scope(connection, source_ids)

    def match(self, terms: Sequence[str], limit: int, within: Scope | None = None) -> list[int]:
        """Return ids of the passages that share terms with the query, best BM25 first; of all passages if None."""
        with self._database.begin() as connection:
            return full_text.match(connection, terms, limit, within or read_scope(connection, None))

    def find_nearest(self, vector: Vectors, limit: int, within: Scope) -> list[int]:
        """Return ids of the passages nearest to one vector ``(dimension,)``, best first, by exact search.

        Raises:
            StoreError: The vector store lacks vectors of these passages.
        """
        return self._vectors.get_matrix(within).find_nearest(vector, limit)

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

    def filter_current(self, ids: Sequence[int], source_ids: Collection[str] | None = None) -> list[int]:
        """Return those of ``ids`` that are current, in their order; of these sources, or of any if None."""
        with self._database.begin() as connection:
            found = {
                row.id for row in _CURRENT.run(connection, ids) if source_ids is None or row.source_id in source_ids
            }
        return [id_ for id_ in ids if id_ in found]

    def load_candidates(self, ids: Sequence[int]) -> list[Candidate]:
        """Return the current passages with these ids, in that order; other ids are skipped.

        Raises:
            StoreError: The vector store lacks the vector of a current passage.
        """
        found = self._load_rows(ids)
        vectors = self._vectors.get_vectors(list(found)) if found else {}
        with _readable():
            return [_to_candidate(found[id_], vectors[id_]) for id_ in ids if id_ in vectors]

    def load_without_vectors(self, ids: Sequence[int]) -> list[Candidate]:
        """Return current passages as ``load_candidates`` does, with empty vectors; asks no vector store."""
        with _readable():
            return [_to_candidate(row, np.empty(0, np.float32)) for row in self._load_rows(ids).values()]

    def _load_rows(self, ids: Sequence[int]) -> dict[int, Row[Any]]:
        rows = (
            select(passages, versions.c.source_id, versions.c.text_id, versions.c.language)
            .join(versions)
            .where(versions.c.state == "current", passages.c.id.in_(list(ids)))
        )
        with self._database.begin() as connection:
            return {row.id: row for row in connection.execute(rows)}

    def load_spans(self, source_id: str) -> list[tuple[int, Span]]:
        """Return ids and spans of the current passages of one source, in order."""
        with self._database.begin() as connection:
            return read_spans(connection, source_id)

    def sample(self, source_ids: Sequence[str] | None, most: int) -> list[int]:
        """Return ids of at most ``most`` current passages of these sources, in reading order, evenly spread."""
        rows = select(passages.c.id).join(versions).where(versions.c.state == "current")
        with self._database.begin() as connection:
            ids = list(connection.execute(_within(rows, source_ids).order_by(passages.c.id)).scalars())
        return ids[:: max(1, -(-len(ids) // most))]

    def load_texts(self, ids: Collection[str]) -> dict[str, str]:
        """Return the stored texts with these ids; a text whose source was removed is absent."""
        with self._database.begin() as connection:
            there = set(_THERE.run(connection, sorted(ids)).scalars())
        return self._texts.get(there, self._read_texts)

    def _read_texts(self, ids: Collection[str]) -> dict[str, str]:
        with self._database.begin() as connection:
            return {row.id: row.body for row in _TEXTS.run(connection, sorted(ids))}

    def load_token_states(self, ids: Sequence[int]) -> dict[int, TokenStates]:
        """Return the token states of these passages; absent if the embedder has no cross-encoder."""
        rows = select(tokens).where(tokens.c.passage_id.in_(list(ids)))
        with self._database.begin() as connection, _readable():
            return {row.passage_id: _to_tokens(row) for row in connection.execute(rows)}


@contextmanager
def _readable() -> Iterator[None]:
    """Turn the error of a passage whose bytes are damaged into a sentence."""
    try:
        yield
    except ValueError as error:  # also NumPy's, for bytes of the wrong number
        raise StoreError("A stored passage is damaged; `pincite doctor --deep` repairs it.") from error


def _within(rows: S, source_ids: Collection[str] | None) -> S:
    return rows if source_ids is None else rows.where(versions.c.source_id.in_(list(source_ids)))


def _to_candidate(row: Row[tuple[object, ...]], vector: Vectors) -> Candidate:
    spans = np.frombuffer(row.sentences, np.int32).reshape(-1, 2)
    sentence_vectors = np.frombuffer(row.sentence_vectors, np.float16).astype(np.float32).reshape(len(spans), -1)
    if not np.isfinite(sentence_vectors).all():
        raise ValueError("a sentence vector has no length")
    return Candidate(
        id=row.id,
        source_id=row.source_id,
        text_id=row.text_id,
        language=row.language,
        span=Span(row.start, row.end),
        sentences=tuple(Span(int(start), int(end)) for start, end in spans),
        vector=vector,
        sentence_vectors=sentence_vectors,
    )


def _to_tokens(row: Row[tuple[object, ...]]) -> TokenStates:
    starts = np.frombuffer(row.starts, np.uint16)
    return TokenStates(starts, np.frombuffer(row.codes, np.uint8).reshape(len(starts), -1))
