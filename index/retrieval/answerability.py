"""Answerability: how likely a sentence answers a question, as the embedder's entailment model reads both together."""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from index.arrays import Vectors
from index.models.base import EvidencePair, JudgesEvidence
from index.tracing import traced

_LEAST = 1e-4  # no probability is nearer to 0 or 1


class Answerability:
    """Reads one question with sentences: a ``ReadsAnswers`` of ``index.retrieval.ranking``."""

    def __init__(self, embedder: JudgesEvidence, question: str, prepare: Callable[[], None] = lambda: None) -> None:
        """Read with the question ``question``; ``prepare`` is called before it waits for a core."""
        self._embedder = embedder
        self._question = question
        self._prepare = prepare

    @traced("read answers")
    def __call__(self, sentences: Sequence[tuple[str, str]], /) -> Vectors:
        """Return for each sentence the log-odds that it answers, shape (sentences,).

        Args:
            sentences: Each with the sentence before it, which may be empty.
        """
        self._prepare()
        pairs = [EvidencePair(sentence, question=self._question, context=before) for sentence, before in sentences]
        likely = self._embedder.judge_evidence(pairs)[:, 0].clip(_LEAST, 1 - _LEAST)
        return cast("Vectors", np.log(likely / (1 - likely)))
