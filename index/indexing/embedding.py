"""Embedding across sources: a batch contains the new passages of several texts, so that no run is small."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from index.catalog.passage_rows import NewPassage
from index.errors import EmbedderError, PinciteError, StoreError
from index.models.base import CrossEncodes, Embedder
from index.text import analyzer
from index.text.tables import find_rows, with_head
from index.types import PassageSpan

if TYPE_CHECKING:
    from index.arrays import TokenStates, Vectors

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChunkedText:
    """Passages of one text.

    Attributes:
        text: The whole text.
        passages: Some of its passages, in order.
        reused: Each of them as an earlier version wrote it; None where it has to be embedded.
    """

    text: str
    passages: Sequence[PassageSpan]
    reused: Sequence[NewPassage | None]

    @property
    def new(self) -> list[PassageSpan]:
        """The passages that have to be embedded."""
        return [passage for passage, row in zip(self.passages, self.reused, strict=True) if row is None]


def embed_batch(
    embedder: Callable[[], Embedder], batch: Sequence[ChunkedText]
) -> list[list[NewPassage] | PinciteError]:
    """The rows of each text's passages, or the error that prevented them.

    Args:
        embedder: Returns the embedder; only called if there is a passage to embed.
        batch: Embedded together. If that fails, each text is embedded alone, so that one failure costs no other text.
    """
    try:
        return list(_make_rows(embedder, batch))
    except StoreError:
        raise
    except PinciteError as error:
        failure = error
    except Exception as error:  # noqa: BLE001 - models and endpoints of others fail in their own ways
        _log.warning("The embedder failed on a batch of %d texts", len(batch), exc_info=error)
        failure = EmbedderError(f"The embedder failed ({type(error).__name__}); try again, and look into the log.")
    return [failure] if len(batch) == 1 else [rows for text in batch for rows in embed_batch(embedder, [text])]


def _make_rows(embedder: Callable[[], Embedder], batch: Sequence[ChunkedText]) -> list[list[NewPassage]]:
    wanted = [(passage, chunked.text) for chunked in batch for passage in chunked.new]
    new = iter(_embed(embedder(), wanted) if wanted else [])
    return [[row if row is not None else next(new) for row in chunked.reused] for chunked in batch]


def _embed(embedder: Embedder, wanted: Sequence[tuple[PassageSpan, str]]) -> list[NewPassage]:
    bodies = [with_head(text, passage.span) for passage, text in wanted]
    sentences = [words for passage, text in wanted for words in _read(passage, text)]
    encoded: list[tuple[Vectors, TokenStates | None]]
    if isinstance(embedder, CrossEncodes):
        encoded = list(embedder.encode_passages([passage.span.slice(text) for passage, text in wanted]))
    else:
        encoded = [(vector, None) for vector in embedder.embed_passages(bodies)]
    vectors = iter(embedder.embed_passages(sentences))
    return [
        NewPassage(
            passage,
            " ".join(analyzer.words(body)),
            vector,
            np.stack(list(islice(vectors, len(passage.sentences)))),
            tokens,
        )
        for (passage, _), body, (vector, tokens) in zip(wanted, bodies, encoded, strict=True)
    ]


def _read(passage: PassageSpan, text: str) -> list[str]:
    """The sentences of a passage; a row of a table has the names of its columns."""
    rows = find_rows(text, passage.sentences)
    return [row.words if row else span.slice(text) for span, row in zip(passage.sentences, rows, strict=True)]
