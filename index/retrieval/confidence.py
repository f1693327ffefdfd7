"""How sure it is that what was found answers a question, or is about it at all. Pure.

The embedder's similarities are lower between two languages than within one, and not every embedder reads or knows what
is usual in a language, so there are four logistic models. Between two languages, two more tell what only is about the
question from what answers it. All were fitted by ``benchmarks/calibrate_confidence.py``, which prints the numbers
below.
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
"""By ``ConfidenceFeatures.kind``: the intercept, then a weight for each of ``ConfidenceFeatures.values``."""

_BETWEEN: Mapping[tuple[bool, bool], tuple[float, ...]] = MappingProxyType(
    {
        (False, True): (-10.16, 59.53, 26.92, -86.48, -1.37, 0.32, 5.82),
        (False, False): (-6.29, 70.79, 21.8, -90.34, -0.59),
    }
)
"""As above, between two languages: below zero lie a quarter of the questions that a text answers, and five in six of
those about its subject that it does not."""

_SURE_FROM = 0.9
"""Confidence within one language. Below lie one to seven in a hundred questions that a text answers, and eight in ten
of those about its subject that it does not."""

_LEAST = 4
"""How many values there are for every question."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What a question and the best passages have in common.

    Attributes:
        sentence: Highest cosine similarity of a sentence.
        passage: Highest cosine similarity of a passage.
        baseline: Mean cosine similarity of the sentences, drawn towards that of unrelated text where they are few.
        coverage: How much of the question's weight the best passage holds, in [0, 1].
        same_language: Whether question and text are in one language.
        reading: The highest score of a sentence that was read together with the question; None if none was.
        usual: Cosine similarity of the question to ordinary sentences in the text's language, which is what to expect
            of a text that has nothing to do with it; None where that is not known.
    """

    sentence: float
    passage: float
    baseline: float
    coverage: float
    same_language: bool
    reading: float | None = None
    usual: float | None = None

    @property
    def kind(self) -> tuple[bool, bool]:
        """Which model judges it: ``(same language, all is known)``."""
        return self.same_language, len(self.values) > _LEAST

    @property
    def values(self) -> tuple[float, ...]:
        """What that model weighs."""
        least = (self.sentence, self.passage, self.baseline, self.coverage)
        return least if self.reading is None or self.usual is None else (*least, self.reading, self.usual)


def estimate_confidence(evidence: ConfidenceFeatures) -> float:
    """The probability, in [0, 1], that the passages answer the question; below one half is "not found"."""
    logit = _logit(_MODELS[evidence.kind], evidence)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def is_sure(evidence: ConfidenceFeatures) -> bool:
    """Whether what was found answers the question so surely that nobody need look twice."""
    if evidence.same_language:
        return estimate_confidence(evidence) >= _SURE_FROM
    return _logit(_BETWEEN[evidence.kind], evidence) >= 0


def _logit(weights: tuple[float, ...], evidence: ConfidenceFeatures) -> float:
    return sum(weight * value for weight, value in zip(weights, (1.0, *evidence.values), strict=True))
