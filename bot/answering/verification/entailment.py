"""Entailment by the model that comes with the embedder (``index.models.e5.entailment_model``). Blocking."""

from collections.abc import Callable

from bot.answering.verification.types import Entailment
from index.models.base import Embedder, EvidencePair, JudgesEvidence


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
        [(supported, _, contradicted)] = embedder.judge_evidence([EvidencePair(evidence, statement, question, context)])
        return Entailment(float(supported), float(contradicted))
