"""Passages embedded across sources: a batch holds what is new of several, so that no run of the embedder is small."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from index.catalog.passage_rows import NewPassage
from index.errors import PinciteError, StoreError
from index.models.base import CrossEncodes, Embedder
from index.text import analyzer
from index.types import PassageSpan

if TYPE_CHECKING:
    from index.arrays import TokenStates, Vectors


@dataclass(frozen=True, slots=True)
class ChunkedText:
    """Passages of one text.

    Attributes:
        text: The whole text.
        cuts: Some of its passages, in order.
        kept: Each of them as it was written before; None where it is to be embedded.
    """

    text: str
    cuts: Sequence[PassageSpan]
    kept: Sequence[NewPassage | None]

    @property
    def new(self) -> list[PassageSpan]:
        """Those that are to be embedded."""
        return [cut for cut, row in zip(self.cuts, self.kept, strict=True) if row is None]


def embed(embedder: Callable[[], Embedder], batch: Sequence[ChunkedText]) -> list[list[NewPassage] | PinciteError]:
    """The rows of each text's passages, or why they could not be embedded.

    Args:
        embedder: Gives the embedder; only asked where something is to be embedded.
        batch: Embedded together; where that fails, one text after the other, so that one costs the others nothing.
    """
    try:
        return list(_rows(embedder, batch))
    except StoreError:
        raise
    except PinciteError as error:
        return [error] if len(batch) == 1 else [rows for cuts in batch for rows in embed(embedder, [cuts])]


def _rows(embedder: Callable[[], Embedder], batch: Sequence[ChunkedText]) -> list[list[NewPassage]]:
    wanted = [(cut, cuts.text) for cuts in batch for cut in cuts.new]
    new = iter(_embed(embedder(), wanted) if wanted else [])
    return [[row if row is not None else next(new) for row in cuts.kept] for cuts in batch]


def _embed(embedder: Embedder, wanted: Sequence[tuple[PassageSpan, str]]) -> list[NewPassage]:
    bodies = [cut.span.slice(text) for cut, text in wanted]
    sentences = [span.slice(text) for cut, text in wanted for span in cut.sentences]
    kept: list[tuple[Vectors, TokenStates | None]]
    if isinstance(embedder, CrossEncodes):
        kept = list(embedder.encode_passages(bodies))
    else:
        kept = [(vector, None) for vector in embedder.embed_passages(bodies)]
    vectors = iter(embedder.embed_passages(sentences))
    return [
        NewPassage(
            cut, " ".join(analyzer.words(body)), vector, np.stack(list(islice(vectors, len(cut.sentences)))), tokens
        )
        for (cut, _), body, (vector, tokens) in zip(wanted, bodies, kept, strict=True)
    ]
