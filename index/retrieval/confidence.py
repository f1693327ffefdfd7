"""The confidence that the retrieved sentences answer a question. Pure.

There are four logistic models, for two reasons. Similarities are lower between two languages than within one. And not
every embedder has a cross-encoder and language means. Between two languages, two more models separate sentences that
answer the question from sentences on its subject. ``benchmarks/calibrate_confidence.py`` fits all six and prints the
numbers below.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_MODELS: Mapping[tuple[bool, bool], tuple[float, ...]] = MappingProxyType(
    {
        (True, True): (-8.25, 70.65, 34.66, -111.24, 8.23, 0.07, 5.66),
        (False, True): (-57.59, 65.99, 84.79, 87.25, 1.56, 0.5, -172.76),
        (True, False): (-8.72, 73.44, 32.01, -104.68, 8.0),
        (False, False): (-54.26, 67.22, 124.5, -124.21, -1.84),
    }
)
"""By ``ConfidenceFeatures.model_key``: the intercept, then a weight for each of ``ConfidenceFeatures.values``."""

_BETWEEN: Mapping[tuple[bool, bool], tuple[float, ...]] = MappingProxyType(
    {
        (False, True): (-10.16, 59.53, 26.92, -86.48, -1.37, 0.32, 5.82),
        (False, False): (-6.29, 70.79, 21.8, -90.34, -0.59),
    }
)
"""As above, between two languages. A logit below zero has a quarter of the questions that a text answers, and five in
six of those about its subject that it does not answer."""

_SURE_FROM = 0.9
"""The limit within one language. Below it are one to seven in a hundred questions that a text answers, and eight in ten
of those about its subject that it does not answer."""

_LEAST = 4
"""The number of features that every question has."""


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
        language_similarity: Cosine similarity of the question to ordinary sentences in the text's language: the value
            to expect of an unrelated text. None where it is unknown.
    """

    sentence_similarity: float
    passage_similarity: float
    baseline_similarity: float
    coverage: float
    same_language: bool
    cross_encoder_score: float | None = None
    language_similarity: float | None = None

    @property
    def model_key(self) -> tuple[bool, bool]:
        """The key of the model for these features: ``(same language, all features known)``."""
        return self.same_language, len(self.values) > _LEAST

    @property
    def values(self) -> tuple[float, ...]:
        """The features that the model weighs, in order."""
        least = (self.sentence_similarity, self.passage_similarity, self.baseline_similarity, self.coverage)
        return (
            least
            if self.cross_encoder_score is None or self.language_similarity is None
            else (*least, self.cross_encoder_score, self.language_similarity)
        )


def estimate_confidence(features: ConfidenceFeatures) -> float:
    """Return the probability, in [0, 1], that the passages answer the question; below 0.5 means "not found"."""
    logit = _logit(_MODELS[features.model_key], features)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def is_sure(features: ConfidenceFeatures) -> bool:
    """Return whether the passages answer the question so surely that no model need confirm it."""
    if features.same_language:
        return estimate_confidence(features) >= _SURE_FROM
    return _logit(_BETWEEN[features.model_key], features) >= 0


def _logit(weights: tuple[float, ...], features: ConfidenceFeatures) -> float:
    return sum(weight * value for weight, value in zip(weights, (1.0, *features.values), strict=True))
