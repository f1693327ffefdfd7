"""Entailment by the model that comes with the embedder (``index.models.e5.entailment_model``). Blocking.

The model reads the evidence twice, with the sentence before it and alone, and the mean of the log-odds counts: the
sentence before names what a pronoun means, but it may also distract.
"""

from collections.abc import Callable
from typing import cast

import numpy as np

from bot.answering.verification.types import Entailment
from index.arrays import Vectors
from index.models.base import Embedder, EvidencePair, JudgesEvidence

_LEAST = 1e-6  # no probability is nearer to 0 or 1


class EmbedderEntailment:
    """Asks the embedder's own model whether evidence supports a statement: a ``JudgesEntailment``."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        """Ask the model of ``embedder``, which is loaded with the first statement."""
        self._embedder = embedder

    def judge(self, statement: str, question: str, evidence: str, context: str) -> Entailment | None:
        """Return the probabilities of a statement; None if the embedder has no such model."""
        embedder = self._embedder()
        if not isinstance(embedder, JudgesEvidence):
            return None
        contexts = dict.fromkeys((context, ""))
        shares = embedder.judge_evidence([EvidencePair(evidence, statement, question, before) for before in contexts])
        supported, _, contradicted = _average(shares)
        return Entailment(float(supported), float(contradicted))


def _average(shares: Vectors) -> Vectors:
    """Return the probabilities, shape (3,), whose log-odds are the means of those of some rows, shape (rows, 3)."""
    shares = shares.clip(_LEAST, 1 - _LEAST)
    return cast("Vectors", 1 / (1 + np.exp(-np.log(shares / (1 - shares)).mean(axis=0))))
