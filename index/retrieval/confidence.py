"""The confidence that the retrieved sentences answer a question. Pure.

There are three logistic models, because similarities are lower between two languages than within one. Within one
language the cross-encoder's score adds nothing to the similarities; between two it does, where the embedder has a
cross-encoder. ``benchmarks/calibrate_confidence.py`` fits them and prints the numbers below.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_MODELS: Mapping[tuple[bool, bool], tuple[float, ...]] = MappingProxyType(
    {
        (True, False): (-5.05, 54.69, 1.34, 4.29),
        (False, True): (-16.59, 33.5, 57.27, -76.01, -8.56, 0.67),
        (False, False): (-11.23, 50.5, 60.41, -99.92, -5.65),
    }
)
"""By ``ConfidenceFeatures.model_key``: the intercept, then a weight for each of ``ConfidenceFeatures.values``. Of the
questions that a text answers, some 4 in 100 have a confidence below 0.5."""

_SURE_FROM = 0.8
"""Of the questions that a text answers, 17 to 19 in 100 have a confidence below it."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """Features of a question and the best passages.

    Attributes:
        sentence_similarity: Highest cosine similarity of a sentence.
        passage_similarity: Highest cosine similarity of a passage.
        baseline_similarity: Mean cosine similarity of the sentences; the fewer they are, the nearer to the similarity
            of unrelated texts.
        coverage: The share of the question's term weight that the best passage contains, in [0, 1].
        same_language: Whether question and text are in one language.
        cross_encoder_score: The highest score of the cross-encoder; None without a cross-encoder.
    """

    sentence_similarity: float
    passage_similarity: float
    baseline_similarity: float
    coverage: float
    same_language: bool
    cross_encoder_score: float | None = None

    @property
    def model_key(self) -> tuple[bool, bool]:
        """The key of the model for these features: ``(same language, cross-encoder counts)``."""
        return self.same_language, not self.same_language and self.cross_encoder_score is not None

    @property
    def values(self) -> tuple[float, ...]:
        """The features that the model weighs, in order."""
        if self.same_language:
            sentence = self.sentence_similarity - self.baseline_similarity
            return sentence, self.passage_similarity - self.baseline_similarity, self.coverage
        least = (self.sentence_similarity, self.passage_similarity, self.baseline_similarity, self.coverage)
        return least if self.cross_encoder_score is None else (*least, self.cross_encoder_score)


def estimate_confidence(features: ConfidenceFeatures) -> float:
    """Return the probability, in [0, 1], that the passages answer the question; below 0.5 means "not found"."""
    logit = sum(
        weight * value for weight, value in zip(_MODELS[features.model_key], (1.0, *features.values), strict=True)
    )
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def is_sure(features: ConfidenceFeatures) -> bool:
    """Return whether the passages answer the question so surely that no model need confirm it."""
    return estimate_confidence(features) >= _SURE_FROM
