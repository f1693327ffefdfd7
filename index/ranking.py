"""From candidates to ranked passages and sentences. Pure.

Every sentence is scored by five kinds of evidence, each as a z-score over the candidates' sentences, and a passage
ranks by its best sentence. The weights are general: one set for every language.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index import language, lexical
from index.confidence import Evidence, confidence
from index.embed import Vectors
from index.passages import Candidate
from index.types import Hit, SentenceHit, Span

_SENTENCE_DENSE, _SENTENCE_WORDS, _SENTENCE_GRAMS = 1.0, 0.3, 0.6
_PASSAGE_DENSE, _PASSAGE_GRAMS = 0.5, 0.3
_FRAGMENT_PENALTY = 1.5
_FRAGMENT_CHARS = 40
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "”", "»", "」", '"', ")")
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
        confidence: In [0, 1]: how sure it is that any of this is about the question at all.
        evidence: What ``confidence`` rests on; None where nothing was found.
    """

    passages: tuple[Hit, ...]
    sentences: tuple[SentenceHit, ...]
    confidence: float
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class _Terms:
    """A text as the lexical evidence sees it."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence of the candidate at ``owner``."""

    owner: int
    span: Span
    text: str


def rank(question: str, vector: Vectors, candidates: Sequence[tuple[Candidate, str]]) -> Ranking:
    """Rank the sentences of some passages, and the passages by them.

    Args:
        question: In any language.
        vector: The question's, shape (dimension,).
        candidates: Passages, each with the stored text that its spans point into.
    """
    if not candidates:
        return Ranking((), (), 0.0, None)
    query = _analyse(question)
    passages = [row for row, _ in candidates]
    bodies = [row.span.of(text) for row, text in candidates]
    rows = [_Row(at, span, span.of(text)) for at, (row, text) in enumerate(candidates) for span in row.sentences]
    owners = np.array([row.owner for row in rows])
    terms = [_analyse(body) for body in bodies]
    sentence_dense = np.concatenate([row.sentence_vectors for row in passages]) @ vector
    passage_dense = np.stack([row.vector for row in passages]) @ vector
    scores = _score_sentences(query, rows, sentence_dense) + _score_passages(query, terms, passage_dense)[owners]
    order = [int(at) for at in np.argsort(-scores, kind="stable")]
    best: dict[int, float] = {}
    for at in order:
        best.setdefault(rows[at].owner, float(scores[at]))
    first = rows[order[0]].owner
    evidence = Evidence(
        sentence=float(sentence_dense.max()),
        passage=float(passage_dense.max()),
        baseline=_baseline(sentence_dense),
        coverage=lexical.coverage(query.grams, [found.grams for found in terms], first),
        same_language=_same_language(question, query, passages[first], terms),
    )
    return Ranking(
        tuple(_hit(passages[at], bodies[at], score) for at, score in best.items()),
        tuple(_sentence_hit(passages[rows[at].owner], rows[at], float(scores[at])) for at in order),
        confidence(evidence),
        evidence,
    )


def _baseline(dense: Vectors) -> float:
    """The mean similarity, drawn towards that of unrelated text: the mean of a few sentences says little."""
    return float((dense.sum() + _UNRELATED_WEIGHT * _UNRELATED) / (len(dense) + _UNRELATED_WEIGHT))


def _score_sentences(query: _Terms, rows: Sequence[_Row], dense: Vectors) -> npt.NDArray[np.float64]:
    terms = [_analyse(row.text) for row in rows]
    return (
        _SENTENCE_DENSE * _z(dense)
        + _SENTENCE_WORDS * _z(lexical.bm25(query.words, [found.words for found in terms]))
        + _SENTENCE_GRAMS * _z(lexical.bm25(query.grams, [found.grams for found in terms]))
        - _FRAGMENT_PENALTY * np.array([_is_fragment(row.text) for row in rows])
    )


def _score_passages(query: _Terms, terms: Sequence[_Terms], dense: Vectors) -> npt.NDArray[np.float64]:
    return _PASSAGE_DENSE * _z(dense) + _PASSAGE_GRAMS * _z(lexical.bm25(query.grams, [found.grams for found in terms]))


def _is_fragment(sentence: str) -> bool:
    """Whether it is a heading, a date or the like: near to many questions, and rarely the answer to one."""
    return len(sentence) < _FRAGMENT_CHARS and not sentence.endswith(_SENTENCE_ENDS)


def _same_language(question: str, query: _Terms, best: Candidate, passage_terms: Sequence[_Terms]) -> bool:
    """Whether the question is in the language of the best passage.

    Two texts of one language share most of their everyday words, of two languages hardly any; in between, and only
    there, the question's language is looked at, since that model takes half a second to load.
    """
    shared = lexical.shared(query.units, [terms.units for terms in passage_terms])
    if shared >= _SURELY_SHARED:
        return True
    spoken = language.detect_question(question)
    return shared > 0 if language.UNKNOWN in {spoken, best.language} else spoken == best.language


def _sentence_hit(passage: Candidate, row: _Row, score: float) -> SentenceHit:
    return SentenceHit(passage.source_id, passage.text_id, row.span, passage.span, row.text, score)


def _hit(passage: Candidate, body: str, score: float) -> Hit:
    return Hit(passage.source_id, passage.span, body, round(1 / (1 + math.exp(-score / _SCORE_SCALE)), 4))


@lru_cache(4_096)
def _analyse(text: str) -> _Terms:
    return _Terms(tuple(lexical.words(text)), tuple(lexical.grams(text)), tuple(lexical.units(text)))


def _z(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Standard scores; zeros where all values are the same."""
    array = np.asarray(values, np.float64)
    spread = array.std()
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)  # noqa: PLR2004 - rounding noise
