"""Ranking of candidate passages and their sentences. Pure.

The first-stage score of a sentence is a sum of five z-scores over the candidates' sentences. The cross-encoder, if the
embedder has one (``index.models.e5.cross_encoder``), then scores the best few sentences again, unless one of them leads
clearly. A passage ranks by its best sentence. One set of weights serves every language.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.passages.passage_reading import Candidate
from index.retrieval.confidence import ConfidenceFeatures, estimate_confidence, is_sure
from index.retrieval.lead_ins import find_lead_ins
from index.retrieval.scoring import (
    DEFAULT_WEIGHTS,
    Scores,
    ScoringWeights,
    SentenceTexts,
    analyze,
    join_terms,
    passage_scores,
    sentence_scores,
    standardize,
)
from index.text import bm25, language
from index.text.tables import find_rows
from index.types import Heading, Hit, SentenceHit, Span, TableRow

_MOST_READ, _LEAST_READ = 8, 3
"""The number of sentences that the cross-encoder scores. Between languages it scores the most."""

_MOST_JUDGED, _LONG_LEAD, _MIN_JUDGED = 3, 2.0, 0.1
"""The most sentences that the entailment model reads; the lead, as in ``ConfidenceFeatures``, from which it reads the
first alone; and the confidence without it below which it reads none."""

_CLEAR_LEAD = 3.0
"""In standard deviations of the first-stage scores: a sentence so far behind the best one is hardly ever the answer."""

_FITTED_CROSS_ENCODER, _FITTED_FIRST_STAGE = 0.6, 1.545
"""Weights of the cross-encoder and first-stage scores in the sum to which the confidence was fitted."""

_SCORE_SCALE = 4.0  # maps sums of z-scores, from about -8 to 12, to [0, 1]

_UNRELATED, _UNRELATED_WEIGHT = 0.74, 10
"""The similarity of unrelated texts, and the number of sentences for which it counts."""

_SURELY_SHARED = 0.5
"""A share of a question's words, common ones included, that no text in another language contains; and of the weight of
its 4-grams, where its words tell no language."""


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


@dataclass(frozen=True, slots=True)
class _SentenceRow:
    """A sentence of the candidate at ``owner``.

    Attributes:
        table: How a row of a table is read.
        lead_in: The position, among all rows, of the heading or question above the sentence.
        answers_nothing: Whether it is such a heading or question.
    """

    owner: int
    span: Span
    text: str
    table: TableRow | None
    lead_in: int | None = None
    answers_nothing: bool = False

    @property
    def reading(self) -> str:
        return self.table.words if self.table else self.text


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
    query = analyze(question)
    passages = [row for row, _ in candidates]
    bodies = [row.span.slice(text) for row, text in candidates]
    rows = _list_rows(candidates, headings)
    owners = np.array([row.owner for row in rows])
    terms = [join_terms([analyze(row.reading) for row in own]) for _, own in groupby(rows, key=lambda row: row.owner)]
    vectors = np.concatenate([row.sentence_vectors for row in passages])
    sentence_dense = vectors @ vector
    passage_dense = np.stack([row.vector for row in passages]) @ vector
    texts = SentenceTexts(
        [row.reading for row in rows],
        owners,
        terms,
        sentence_dense,
        passage_dense,
        np.array([row.table is not None and row.table.head == row.span for row in rows]),
        [row.lead_in for row in rows],
    )
    around = passage_scores(query, texts, weights)
    scores = sentence_scores(query, texts, weights) + around
    scores[[row.answers_nothing for row in rows]] = scores.min()
    first = rows[int(np.argmax(scores))].owner
    coverage = bm25.coverage(query.grams, [found.grams for found in terms], first)
    shared = bm25.shared_fraction(query.units, [found.units for found in terms])
    is_same_language = _same_language(question, shared, coverage, passages[first], bodies[first], user_language)
    sentences = [(passages[row.owner], _list_read(row, rows)) for row in rows]
    read = _MOST_READ if not is_same_language else _count_read(scores)
    chosen = np.argsort(-scores, kind="stable")[:read]
    found = cross_encode([sentences[at] for at in chosen]) if cross_encode and read else None
    highest = None
    if found is not None:
        scores, highest = _rescore(scores, weights.passage_again * around, chosen, found, weights)
    order = [int(at) for at in np.argsort(-scores, kind="stable")]
    features = ConfidenceFeatures(
        sentence_similarity=float(sentence_dense.max()),
        passage_similarity=float(passage_dense.max()),
        baseline_similarity=_baseline(sentence_dense),
        coverage=coverage,
        same_language=is_same_language,
        cross_encoder_score=highest,
        lead=None if found is None else _find_lead(scores),
        sentences=len(rows),
    )
    judged = [at for at in order if not rows[at].answers_nothing][: _count_judged(features)]
    read_as: dict[int, float] = {}
    if read_answers and judged and estimate_confidence(features) >= _MIN_JUDGED:
        likely = np.asarray(read_answers([(rows[at].reading, _find_before(rows, at)) for at in judged]), np.float64)
        features = replace(features, answerability=float(likely.max()))
        order, scores = _reorder(order, scores, judged, weights.answerability * likely)
        read_as = dict(zip(judged, likely.tolist(), strict=True))
    best: dict[int, float] = {}
    for at in order:
        best.setdefault(rows[at].owner, float(scores[at]))
    return Ranking(
        tuple(_hit(passages[at], bodies[at], score) for at, score in best.items()),
        tuple(
            replace(
                _sentence_hit(
                    passages[rows[at].owner], rows[at], float(scores[at]), vectors[at], float(sentence_dense[at])
                ),
                answerability=read_as.get(at),
            )
            for at in order
        ),
        estimate_confidence(features),
        features,
        passages[first].language if features.same_language else None,
        is_sure(features),
    )


def _list_rows(
    candidates: Sequence[tuple[Candidate, str]], headings: Mapping[str, Sequence[Heading]]
) -> list[_SentenceRow]:
    """List the sentences of all passages, each with its lead-in."""
    rows: list[_SentenceRow] = []
    for owner, (passage, text) in enumerate(candidates):
        first, sentences = len(rows), [span.slice(text) for span in passage.sentences]
        tables = find_rows(text, passage.sentences)
        lead_ins = find_lead_ins(sentences, passage.sentences, headings.get(passage.text_id, ()))
        for at, (span, sentence, table) in enumerate(zip(passage.sentences, sentences, tables, strict=True)):
            above = lead_ins.above[at]
            lead_in = None if above is None or table else first + above
            is_lead_in = lead_ins.answer_nothing[at] and table is None
            rows.append(_SentenceRow(owner, span, sentence, table, lead_in, is_lead_in))
    return rows


def _list_read(row: _SentenceRow, rows: Sequence[_SentenceRow]) -> tuple[Span, ...]:
    """List the spans that the cross-encoder reads for a sentence: its lead-in, and itself."""
    return (row.span,) if row.lead_in is None else (rows[row.lead_in].span, row.span)


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


def _find_before(rows: Sequence[_SentenceRow], at: int) -> str:
    """Return the heading or question above a sentence, or else the sentence before it in its passage."""
    lead_in = rows[at].lead_in
    before = at - 1 if lead_in is None else lead_in
    return rows[before].reading if before >= 0 and rows[before].owner == rows[at].owner else ""


def to_passage_score(score: float) -> float:
    """Return the score of a passage, in [0, 1], from that of its best sentence."""
    return round(1 / (1 + math.exp(-score / _SCORE_SCALE)), 4)


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


def _baseline(dense: Vectors) -> float:
    """Return the mean similarity, corrected for few sentences: their mean alone says little."""
    return float((dense.sum() + _UNRELATED_WEIGHT * _UNRELATED) / (len(dense) + _UNRELATED_WEIGHT))


def _same_language(  # noqa: PLR0913, PLR0917 - a pure function gets all that it decides by
    question: str, shared: float, coverage: float, best: Candidate, body: str, user_language: str | None
) -> bool:
    """Return whether the question is in the language of the best passage.

    Two texts of one language share most of their everyday words; texts of two languages share hardly any. Only in
    between is the question's language detected, because that model takes half a second to load.

    Args:
        question: In any language.
        shared: The share of its words that the passages have, in [0, 1].
        coverage: The share of the weight of its character 4-grams that the best passage has, in [0, 1].
        best: That passage.
        body: Its text.
        user_language: The language of the user.
    """
    if shared >= _SURELY_SHARED or language.is_in_script_of(question, body):
        return True
    spoken = language.detect_question(question, user_language)
    if language.UNKNOWN in {spoken, best.language}:
        return shared > 0 or coverage >= _SURELY_SHARED or language.may_be_in(question, best.language)
    return spoken == best.language


def _sentence_hit(
    passage: Candidate, row: _SentenceRow, score: float, vector: Vectors, similarity: float
) -> SentenceHit:
    return SentenceHit(
        passage.source_id,
        passage.text_id,
        row.span,
        passage.span,
        row.text,
        score,
        vector,
        similarity,
        row.table,
        answers_nothing=row.answers_nothing,
    )


def _hit(passage: Candidate, body: str, score: float) -> Hit:
    return Hit(passage.source_id, passage.span, body, to_passage_score(score))
