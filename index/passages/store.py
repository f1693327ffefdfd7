"""Reading the current passages: by the terms they share with a question, by vector, by id."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Row, Select, func, select, text

from index.arrays import TokenStates, Vectors
from index.catalog.database import Database
from index.catalog.schema import passages, tokens, versions
from index.passages import full_text, scope
from index.passages.exact_search import ExactSearch, VectorMatrix
from index.passages.scope import Scope
from index.passages.text_cache import TextCache
from index.types import Span

S = TypeVar("S", bound=Select[Any])

_KEPT = 100_000
"""Passages whose vectors stay in memory once they were searched: 150 MB at 384 dimensions."""

_KEPT_BYTES = 64_000_000
"""Of texts that stay in memory once passages of theirs were found."""

_BATCH = 1_000

# Written out, since for one row SQLAlchemy takes longer to put such a statement together than SQLite to run it.
_CURRENT = text(
    "SELECT passage.id, source_id FROM passage JOIN version ON version.id = version_id "
    "WHERE state = 'current' AND passage.id IN (SELECT value FROM json_each(:ids))"
)
_THERE = text("SELECT id FROM text WHERE id IN (SELECT value FROM json_each(:ids))")
_TEXTS = text("SELECT id, body FROM text WHERE id IN (SELECT value FROM json_each(:ids))")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as the retriever reads it.

    Attributes:
        text_id: Names the text that the spans point into.
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

    def __init__(self, database: Database) -> None:
        """Read from ``database``, whose tables are those of ``index.catalog.schema``."""
        self._database = database
        self._matrices = ExactSearch(_KEPT)
        self._bodies = TextCache(_KEPT_BYTES)

    def count(self, source_ids: Sequence[str] | None = None) -> int:
        """How many current passages these sources have; all sources if None."""
        rows = select(func.coalesce(func.sum(versions.c.passages), 0)).where(versions.c.state == "current")
        with self._database.begin() as connection:
            return int(connection.execute(_within(rows, source_ids)).scalar_one())

    def read_scope(self, source_ids: Sequence[str] | None = None) -> Scope:
        """The current passages of these sources, as they are now; of all sources if None."""
        with self._database.begin() as connection:
            return scope.read(connection, source_ids)

    def match(self, terms: Sequence[str], limit: int, within: Scope | None = None) -> list[int]:
        """Ids of the passages that share terms with the query, best BM25 first; of all passages if None."""
        with self._database.begin() as connection:
            return full_text.match(connection, terms, limit, within or scope.read(connection, None))

    def find_nearest(self, vector: Vectors, limit: int, within: Scope) -> list[int]:
        """Ids of the passages nearest to one vector ``(dimension,)``, best first; each of them is looked at.

        Their vectors stay in memory, and are read again once these sources have other passages.
        """
        return self._matrices.get(within, lambda: self._matrix(within.source_ids)).find_nearest(vector, limit)

    def load_vectors(self, source_ids: Sequence[str] | None = None) -> tuple[list[int], Vectors]:
        """Ids and vectors ``(passages, d)`` of the current passages of these sources; all sources if None."""
        found = self._matrix(source_ids)
        return found.ids.tolist(), found.vectors

    def filter_current(self, ids: Sequence[int], source_ids: Collection[str] | None = None) -> list[int]:
        """Those of ``ids`` that are of a current version, of these sources or of any if None, in their order."""
        with self._database.begin() as connection:
            found = {
                row.id
                for row in connection.execute(_CURRENT, {"ids": json.dumps(list(ids))})
                if source_ids is None or row.source_id in source_ids
            }
        return [id_ for id_ in ids if id_ in found]

    def load_candidates(self, ids: Sequence[int]) -> list[Candidate]:
        """The current passages with these ids, in that order; ids that are not current are left out."""
        rows = (
            select(passages, versions.c.source_id, versions.c.text_id, versions.c.language)
            .join(versions)
            .where(versions.c.state == "current", passages.c.id.in_(list(ids)))
        )
        with self._database.begin() as connection:
            found = {row.id: _to_candidate(row) for row in connection.execute(rows)}
        return [found[id_] for id_ in ids if id_ in found]

    def load_spans(self, source_id: str) -> list[tuple[int, Span]]:
        """The current passages of one source: ids and spans, in order."""
        rows = (
            select(passages.c.id, passages.c.start, passages.c.end)
            .join(versions)
            .where(versions.c.state == "current", versions.c.source_id == source_id)
            .order_by(passages.c.start)
        )
        with self._database.begin() as connection:
            return [(row.id, Span(row.start, row.end)) for row in connection.execute(rows)]

    def sample(self, source_ids: Sequence[str] | None, most: int) -> list[int]:
        """Ids of at most ``most`` current passages of these sources, in reading order, evenly left out where more."""
        rows = select(passages.c.id).join(versions).where(versions.c.state == "current")
        with self._database.begin() as connection:
            ids = list(connection.execute(_within(rows, source_ids).order_by(passages.c.id)).scalars())
        return ids[:: max(1, -(-len(ids) // most))]

    def load_texts(self, ids: Collection[str]) -> dict[str, str]:
        """The stored texts of these names; none where its source was removed."""
        with self._database.begin() as connection:
            there = set(connection.execute(_THERE, {"ids": json.dumps(sorted(ids))}).scalars())
        return self._bodies.get(there, self._read_texts)

    def _read_texts(self, ids: Collection[str]) -> dict[str, str]:
        with self._database.begin() as connection:
            return {row.id: row.body for row in connection.execute(_TEXTS, {"ids": json.dumps(sorted(ids))})}

    def load_token_states(self, ids: Sequence[int]) -> dict[int, TokenStates]:
        """The kept tokens of the passages with these ids; none of a passage whose embedder does not read."""
        rows = select(tokens).where(tokens.c.passage_id.in_(list(ids)))
        with self._database.begin() as connection:
            return {row.passage_id: _to_tokens(row) for row in connection.execute(rows)}

    def _matrix(self, source_ids: Collection[str] | None) -> VectorMatrix:
        rows = select(passages.c.id, passages.c.vector).join(versions).where(versions.c.state == "current")
        ids: list[int] = []
        vectors = bytearray()
        with self._database.begin() as connection:
            for row in connection.execute(_within(rows, source_ids).order_by(passages.c.id)).yield_per(_BATCH):
                ids.append(row.id)
                vectors += row.vector
        matrix = np.frombuffer(vectors, np.float16).astype(np.float32)
        return VectorMatrix(np.array(ids, np.int64), matrix.reshape(len(ids), -1 if ids else 0))


def _within(rows: S, source_ids: Collection[str] | None) -> S:
    return rows if source_ids is None else rows.where(versions.c.source_id.in_(list(source_ids)))


def _to_candidate(row: Row[tuple[object, ...]]) -> Candidate:
    spans = np.frombuffer(row.sentences, np.int32).reshape(-1, 2)
    return Candidate(
        id=row.id,
        source_id=row.source_id,
        text_id=row.text_id,
        language=row.language,
        span=Span(row.start, row.end),
        sentences=tuple(Span(int(start), int(end)) for start, end in spans),
        vector=np.frombuffer(row.vector, np.float16).astype(np.float32),
        sentence_vectors=np.frombuffer(row.sentence_vectors, np.float16).astype(np.float32).reshape(len(spans), -1),
    )


def _to_tokens(row: Row[tuple[object, ...]]) -> TokenStates:
    starts = np.frombuffer(row.starts, np.uint16)
    return TokenStates(starts, np.frombuffer(row.codes, np.uint8).reshape(len(starts), -1))
