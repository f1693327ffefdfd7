"""A passage as it is written: its place, its terms and its vectors, and the columns that keep them."""

from dataclasses import dataclass

import numpy as np

from index.arrays import TokenStates, Vectors
from index.types import PassageSpan


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage as it is written.

    Attributes:
        cut: Its span and those of its sentences.
        terms: For the lexical index, parted by blanks.
        vector: Shape (dimension,).
        sentence_vectors: Shape (sentences, dimension).
        tokens: What a reader needs; None where the embedder does not read.
    """

    cut: PassageSpan
    terms: str
    vector: Vectors
    sentence_vectors: Vectors
    tokens: TokenStates | None = None


def to_columns(row: NewPassage) -> dict[str, object]:
    """The columns of ``passage`` but for its id and version."""
    spans = [(sentence.start, sentence.end) for sentence in row.cut.sentences]
    return {
        "start": row.cut.span.start,
        "end": row.cut.span.end,
        "vector": row.vector.astype(np.float16).tobytes(),
        "sentences": np.asarray(spans, np.int32).tobytes(),
        "sentence_vectors": row.sentence_vectors.astype(np.float16).tobytes(),
    }


def to_tokens(id_: int, kept: TokenStates) -> dict[str, object]:
    """The row of ``passage_tokens``."""
    return {"passage_id": id_, "starts": kept.starts.tobytes(), "codes": kept.codes.tobytes()}
