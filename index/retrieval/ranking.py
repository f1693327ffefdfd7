"""Ranking of candidate passages and their sentences. Pure.

The first-stage score of a sentence is a sum of five z-scores over the candidates' sentences. The cross-encoder, if the
embedder has one (``index.models.e5.cross_encoder``), then scores the best few sentences again, unless one of them leads
clearly. A passage ranks by its best sentence. One set of weights serves every language.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.passages.passage_reading import Candidate
from index.retrieval.confidence import NOT_FOUND, ConfidenceFeatures, estimate_confidence, is_sure
from index.retrieval.first_stage import FirstStage, score_first_stage
from index.retrieval.scoring import (
    DEFAULT_WEIGHTS,
    Scores,
    ScoringWeights,
    standardize,
)
from index.types import Heading, Hit, SentenceHit, Span

_MOST_READ, _LEAST_READ = 8, 3
"""The number of sentences that the cross-encoder scores. Between languages it scores the most."""

_MOST_JUDGED, _LONG_LEAD, _MIN_JUDGED = 3, 2.0, 0.1
"""The most sentences that the entailment model reads; the lead, as in ``ConfidenceFeatures``, from which it reads the
first alone; and the confidence without it below which it reads none."""

_CLEAR_LEAD = 3.0
"""In standard deviations of the first-stage scores: a sentence so far behind the best one is hardly ever the answer."""

_FITTED_CROSS_ENCODER, _FITTED_FIRST_STAGE = 0.6, 1.545
"""Weights of the cross-encoder and first-stage scores in the sum to which the confidence was fitted."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranked passages and sentences of a question.

    Attributes:
        passages: Best first.
        sentences: Of those passages, best first.
        confidence: The probability, in [0, 1], that a sentence answers the question.
        features: The features behind ``confidence``; None without candidates.
        question_language: The question's language, ISO 639-1, if it is that of the best passage; else None.
        is_sure: Whether the sentences answer the question so surely that no model need confirm it.
    """

    passages: tuple[Hit, ...]
    sentences: tuple[SentenceHit, ...]
    confidence: float
    features: ConfidenceFeatures | None
    question_language: str | None = None
    is_sure: bool = False

    def refuse(self) -> Self:
        """Return the ranking as one whose sentences do not answer."""
        return replace(self, confidence=min(self.confidence, NOT_FOUND), is_sure=False)


class CrossEncoded(Protocol):
    """Cross-encodes one question with sentences."""

    def __call__(self, sentences: Sequence[tuple[Candidate, Sequence[Span]]], /) -> Vectors | None:
        """Return a score for each sentence; higher is better. None if there is no score.

        Args:
            sentences: Each as the spans to read, in order, with their passage.
        """


class ReadsAnswers(Protocol):
    """Reads one question together with sentences."""

    def __call__(self, sentences: Sequence[tuple[str, str]], /) -> Vectors:
        """Return for each sentence the log-odds that it answers; each comes with the sentence before it."""


def rank_sentences(  # noqa: PLR0913, PLR0917 - a pure function gets all that it ranks by
    question: str,
    vector: Vectors,
    candidates: Sequence[tuple[Candidate, str]],
    cross_encode: CrossEncoded | None = None,
    weights: ScoringWeights = DEFAULT_WEIGHTS,
    user_language: str | None = None,
    headings: Mapping[str, Sequence[Heading]] = MappingProxyType({}),
    read_answers: ReadsAnswers | None = None,
) -> Ranking:
    """Rank the sentences of some passages, and the passages by their best sentences.

    Args:
        question: In any language.
        vector: The question's vector, shape (dimension,).
        candidates: Passages, each with its stored text.
        cross_encode: Scores the best few sentences again; None without a cross-encoder.
        weights: The weights of all scores.
        user_language: The language of the user, for a question that is too short to tell its own.
        headings: Of the stored texts that have any, by the ids of the texts.
        read_answers: Tells of the best sentences how likely they answer; None without such a model.
    """
    if not candidates:
        return Ranking((), (), 0.0, None)
    stage = score_first_stage(question, vector, candidates, weights, user_language, headings)
    scores, features = _read_together(stage, cross_encode, weights)
    order = [int(at) for at in np.argsort(-scores, kind="stable")]
    judged = [at for at in order if not stage.rows[at].answers_nothing][: _count_judged(features)]
    read_as: dict[int, float] = {}
    if read_answers and judged and estimate_confidence(features) >= _MIN_JUDGED:
        likely = np.asarray(read_answers([stage.read_with_before(at) for at in judged]), np.float64)
        features = replace(features, answerability=float(likely.max()))
        order, scores = _reorder(order, scores, judged, weights.answerability * likely)
        read_as = dict(zip(judged, likely.tolist(), strict=True))
    best: dict[int, float] = {}
    for at in order:
        best.setdefault(stage.rows[at].owner, float(scores[at]))
    return Ranking(
        tuple(stage.build_hit(owner, score) for owner, score in best.items()),
        tuple(stage.build_sentence_hit(at, float(scores[at]), read_as.get(at)) for at in order),
        estimate_confidence(features),
        features,
        stage.best_passage.language if features.same_language else None,
        is_sure(features),
    )


def _read_together(
    stage: FirstStage, cross_encode: CrossEncoded | None, weights: ScoringWeights
) -> tuple[Scores, ConfidenceFeatures]:
    """Score the best sentences again with the cross-encoder, if there is one and none of them leads clearly.

    Returns:
        All scores, shape (sentences,), and the features of confidence that are known by then.
    """
    read = _count_read(stage.scores) if stage.is_same_language else _MOST_READ
    chosen = np.argsort(-stage.scores, kind="stable")[:read]
    found = cross_encode([stage.list_read(at) for at in chosen]) if cross_encode and read else None
    scores, highest = stage.scores, None
    if found is not None:
        scores, highest = _rescore(scores, weights.passage_again * stage.around, chosen, found, weights)
    features = ConfidenceFeatures(
        sentence_similarity=float(stage.similarities.max()),
        passage_similarity=float(stage.passage_similarities.max()),
        baseline_similarity=stage.baseline,
        coverage=stage.coverage,
        same_language=stage.is_same_language,
        cross_encoder_score=highest,
        lead=None if found is None else _find_lead(scores),
        sentences=len(stage.rows),
    )
    return scores, features


def _count_judged(features: ConfidenceFeatures) -> int:
    """Return how many sentences the entailment model reads: one that leads clearly is read alone."""
    return _MOST_JUDGED if features.lead is not None and features.lead < _LONG_LEAD else 1


def _reorder(order: Sequence[int], scores: Scores, judged: Sequence[int], added: Scores) -> tuple[list[int], Scores]:
    """Order the judged sentences by their sums; they exchange their scores, whose differences other rules compare.

    Args:
        order: The positions of all sentences, best first.
        scores: Of all sentences, shape (sentences,).
        judged: The positions of the best sentences, best first.
        added: What is added to the score of each, shape (judged,).
    """
    before = scores[list(judged)]
    after = [judged[at] for at in np.argsort(-(before + added), kind="stable")]
    waiting, exchanged = iter(after), scores.copy()
    exchanged[after] = before
    return [next(waiting) if at in judged else at for at in order], exchanged


def _find_lead(scores: Scores) -> float:
    """Return how far the best score is above the second; infinity if there is no second."""
    best = np.sort(scores)[::-1][:2]
    return float(best[0] - best[1]) if len(best) > 1 else math.inf


def _count_read(scores: Scores) -> int:
    """Return how many sentences the cross-encoder scores in the text's own language; 0 if one leads clearly."""
    lead = np.sort(standardize(scores))[::-1]
    near = int((lead >= lead[0] - _CLEAR_LEAD).sum())
    return 0 if near == 1 < len(lead) else min(max(near, _LEAST_READ), _MOST_READ)


def _rescore(
    scores: Scores,
    around: Scores,
    chosen: npt.NDArray[np.intp],
    found: Vectors,
    weights: ScoringWeights,
) -> tuple[Scores, float]:
    """Combine first-stage and cross-encoder scores of the best sentences; the other sentences keep their order.

    Args:
        scores: First-stage scores, shape (sentences,).
        around: Passage scores to add again, shape (sentences,).
        chosen: The positions of the best sentences, best first.
        found: Their scores by the cross-encoder, shape (chosen,).
        weights: The weights of both stages.

    Returns:
        All scores, and the highest combined score for the confidence.
    """
    before = standardize(scores)[chosen]
    best = weights.cross_encoder * found + weights.first_stage * before + around[chosen]
    renewed = best.min() + scores - scores[chosen].min()
    renewed[chosen] = best
    return renewed, float((_FITTED_CROSS_ENCODER * found + _FITTED_FIRST_STAGE * before).max())
