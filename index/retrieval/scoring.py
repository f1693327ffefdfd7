"""First-stage scores of sentences: five similarities to the question, each standardized, then added. Pure.

One set of weights serves every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import cast

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.text import analyzer, bm25

Scores = npt.NDArray[np.float64]

FRAGMENT_CHARS = 40
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "”", "»", "」", '"', ")")


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """The weights of all scores; ``benchmarks/ablation.py`` shows the effect of each.

    Attributes:
        sentence_dense: Similarity of the sentence's vector.
        sentence_words: BM25 of the sentence's words.
        sentence_grams: BM25 of the sentence's character 4-grams.
        passage_dense: Similarity of the passage's vector.
        passage_grams: BM25 of the passage's character 4-grams.
        fragment: The penalty for a heading, a date or another fragment.
        cross_encoder: The cross-encoder's score.
        first_stage: The standardized sum of all above, beside a cross-encoder's score.
        passage_again: The passage's part of that sum, added again: the cross-encoder sees only the sentence.
        answerability: The log-odds, by the entailment model, that one of the best sentences answers.
    """

    sentence_dense: float = 1.0
    sentence_words: float = 0.3
    sentence_grams: float = 0.6
    passage_dense: float = 0.5
    passage_grams: float = 0.3
    fragment: float = 1.5
    cross_encoder: float = 0.74
    first_stage: float = 1.35
    passage_again: float = 1.1
    answerability: float = 1.0


DEFAULT_WEIGHTS = ScoringWeights()


@dataclass(frozen=True, slots=True)
class LexicalTerms:
    """The lexical terms of a text."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    units: tuple[str, ...]


@lru_cache(4_096)
def analyze(text: str) -> LexicalTerms:
    """Return the terms of a question, sentence or passage."""
    words = analyzer.words(text)
    return LexicalTerms(tuple(words), tuple(analyzer.grams(words)), tuple(analyzer.units(text)))


def join_terms(parts: Sequence[LexicalTerms]) -> LexicalTerms:
    """Join the terms of sentences into those of their passage; no term crosses the end of a sentence."""
    return LexicalTerms(
        *(tuple(chain.from_iterable(getattr(part, kind) for part in parts)) for kind in ("words", "grams", "units"))
    )


@dataclass(frozen=True, slots=True)
class SentenceTexts:
    """The sentences of some passages, and their similarities to the question.

    Attributes:
        sentences: The sentences.
        owners: The position of each sentence's passage, shape (sentences,).
        passage_terms: The passages' terms.
        sentence_dense: Cosine similarities, shape (sentences,).
        passage_dense: Cosine similarities, shape (passages,).
        head_rows: Whether each sentence is the head row of a table, shape (sentences,); None if none is.
        lead_ins: The position of the heading or question above each sentence, None if there is none; None for no
            lead-ins at all.
    """

    sentences: Sequence[str]
    owners: npt.NDArray[np.intp]
    passage_terms: Sequence[LexicalTerms]
    sentence_dense: Vectors
    passage_dense: Vectors
    head_rows: npt.NDArray[np.bool_] | None = None
    lead_ins: Sequence[int | None] | None = None


def sentence_scores(query: LexicalTerms, texts: SentenceTexts, weights: ScoringWeights = DEFAULT_WEIGHTS) -> Scores:
    """Return the scores of the sentences by themselves, shape (sentences,); comparable among these texts only."""
    terms = _read_with_lead_ins([analyze(sentence) for sentence in texts.sentences], texts.lead_ins)
    words = bm25.score(query.words, [found.words for found in terms])
    grams = bm25.score(query.grams, [found.grams for found in terms])
    fragments = np.array([is_fragment(sentence) for sentence in texts.sentences])
    if texts.head_rows is not None:
        fragments |= texts.head_rows
    return (
        weights.sentence_dense * standardize(_lift_by_lead_ins(texts.sentence_dense, texts.lead_ins))
        + weights.sentence_words * standardize(words)
        + weights.sentence_grams * standardize(grams)
        - weights.fragment * fragments
    )


def _read_with_lead_ins(terms: Sequence[LexicalTerms], lead_ins: Sequence[int | None] | None) -> list[LexicalTerms]:
    if lead_ins is None:
        return list(terms)
    return [own if at is None else join_terms([terms[at], own]) for own, at in zip(terms, lead_ins, strict=True)]


def _lift_by_lead_ins(similarities: Vectors, lead_ins: Sequence[int | None] | None) -> Vectors:
    """Raise the similarity of each sentence below a more similar lead-in to the mean of both."""
    if lead_ins is None:
        return similarities
    above = np.array([own if at is None else similarities[at] for own, at in zip(similarities, lead_ins, strict=True)])
    return cast("Vectors", np.maximum(similarities, (similarities + above) / 2))


def passage_scores(query: LexicalTerms, texts: SentenceTexts, weights: ScoringWeights = DEFAULT_WEIGHTS) -> Scores:
    """Return the score of each sentence's passage, shape (sentences,), to add to ``sentence_scores``."""
    grams = bm25.score(query.grams, [found.grams for found in texts.passage_terms])
    found = weights.passage_dense * standardize(texts.passage_dense) + weights.passage_grams * standardize(grams)
    return found[texts.owners]


def standardize(values: npt.ArrayLike) -> Scores:
    """Return the standard scores (z-scores); zeros if all values are equal."""
    array = np.asarray(values, np.float64)
    spread = array.std()
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)  # noqa: PLR2004 - rounding noise


def is_fragment(sentence: str) -> bool:
    """Return whether a sentence is a heading, a date or the like: similar to many questions, but rarely an answer."""
    return len(sentence) < FRAGMENT_CHARS and not sentence.endswith(_SENTENCE_ENDS)
