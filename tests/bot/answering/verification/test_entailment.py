"""Entailment by the embedder's own model."""

from collections.abc import Sequence

import numpy as np

from bot.answering.verification.entailment import EmbedderEntailment
from bot.answering.verification.types import Entailment
from index.arrays import Vectors
from index.models.base import EvidencePair
from tests.support.fakes import WordEmbedder


class ReadingEmbedder(WordEmbedder):
    """Judges every pair alike, and remembers them."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        super().__init__()
        self.read: list[EvidencePair] = []

    def judge_evidence(self, pairs: Sequence[EvidencePair]) -> Vectors:
        """The same probabilities for every pair."""
        self.read.extend(pairs)
        return np.array([[0.5, 0.25, 0.25]] * len(pairs), np.float32)


def test_the_model_reads_statement_question_evidence_and_context() -> None:
    """Its probabilities of support and of contradiction are returned."""
    embedder = ReadingEmbedder()
    found = EmbedderEntailment(lambda: embedder).judge("In 1911.", "When?", "It was cast in 1911.", "A bell.")
    assert Entailment(0.5, 0.25) == found
    assert [EvidencePair("It was cast in 1911.", "In 1911.", "When?", "A bell.")] == embedder.read


def test_an_embedder_without_the_model_judges_nothing() -> None:
    """An embedding endpoint has no such model."""
    assert EmbedderEntailment(WordEmbedder).judge("In 1911.", "", "It was cast in 1911.", "") is None
