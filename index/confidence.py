"""How sure it is that a question is about what was found. Pure.

The embedder's similarities are lower between two languages than within one, so there are two logistic models. Both
were fitted by ``benchmarks/calibrate_confidence.py``, which prints the numbers below.
"""

import math
from dataclasses import dataclass

_SAME_LANGUAGE = (-33.03, 96.96, 55.21, -125.01, 19.19)
_OTHER_LANGUAGE = (-62.43, 67.98, 106.27, -95.09)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a question and the best passages have in common.

    Attributes:
        sentence: Highest cosine similarity of a sentence.
        passage: Highest cosine similarity of a passage.
        baseline: Mean cosine similarity of the sentences, drawn towards that of unrelated text where they are few.
        coverage: How much of the question's weight the best passage holds, in [0, 1].
        same_language: Whether question and text are in one language.
    """

    sentence: float
    passage: float
    baseline: float
    coverage: float
    same_language: bool


def confidence(evidence: Evidence) -> float:
    """The probability, in [0, 1], that the question is about the passages; below one half is "not found"."""
    dense = (1.0, evidence.sentence, evidence.passage, evidence.baseline)
    if evidence.same_language:
        terms = zip(_SAME_LANGUAGE, (*dense, evidence.coverage), strict=True)
    else:
        terms = zip(_OTHER_LANGUAGE, dense, strict=True)
    logit = sum(weight * value for weight, value in terms)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
