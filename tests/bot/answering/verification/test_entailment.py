"""Entailment by the embedder's own model."""

from collections.abc import Sequence

import numpy as np

from bot.answering.verification.entailment import EmbedderEntailment
from index.arrays import Vectors
from index.models.base import EvidencePair
from tests.support.fakes import WordEmbedder


class ReadingEmbedder(WordEmbedder):
    """Doubts what has a sentence before it, and remembers what it read."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        super().__init__()
        self.read: list[EvidencePair] = []

    def judge_evidence(self, pairs: Sequence[EvidencePair]) -> Vectors:
        """Less support for a pair with context."""
        self.read.extend(pairs)
        return np.array([[0.2, 0.6, 0.2] if pair.context else [0.8, 0.15, 0.05] for pair in pairs], np.float32)


def test_the_model_reads_the_evidence_with_the_sentence_before_it_and_alone() -> None:
    """The means of the log-odds of support and of contradiction count."""
    embedder = ReadingEmbedder()
    found = EmbedderEntailment(lambda: embedder).judge("In 1911.", "When?", "It was cast in 1911.", "A bell.")
    assert found is not None
    assert (0.5, 0.103) == (round(found.supported, 3), round(found.contradicted, 3))
    alone = EvidencePair("It was cast in 1911.", "In 1911.", "When?", "")
    assert [EvidencePair("It was cast in 1911.", "In 1911.", "When?", "A bell."), alone] == embedder.read


def test_evidence_without_a_sentence_before_it_is_read_once() -> None:
    """Its probabilities are returned as they are."""
    embedder = ReadingEmbedder()
    found = EmbedderEntailment(lambda: embedder).judge("In 1911.", "", "It was cast in 1911.", "")
    assert found is not None
    assert (0.8, 0.05) == (round(found.supported, 3), round(found.contradicted, 3))
    assert 1 == len(embedder.read)


def test_an_embedder_without_the_model_judges_nothing() -> None:
    """An embedding endpoint has no such model."""
    assert EmbedderEntailment(WordEmbedder).judge("In 1911.", "", "It was cast in 1911.", "") is None
