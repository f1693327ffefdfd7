"""How near sentences come to a question: five kinds of evidence, each as a standard score, added up. Pure.

The weights are general: one set for every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.text import analyzer, bm25

Scores = npt.NDArray[np.float64]

_FRAGMENT_CHARS = 40
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "”", "»", "」", '"', ")")


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """How much each kind of evidence counts; ``benchmarks/ablation.py`` shows what each brings.

    Attributes:
        sentence_dense: Similarity of the sentence's vector.
        sentence_words: BM25 of its words.
        sentence_grams: BM25 of its character 4-grams.
        passage_dense: Similarity of the passage's vector.
        passage_grams: BM25 of the passage's character 4-grams.
        fragment: Taken off a heading, a date or the like.
        reading: What a sentence scores when it is read together with the question.
        before: The standard score of all above, where sentences are read.
        around: The passage's part of that once more, as the passage is not read.
    """

    sentence_dense: float = 1.0
    sentence_words: float = 0.3
    sentence_grams: float = 0.6
    passage_dense: float = 0.5
    passage_grams: float = 0.3
    fragment: float = 1.5
    reading: float = 0.74
    before: float = 1.35
    around: float = 1.1


DEFAULT_WEIGHTS = ScoringWeights()


@dataclass(frozen=True, slots=True)
class LexicalTerms:
    """A text as the lexical evidence sees it."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    units: tuple[str, ...]


@lru_cache(4_096)
def analyze(text: str) -> LexicalTerms:
    """The terms of a question, sentence or passage."""
    words = analyzer.words(text)
    return LexicalTerms(tuple(words), tuple(analyzer.grams(words)), tuple(analyzer.units(text)))


def join_terms(parts: Sequence[LexicalTerms]) -> LexicalTerms:
    """The terms of a passage from those of its sentences: no term reaches across the end of a sentence."""
    return LexicalTerms(
        *(tuple(chain.from_iterable(getattr(part, kind) for part in parts)) for kind in ("words", "grams", "units"))
    )


@dataclass(frozen=True, slots=True)
class SentenceTexts:
    """Sentences of some passages and how near they come by vector.

    Attributes:
        sentences: The sentences.
        owners: For each sentence, which passage it is of.
        passages: The passages' terms.
        sentence_dense: Cosine similarities, shape (sentences,).
        passage_dense: Cosine similarities, shape (passages,).
    """

    sentences: Sequence[str]
    owners: npt.NDArray[np.intp]
    passages: Sequence[LexicalTerms]
    sentence_dense: Vectors
    passage_dense: Vectors


def sentence_scores(query: LexicalTerms, texts: SentenceTexts, weights: ScoringWeights = DEFAULT_WEIGHTS) -> Scores:
    """What speaks for each sentence by itself, shape (sentences,); comparable among these texts only."""
    terms = [analyze(sentence) for sentence in texts.sentences]
    words = bm25.score(query.words, [found.words for found in terms])
    grams = bm25.score(query.grams, [found.grams for found in terms])
    return (
        weights.sentence_dense * standardize(texts.sentence_dense)
        + weights.sentence_words * standardize(words)
        + weights.sentence_grams * standardize(grams)
        - weights.fragment * np.array([is_fragment(sentence) for sentence in texts.sentences])
    )


def passage_scores(query: LexicalTerms, texts: SentenceTexts, weights: ScoringWeights = DEFAULT_WEIGHTS) -> Scores:
    """What speaks for each sentence's passage, shape (sentences,); to be added to ``sentence_scores``."""
    grams = bm25.score(query.grams, [found.grams for found in texts.passages])
    found = weights.passage_dense * standardize(texts.passage_dense) + weights.passage_grams * standardize(grams)
    return found[texts.owners]


def standardize(values: npt.ArrayLike) -> Scores:
    """Standard scores; zeros where all values are the same."""
    array = np.asarray(values, np.float64)
    spread = array.std()
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)  # noqa: PLR2004 - rounding noise


def is_fragment(sentence: str) -> bool:
    """Whether it is a heading, a date or the like: near to many questions, and rarely the answer to one."""
    return len(sentence) < _FRAGMENT_CHARS and not sentence.endswith(_SENTENCE_ENDS)
