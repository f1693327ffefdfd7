"""The passages of one moment: all that a search reads, in one transaction."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection, Row, Select, select

from index.arrays import TokenStates, Vectors
from index.catalog import text_structure
from index.catalog.engines.statements import ListStatement
from index.catalog.schema import passages, versions
from index.catalog.version_rows import IndexState
from index.errors import StoreError
from index.passages.exact_search import VectorMatrix
from index.passages.latest_state import LatestState
from index.passages.lexical import full_text
from index.passages.scope import Scope, read_scope
from index.passages.text_cache import TextCache
from index.passages.vectors import PassageVectors
from index.types import Heading, Span

S = TypeVar("S", bound=Select[Any])

# Written out: for one row SQLAlchemy takes longer to compile such a statement than SQLite to run it.
_CURRENT = ListStatement(
    "SELECT passage.id, source_id FROM passage JOIN version ON version.id = version_id "
    "WHERE state = 'current' AND passage.id IN :ids",
    of="integers",
)
_ROWS = ListStatement(
    'SELECT passage.id, passage.start, passage."end", sentences, sentence_vectors, source_id, text_id, language '
    "FROM passage JOIN version ON version.id = version_id WHERE state = 'current' AND passage.id IN :ids",
    of="integers",
)
_TOKENS = ListStatement("SELECT passage_id, starts, codes FROM passage_tokens WHERE passage_id IN :ids", of="integers")
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


class PassageReading:
    """The current passages as one transaction sees them. For one thread, while the transaction is open."""

    def __init__(self, connection: Connection, vectors: PassageVectors, texts: TextCache, latest: LatestState) -> None:
        """Read passages in the transaction of ``connection``, their vectors from ``vectors``, and cache texts."""
        self._connection = connection
        self._vectors = vectors
        self._texts = texts
        self._latest = latest

    @property
    def state(self) -> IndexState:
        """The state of the index."""
        return self._seen[0]

    @property
    def everything(self) -> Scope:
        """The scope of all sources."""
        return self._seen[1]

    @cached_property
    def _seen(self) -> tuple[IndexState, Scope]:
        return self._latest.read(self._connection)

    def read_scope(self, source_ids: Sequence[str] | None) -> Scope:
        """Return the scope of these sources; of all sources if None."""
        return self.everything if source_ids is None else read_scope(self._connection, source_ids)

    def match(self, terms: Sequence[str], limit: int, within: Scope) -> list[int]:
        """Return ids of the passages that share terms with the query, best BM25 first."""
        return full_text.match(self._connection, terms, limit, within, self.everything.count)

    def get_matrix(self, scope: Scope) -> VectorMatrix:
        """Return the vectors of a scope; raises ``StoreError`` if the vector store lacks some."""
        return self._vectors.get_matrix(scope, self._connection)

    def filter_current(self, ids: Sequence[int], source_ids: Collection[str] | None = None) -> list[int]:
        """Return those of ``ids`` that are current, in their order; of these sources, or of any if None."""
        rows = _CURRENT.run(self._connection, ids)
        found = {row.id for row in rows if source_ids is None or row.source_id in source_ids}
        return [id_ for id_ in ids if id_ in found]

    def load_candidates(self, ids: Sequence[int]) -> list[Candidate]:
        """Return the current passages with these ids, in that order; other ids are skipped.

        Raises:
            StoreError: The vector store lacks the vector of a current passage.
        """
        found = self._load_rows(ids)
        vectors = self._vectors.get_vectors(list(found), self.everything, self._connection) if found else {}
        with readable():
            return [_to_candidate(found[id_], vectors[id_]) for id_ in ids if id_ in vectors]

    def load_without_vectors(self, ids: Sequence[int]) -> list[Candidate]:
        """Return current passages as ``load_candidates`` does, with empty vectors; asks no vector store."""
        with readable():
            return [_to_candidate(row, np.empty(0, np.float32)) for row in self._load_rows(ids).values()]

    def _load_rows(self, ids: Sequence[int]) -> dict[int, Row[Any]]:
        return {row.id: row for row in _ROWS.run(self._connection, ids)}

    def sample(self, source_ids: Sequence[str] | None, most: int) -> list[int]:
        """Return ids of at most ``most`` current passages of these sources, in reading order, evenly spread."""
        rows = select(passages.c.id).join(versions).where(versions.c.state == "current").order_by(passages.c.id)
        ids = list(self._connection.execute(within(rows, source_ids)).scalars())
        return ids[:: max(1, -(-len(ids) // most))]

    def load_texts(self, ids: Collection[str]) -> dict[str, str]:
        """Return the stored texts with these ids; a text whose source was removed is absent."""
        there = set(_THERE.run(self._connection, sorted(ids)).scalars())
        return self._texts.get(there, self._read_texts)

    def _read_texts(self, ids: Collection[str]) -> dict[str, str]:
        return {row.id: row.body for row in _TEXTS.run(self._connection, sorted(ids))}

    def load_headings(self, text_ids: Collection[str]) -> dict[str, tuple[Heading, ...]]:
        """Return the headings of stored texts by the ids of the texts, ascending; a text without any is absent."""
        return text_structure.load_headings(self._connection, text_ids)

    def load_token_states(self, ids: Sequence[int]) -> dict[int, TokenStates]:
        """Return the token states of these passages; absent if the embedder has no cross-encoder."""
        with readable():
            return {row.passage_id: _to_tokens(row) for row in _TOKENS.run(self._connection, ids)}


@contextmanager
def readable() -> Iterator[None]:
    """Turn the error of a passage whose bytes are damaged into a sentence."""
    try:
        yield
    except ValueError as error:  # also NumPy's, for bytes of the wrong number
        raise StoreError("A stored passage is damaged; `pincite doctor --deep` repairs it.") from error


def within(rows: S, source_ids: Collection[str] | None) -> S:
    """Restrict a statement over versions to some sources; to none if None."""
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
        sentences=tuple(Span(start, end) for start, end in spans.tolist()),
        vector=vector,
        sentence_vectors=sentence_vectors,
    )


def _to_tokens(row: Row[tuple[object, ...]]) -> TokenStates:
    starts = np.frombuffer(row.starts, np.uint16)
    return TokenStates(starts, np.frombuffer(row.codes, np.uint8).reshape(len(starts), -1))
