"""Reading the current passages: by the terms they share with a question, by vector, by id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Row, Select, func, select, text

from index.database import Database
from index.embed import Vectors
from index.schema import passages, versions
from index.types import Span

S = TypeVar("S", bound=Select[Any])


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


class Passages:
    """The passages of every source's current version. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``, whose tables are those of ``index.schema``."""
        self._database = database

    def count(self, source_ids: Sequence[str] | None = None) -> int:
        """How many current passages these sources have; all sources if None."""
        rows = select(func.coalesce(func.sum(versions.c.passages), 0)).where(versions.c.state == "current")
        with self._database.begin() as connection:
            return int(connection.execute(_within(rows, source_ids)).scalar_one())

    def newest(self) -> int:
        """The highest id of a current passage; ids only grow."""
        with self._database.begin() as connection:
            highest = select(func.coalesce(func.max(passages.c.id), 0)).join(versions)
            return int(connection.execute(highest.where(versions.c.state == "current")).scalar_one())

    def match(self, terms: Sequence[str], limit: int, source_ids: Sequence[str] | None = None) -> list[int]:
        """Ids of the current passages that share terms with the query, best BM25 first."""
        if not terms:
            return []
        wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        rows = (
            select(passages.c.id)
            .select_from(text("passage_fts"))
            .join(passages, text("passage.id = passage_fts.rowid"))
            .join(versions)
            .where(text("passage_fts MATCH :wanted"), versions.c.state == "current")
            .order_by(text("bm25(passage_fts)"), passages.c.id)
            .limit(limit)
        )
        with self._database.begin() as connection:
            return list(connection.execute(_within(rows, source_ids), {"wanted": wanted}).scalars())

    def vectors(self, source_ids: Sequence[str] | None = None) -> tuple[list[int], Vectors]:
        """Ids and vectors ``(passages, d)`` of the current passages of these sources; all sources if None."""
        rows = select(passages.c.id, passages.c.vector).join(versions).where(versions.c.state == "current")
        with self._database.begin() as connection:
            found = connection.execute(_within(rows, source_ids).order_by(passages.c.id)).all()
        matrix = np.frombuffer(b"".join(row.vector for row in found), np.float16).astype(np.float32)
        return [row.id for row in found], matrix.reshape(len(found), -1 if found else 0)

    def candidates(self, ids: Sequence[int]) -> list[Candidate]:
        """The current passages with these ids, in that order; ids that are not current are left out."""
        rows = (
            select(passages, versions.c.source_id, versions.c.text_id, versions.c.language)
            .join(versions)
            .where(versions.c.state == "current", passages.c.id.in_(list(ids)))
        )
        with self._database.begin() as connection:
            found = {row.id: _to_candidate(row) for row in connection.execute(rows)}
        return [found[id_] for id_ in ids if id_ in found]


def _within(rows: S, source_ids: Sequence[str] | None) -> S:
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
