"""How sure it is that what was found answers a question, or is about it at all. Pure.

The embedder's similarities are lower between two languages than within one, and not every embedder reads or knows what
is usual in a language, so there are four logistic models. All were fitted by ``benchmarks/calibrate_confidence.py``,
which prints the numbers below.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_MODELS: Mapping[tuple[bool, bool], tuple[float, ...]] = MappingProxyType(
    {
        (True, True): (-7.84, 70.8, 35.04, -111.52, 8.25, 0.07, 4.88),
        (False, True): (-52.35, 66.12, 80.97, 81.59, 0.71, 0.5, -170.29),
        (True, False): (-8.3, 73.43, 32.53, -105.72, 8.07),
        (False, False): (-51.75, 67.27, 120.71, -123.89, -2.65),
    }
)
"""By ``Evidence.kind``: the intercept, then a weight for each of ``Evidence.values``."""

_LEAST = 4
"""How many values there are for every question."""


@dataclass(frozen=True, slots=True)
class Evidence:
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


def confidence(evidence: Evidence) -> float:
    """The probability, in [0, 1], that the passages answer the question; below one half is "not found"."""
    terms = zip(_MODELS[evidence.kind], (1.0, *evidence.values), strict=True)
    logit = sum(weight * value for weight, value in terms)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
