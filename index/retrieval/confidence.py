"""The confidence that the retrieved sentences answer a question. Pure.

There are logistic models for one language and for two, because similarities are lower between two languages than within
one; and for embedders with and without models that read question and sentence together. Within one language the
cross-encoder's score adds nothing to the similarities; the entailment model's answerability does.
``benchmarks/calibrate_confidence.py`` fits them and prints the numbers below.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

_MODELS: Mapping[tuple[bool, bool], tuple[float, ...]] = MappingProxyType(
    {
        (True, True): (-0.52, 17.16, 4.77, 0.38, 0.59),
        (True, False): (-5.05, 54.69, 1.34, 4.29),
        (False, True): (-8.37, 31.08, 27.94, -52.1, -2.6, 0.48, 0.41),
        (False, False): (-11.23, 50.5, 60.41, -99.92, -5.65),
    }
)
"""By ``ConfidenceFeatures.model_key``: the intercept, then a weight for each of ``ConfidenceFeatures.values``. Of the
questions that a text answers, some 4 in 100 have a confidence below 0.5."""

_SURE_FROM = 0.8
"""The confidence of a sure answer between two languages, and where the cross-encoder read nothing."""

_CROSS_SURE_FROM = 3.25
"""The least sum of answerability and lead of a sure answer between two languages. Of 99 first sentences with a sure
confidence 73 answered; of the 63 from this sum on 53 did, and of the others 20 of 36."""

_LEAD_SURE_FROM = 0.7
"""The least confidence of a sure answer within one language."""

_LIKELY_FROM = -1.0
"""The least answerability, in log-odds, of what is shown as the answer. Of 12 sure answers below it to people's own
questions, 11 were wrong; between it and even odds 5 of 9 were."""

_LEAD_MODELS: Mapping[bool, tuple[float, ...]] = MappingProxyType(
    {
        True: (1.36, 8.34, 5.78, 0.99, 0.48, 0.39, -1.34),
        False: (-3.82, 30.22, 16.19, 3.09, 0.64, -0.78),
    }
)
"""Models of whether the first sentence answers, by whether the entailment model read: the intercept, then a weight for
each of ``ConfidenceFeatures.lead_values``."""

_LEADS_FROM: Mapping[bool, float] = MappingProxyType({True: 0.25, False: 0.0})
"""The least sum of a sure answer, by whether the entailment model read. Where it did, of 441 first sentences with a
positive sum 366 answered; of the 55 below this one 28 did."""

NOT_FOUND = 0.49
"""The highest confidence of what does not answer."""

_MAY_ANSWER_FROM = -0.5
_ALIKE_FROM, _MORE_ALIKE_FROM, _LONG_LEAD = 0.6, 0.9, 3.5
"""Where the answerability, in log-odds, is below the first value, similarities alone must reach one of two confidences;
otherwise nothing is found. The higher one counts within one language, where
two in three such sentences are on the topic of a question that the text does not answer, unless the first sentence has
such a lead over the second: then it may answer with a pronoun."""

_MAX_LEAD, _SHORT = 4.0, 15
"""A longer lead tells no more, and a text of more sentences is no short one."""


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
        lead: How far the first sentence scores above the second, after the cross-encoder; None if it read nothing.
        sentences: The number of ranked sentences.
        answerability: The highest log-odds that one of the best sentences answers; None if no model read them.
    """

    sentence_similarity: float
    passage_similarity: float
    baseline_similarity: float
    coverage: float
    same_language: bool
    cross_encoder_score: float | None = None
    lead: float | None = None
    sentences: int = _SHORT
    answerability: float | None = None

    @property
    def lead_values(self) -> tuple[float, ...] | None:
        """The features that tell whether the first sentence answers; None between languages and without a lead."""
        if self.lead is None or not self.same_language:
            return None
        return *self.values, min(self.lead, _MAX_LEAD), math.log(min(max(self.sentences, 1), _SHORT))

    @property
    def model_key(self) -> tuple[bool, bool]:
        """The key of the model for these features: ``(same language, the models that read count)``."""
        has_read = self.answerability is not None and (self.same_language or self.cross_encoder_score is not None)
        return self.same_language, has_read

    @property
    def values(self) -> tuple[float, ...]:
        """The features that the model weighs, in order."""
        _, has_read = self.model_key
        read: tuple[float, ...] = () if self.answerability is None or not has_read else (self.answerability,)
        if self.same_language:
            sentence = self.sentence_similarity - self.baseline_similarity
            return sentence, self.passage_similarity - self.baseline_similarity, self.coverage, *read
        if self.cross_encoder_score is not None and has_read:
            read = (self.cross_encoder_score, *read)
        return self.sentence_similarity, self.passage_similarity, self.baseline_similarity, self.coverage, *read


def estimate_confidence(features: ConfidenceFeatures) -> float:
    """Return the probability, in [0, 1], that the passages answer the question; below 0.5 means "not found"."""
    confidence = _estimate(features)
    if features.answerability is not None and features.answerability < _MAY_ANSWER_FROM:
        without = _estimate(replace(features, answerability=None))
        needs_more = features.same_language and (features.lead is None or features.lead < _LONG_LEAD)
        needed = _MORE_ALIKE_FROM if needs_more else _ALIKE_FROM
        return min(confidence, without, NOT_FOUND) if without < needed else confidence
    return confidence


def _estimate(features: ConfidenceFeatures) -> float:
    logit = _weigh(_MODELS[features.model_key], features.values)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def is_sure(features: ConfidenceFeatures) -> bool:
    """Return whether the passages answer the question so surely that no model need confirm it.

    The lead of the first sentence counts too: one far ahead of the second mostly answers.
    """
    confidence, values = estimate_confidence(features), features.lead_values
    if values is None:
        return confidence >= _SURE_FROM and _leads_between_languages(features)
    has_read = features.model_key[1]
    return confidence >= _LEAD_SURE_FROM and _weigh(_LEAD_MODELS[has_read], values) > _LEADS_FROM[has_read]


def _leads_between_languages(features: ConfidenceFeatures) -> bool:
    """Whether the first sentence leads far enough for how it reads; True if a model read nothing."""
    if features.same_language or features.answerability is None or features.lead is None:
        return True
    return features.answerability + min(features.lead, _MAX_LEAD) >= _CROSS_SURE_FROM


def reads_as_answer(features: ConfidenceFeatures) -> bool:
    """Return whether the entailment model does not rule out that a sentence answers; True if it read none."""
    return features.answerability is None or features.answerability >= _LIKELY_FROM


def _weigh(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, (1.0, *values), strict=True))
