"""From candidates to ranked passages and sentences. Pure.

Every sentence is scored by five kinds of evidence, each as a z-score over the candidates' sentences; the best few are
then read together with the question, where the embedder can (``index.models.e5.cross_encoder``). A passage ranks by
its best sentence. The weights are general: one set for every language.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.arrays import Vectors
from index.passages.store import Candidate
from index.retrieval.confidence import ConfidenceFeatures, estimate_confidence, is_sure
from index.retrieval.scoring import (
    DEFAULT_WEIGHTS,
    LexicalTerms,
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
from index.types import Hit, SentenceHit, Span

_READ = 8
"""How many of the best sentences are read together with the question."""

_SURE_READING, _SURE_BEFORE = 0.6, 1.545
"""What counts of a reading and of the score before it for confidence, which was fitted to their sum."""

_SCORE_SCALE = 4.0  # spreads z-sums, which lie between about -8 and 12, over [0, 1]

_UNRELATED, _UNRELATED_WEIGHT = 0.74, 10
"""The similarity of texts that have nothing to do with each other, and how many sentences it counts for."""

_SURELY_SHARED = 0.5
"""The share of a question's words, common ones included, that no text in another language would hold."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a question found.

    Attributes:
        passages: Best first.
        sentences: Of those passages, best first.
        confidence: In [0, 1]: how sure it is that any of this answers the question.
        evidence: What ``confidence`` rests on; None where nothing was found.
        spoken: The question's language, ISO 639-1, where it is that of the best passage; else None.
        sure: Whether it answers the question so surely that nobody need look twice.
    """

    passages: tuple[Hit, ...]
    sentences: tuple[SentenceHit, ...]
    confidence: float
    evidence: ConfidenceFeatures | None
    spoken: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence of the candidate at ``owner``."""

    owner: int
    span: Span
    text: str


class CrossEncoded(Protocol):
    """Reads the question and some sentences together."""

    def __call__(self, sentences: Sequence[tuple[Candidate, Span]], /) -> Vectors | None:
        """How well each sentence, given with its passage, answers; higher is better. None if it cannot be said."""

    def usual(self, language: str) -> float | None:
        """The question's similarity to ordinary sentences in a language; None where that is not known."""


def rank_sentences(
    question: str,
    vector: Vectors,
    candidates: Sequence[tuple[Candidate, str]],
    read: CrossEncoded | None = None,
    weights: ScoringWeights = DEFAULT_WEIGHTS,
) -> Ranking:
    """Rank the sentences of some passages, and the passages by them.

    Args:
        question: In any language.
        vector: The question's, shape (dimension,).
        candidates: Passages, each with the stored text that its spans point into.
        read: Has the last word on the best few sentences; None where the embedder does not read.
        weights: Of all evidence.
    """
    if not candidates:
        return Ranking((), (), 0.0, None)
    query = analyze(question)
    passages = [row for row, _ in candidates]
    bodies = [row.span.of(text) for row, text in candidates]
    rows = [_Row(at, span, span.of(text)) for at, (row, text) in enumerate(candidates) for span in row.sentences]
    owners = np.array([row.owner for row in rows])
    terms = [join_terms([analyze(span.of(text)) for span in row.sentences]) for row, text in candidates]
    vectors = np.concatenate([row.sentence_vectors for row in passages])
    sentence_dense = vectors @ vector
    passage_dense = np.stack([row.vector for row in passages]) @ vector
    texts = SentenceTexts([row.text for row in rows], owners, terms, sentence_dense, passage_dense)
    around = passage_scores(query, texts, weights)
    scores = sentence_scores(query, texts, weights) + around
    first = rows[int(np.argmax(scores))].owner
    sentences = [(passages[row.owner], row.span) for row in rows]
    scores, reading = _reread(scores, weights.around * around, sentences, read, weights)
    order = [int(at) for at in np.argsort(-scores, kind="stable")]
    best: dict[int, float] = {}
    for at in order:
        best.setdefault(rows[at].owner, float(scores[at]))
    evidence = ConfidenceFeatures(
        sentence=float(sentence_dense.max()),
        passage=float(passage_dense.max()),
        baseline=_baseline(sentence_dense),
        coverage=bm25.coverage(query.grams, [found.grams for found in terms], first),
        same_language=_same_language(question, query, passages[first], terms),
        reading=reading,
        usual=read.usual(passages[first].language) if read else None,
    )
    return Ranking(
        tuple(_hit(passages[at], bodies[at], highest) for at, highest in best.items()),
        tuple(
            _sentence_hit(passages[rows[at].owner], rows[at], float(scores[at]), vectors[at], float(sentence_dense[at]))
            for at in order
        ),
        estimate_confidence(evidence),
        evidence,
        passages[first].language if evidence.same_language else None,
        is_sure(evidence),
    )


def share(score: float) -> float:
    """A sentence's score as that of its passage, in [0, 1]."""
    return round(1 / (1 + math.exp(-score / _SCORE_SCALE)), 4)


def _reread(
    scores: Scores,
    around: Scores,
    sentences: Sequence[tuple[Candidate, Span]],
    read: CrossEncoded | None,
    weights: ScoringWeights,
) -> tuple[Scores, float | None]:
    """Scores after reading, where the rest follows in the order in which it was, and how well the best one reads.

    Args:
        scores: Before reading, shape (sentences,).
        around: What the passages add once more, shape (sentences,).
        sentences: Each with its passage.
        read: Reads some of them.
        weights: Of what is read, and of what was known.
    """
    order = np.argsort(-scores, kind="stable")
    chosen, rest = order[:_READ], order[_READ:]
    found = read([sentences[at] for at in chosen]) if read else None
    if found is None:
        return scores, None
    before = standardize(scores)[chosen]
    renewed = np.empty_like(scores)
    renewed[chosen] = weights.reading * found + weights.before * before + around[chosen]
    if len(rest):
        renewed[rest] = renewed[chosen].min() + scores[rest] - scores[chosen].min()
    return renewed, float((_SURE_READING * found + _SURE_BEFORE * before).max())


def _baseline(dense: Vectors) -> float:
    """The mean similarity, drawn towards that of unrelated text: the mean of a few sentences says little."""
    return float((dense.sum() + _UNRELATED_WEIGHT * _UNRELATED) / (len(dense) + _UNRELATED_WEIGHT))


def _same_language(question: str, query: LexicalTerms, best: Candidate, passage_terms: Sequence[LexicalTerms]) -> bool:
    """Whether the question is in the language of the best passage.

    Two texts of one language share most of their everyday words, of two languages hardly any; in between, and only
    there, the question's language is looked at, since that model takes half a second to load.
    """
    shared = bm25.shared_fraction(query.units, [terms.units for terms in passage_terms])
    if shared >= _SURELY_SHARED:
        return True
    spoken = language.detect_question(question)
    return shared > 0 if language.UNKNOWN in {spoken, best.language} else spoken == best.language


def _sentence_hit(passage: Candidate, row: _Row, score: float, vector: Vectors, similarity: float) -> SentenceHit:
    return SentenceHit(passage.source_id, passage.text_id, row.span, passage.span, row.text, score, vector, similarity)


def _hit(passage: Candidate, body: str, score: float) -> Hit:
    return Hit(passage.source_id, passage.span, body, share(score))
