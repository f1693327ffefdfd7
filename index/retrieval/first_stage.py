"""The first stage of ranking: the sentences of candidate passages, each with a sum of five z-scores. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from index.arrays import Vectors
from index.passages.passage_reading import Candidate
from index.retrieval.lead_ins import find_lead_ins
from index.retrieval.scoring import (
    Scores,
    ScoringWeights,
    SentenceTexts,
    analyze,
    join_terms,
    passage_scores,
    sentence_scores,
)
from index.text import bm25, language
from index.text.tables import find_rows
from index.types import Heading, Hit, SentenceHit, Span, TableRow

_SCORE_SCALE = 4.0  # maps sums of z-scores, from about -8 to 12, to [0, 1]

_UNRELATED, _UNRELATED_WEIGHT = 0.74, 10
"""The similarity of unrelated texts, and the number of sentences for which it counts."""

_SURELY_SHARED = 0.5
"""A share of a question's words, common ones included, that no text in another language contains; and of the weight of
its 4-grams, where its words tell no language."""


@dataclass(frozen=True, slots=True)
class SentenceRow:
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
    lead_in: int | None
    answers_nothing: bool

    @property
    def reading(self) -> str:
        """The words that are scored and read: of a row of a table, with its head."""
        return self.table.words if self.table else self.text


@dataclass(frozen=True, slots=True)
class FirstStage:
    """The sentences of all candidates, with their first-stage scores.

    Attributes:
        passages: The candidates.
        bodies: Their texts.
        rows: Their sentences.
        vectors: Of the sentences, shape (sentences, dimension).
        similarities: Of the sentences and the question, cosines, shape (sentences,).
        passage_similarities: Of the passages and the question, shape (passages,).
        around: The part of each score that its passage gives, shape (sentences,).
        scores: Shape (sentences,), higher is better.
        coverage: The share of the weight of the question's 4-grams that the best passage has, in [0, 1].
        is_same_language: Whether the question is in the language of the best passage.
    """

    passages: Sequence[Candidate]
    bodies: Sequence[str]
    rows: Sequence[SentenceRow]
    vectors: Vectors
    similarities: Vectors
    passage_similarities: Vectors
    around: Scores
    scores: Scores
    coverage: float
    is_same_language: bool

    @property
    def best_passage(self) -> Candidate:
        """The passage of the best sentence."""
        return self.passages[self.rows[int(np.argmax(self.scores))].owner]

    @property
    def baseline(self) -> float:
        """The mean similarity, corrected for few sentences: their mean alone says little."""
        total = self.similarities.sum() + _UNRELATED_WEIGHT * _UNRELATED
        return float(total / (len(self.similarities) + _UNRELATED_WEIGHT))

    def list_read(self, at: int) -> tuple[Candidate, tuple[Span, ...]]:
        """Return a passage and the spans that the cross-encoder reads for a sentence: its lead-in, and itself."""
        row = self.rows[at]
        spans = (row.span,) if row.lead_in is None else (self.rows[row.lead_in].span, row.span)
        return self.passages[row.owner], spans

    def read_with_before(self, at: int) -> tuple[str, str]:
        """Return a sentence, and the heading or question above it, or else the sentence before it in its passage."""
        row = self.rows[at]
        before = at - 1 if row.lead_in is None else row.lead_in
        is_there = before >= 0 and self.rows[before].owner == row.owner
        return row.reading, self.rows[before].reading if is_there else ""

    def build_hit(self, owner: int, score: float) -> Hit:
        """Return a passage with the score of its best sentence."""
        passage = self.passages[owner]
        return Hit(passage.source_id, passage.span, self.bodies[owner], to_passage_score(score))

    def build_sentence_hit(self, at: int, score: float, answerability: float | None) -> SentenceHit:
        """Return a sentence with its score, and the log-odds that it answers if they are known."""
        row = self.rows[at]
        passage = self.passages[row.owner]
        return SentenceHit(
            passage.source_id,
            passage.text_id,
            row.span,
            passage.span,
            row.text,
            score,
            self.vectors[at],
            float(self.similarities[at]),
            row.table,
            answers_nothing=row.answers_nothing,
            answerability=answerability,
        )


def to_passage_score(score: float) -> float:
    """Return the score of a passage, in [0, 1], from that of its best sentence."""
    return round(1 / (1 + math.exp(-score / _SCORE_SCALE)), 4)


def score_first_stage(  # noqa: PLR0913, PLR0917 - a pure function gets all that it ranks by
    question: str,
    vector: Vectors,
    candidates: Sequence[tuple[Candidate, str]],
    weights: ScoringWeights,
    user_language: str | None,
    headings: Mapping[str, Sequence[Heading]],
) -> FirstStage:
    """Score the sentences of some passages, at least one; see ``index.retrieval.ranking.rank_sentences``."""
    query = analyze(question)
    passages = [row for row, _ in candidates]
    bodies = [row.span.slice(text) for row, text in candidates]
    rows = _list_rows(candidates, headings)
    terms = [join_terms([analyze(row.reading) for row in own]) for _, own in groupby(rows, key=lambda row: row.owner)]
    vectors = np.concatenate([row.sentence_vectors for row in passages])
    similarities = vectors @ vector
    passage_similarities = np.stack([row.vector for row in passages]) @ vector
    texts = SentenceTexts(
        [row.reading for row in rows],
        np.array([row.owner for row in rows]),
        terms,
        similarities,
        passage_similarities,
        np.array([row.table is not None and row.table.head == row.span for row in rows]),
        [row.lead_in for row in rows],
    )
    around = passage_scores(query, texts, weights)
    scores = sentence_scores(query, texts, weights) + around
    scores[[row.answers_nothing for row in rows]] = scores.min()
    best = rows[int(np.argmax(scores))].owner
    coverage = bm25.coverage(query.grams, [found.grams for found in terms], best)
    shared = bm25.shared_fraction(query.units, [found.units for found in terms])
    is_same_language = _is_same_language(question, shared, coverage, passages[best], bodies[best], user_language)
    return FirstStage(
        passages,
        bodies,
        rows,
        vectors,
        similarities,
        passage_similarities,
        around,
        scores,
        coverage,
        is_same_language,
    )


def _list_rows(
    candidates: Sequence[tuple[Candidate, str]], headings: Mapping[str, Sequence[Heading]]
) -> list[SentenceRow]:
    """List the sentences of all passages, each with its lead-in."""
    rows: list[SentenceRow] = []
    for owner, (passage, text) in enumerate(candidates):
        first, sentences = len(rows), [span.slice(text) for span in passage.sentences]
        tables = find_rows(text, passage.sentences)
        lead_ins = find_lead_ins(sentences, passage.sentences, headings.get(passage.text_id, ()))
        for at, (span, sentence, table) in enumerate(zip(passage.sentences, sentences, tables, strict=True)):
            above = lead_ins.above[at]
            lead_in = None if above is None or table else first + above
            is_lead_in = lead_ins.answer_nothing[at] and table is None
            rows.append(SentenceRow(owner, span, sentence, table, lead_in, is_lead_in))
    return rows


def _is_same_language(  # noqa: PLR0913, PLR0917 - a pure function gets all that it decides by
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
    if language.has_other_script(question, body):
        return False
    spoken = language.detect_question(question, user_language)
    if language.UNKNOWN in {spoken, best.language}:
        return shared > 0 or coverage >= _SURELY_SHARED or language.may_be_in(question, best.language)
    return spoken == best.language
