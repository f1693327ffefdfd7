"""Cross-encoding of a question and sentences, from the token states that indexing stored."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from index.arrays import TokenStates, Vectors
from index.models.base import CrossEncodes, EncodedQuestion
from index.passages.passage_reading import Candidate
from index.tracing import traced
from index.types import Span

LoadTokenStates: TypeAlias = Callable[[Sequence[int]], Mapping[int, TokenStates]]
"""Returns the token states of passages by their ids; a passage without them is absent."""


class CrossEncoding:
    """Cross-encodes sentences with one question: a ``CrossEncoded`` of ``index.retrieval.ranking``."""

    def __init__(self, embedder: CrossEncodes, asked: EncodedQuestion, load_token_states: LoadTokenStates) -> None:
        """Cross-encode with the question ``asked``."""
        self._embedder = embedder
        self._asked = asked
        self._load_token_states = load_token_states

    @traced("cross-encode")
    def __call__(self, sentences: Sequence[tuple[Candidate, Sequence[Span]]], /) -> Vectors | None:
        """Return a score for each sentence, higher is better; None if token states of a sentence are missing.

        Args:
            sentences: Each as the spans to read, in order, with their passage.
        """
        states = self._load_token_states([passage.id for passage, _ in sentences])
        codes = [
            np.concatenate(
                [
                    states[passage.id].select_codes(span.start - passage.span.start, span.end - passage.span.start)
                    for span in spans
                ]
            )
            for passage, spans in sentences
            if passage.id in states
        ]
        if len(codes) < len(sentences) or not all(map(len, codes)):
            return None
        return self._embedder.score_sentences(self._asked, codes)
