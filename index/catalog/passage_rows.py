"""A passage on its way into the index, and the columns that store it."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from index.arrays import TokenStates, Vectors
from index.catalog.schema import passages, versions
from index.types import PassageSpan, Span


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage on its way into the index.

    Attributes:
        spans: The spans of the passage and its sentences.
        terms: The terms for the lexical index, separated by blanks.
        vector: Shape (dimension,).
        sentence_vectors: Shape (sentences, dimension).
        tokens: The token states for the cross-encoder; None without a cross-encoder.
    """

    spans: PassageSpan
    terms: str
    vector: Vectors
    sentence_vectors: Vectors
    tokens: TokenStates | None = None


def to_columns(row: NewPassage) -> dict[str, object]:
    """Return the columns of ``passage`` except id and version; the vector belongs to the vector store."""
    spans = [(sentence.start, sentence.end) for sentence in row.spans.sentences]
    return {
        "start": row.spans.span.start,
        "end": row.spans.span.end,
        "sentences": np.asarray(spans, np.int32).tobytes(),
        "sentence_vectors": row.sentence_vectors.astype(np.float16).tobytes(),
    }


def to_token_row(id_: int, states: TokenStates) -> dict[str, object]:
    """Return the row of ``passage_tokens``."""
    return {"passage_id": id_, "starts": states.starts.tobytes(), "codes": states.codes.tobytes()}


def read_spans(connection: Connection, source_id: str) -> list[tuple[int, Span]]:
    """Return ids and spans of the passages of a source's current version, in order."""
    rows = (
        select(passages.c.id, passages.c.start, passages.c.end)
        .join(versions)
        .where(versions.c.state == "current", versions.c.source_id == source_id)
        .order_by(passages.c.start)
    )
    return [(row.id, Span(row.start, row.end)) for row in connection.execute(rows)]
