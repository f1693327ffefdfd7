"""The lexical analyzer: texts and questions become the same terms. Pure.

Latin, Cyrillic and other spaced scripts give words. Scripts without spaces between words, such as Chinese, Japanese
and Thai, give overlapping pairs of characters. The analyzer folds case, width and accents.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from index.text.scripts import UNSPACED, VOWEL_SIGNS

NAME = "words-2"
"""The analyzer's name and version, part of the index fingerprint: change it with any change of ``words``."""

_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{VOWEL_SIGNS}])*")
_UNSPACED = re.compile(f"[{UNSPACED}]+")
_COMPARED_WORD = re.compile(rf"[\w{VOWEL_SIGNS}]+")
# Accents of European scripts, and the optional vowel points of Hebrew and Arabic.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]")


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with one width of letter and digit."""
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text))).casefold()


def words(text: str) -> list[str]:
    """Return the terms of a text, in order, with repetitions."""
    folded = fold(text)
    runs: list[str] = _WORD.findall(folded)
    if not _UNSPACED.search(folded):
        return runs
    terms: list[str] = []
    for run in runs:
        start = 0
        for unspaced in _UNSPACED.finditer(run):
            if run[start : unspaced.start()]:
                terms.append(run[start : unspaced.start()])
            terms.extend(_pairs(unspaced.group()))
            start = unspaced.end()
        if run[start:]:
            terms.append(run[start:])
    return terms


def units(text: str) -> list[str]:
    """Return words, and single characters of scripts without spaces.

    Even unrelated texts of one language share many of these units.
    """
    folded = fold(text)
    runs: list[str] = _WORD.findall(folded)
    if not _UNSPACED.search(folded):
        return runs
    return [unit for run in runs for unit in (run if _UNSPACED.search(run) else [run])]


def join_words(text: str) -> str:
    """Return the words of a text for comparison: without case and punctuation, separated by blanks."""
    return " ".join(_COMPARED_WORD.findall(text.casefold()))


@lru_cache(4_096)
def join_sentence(sentence: str) -> str:
    """Return ``join_words`` of a ranked sentence or a question; the next answers compare the same ones again."""
    return join_words(sentence)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def grams(terms: Sequence[str], size: int = 4) -> list[str]:
    """Return character n-grams within the terms of ``words``; inflected forms of a word share those of the stem."""
    return [gram for term in terms for gram in _grams(term, size)]


@lru_cache(32_768)
def _grams(term: str, size: int) -> tuple[str, ...]:
    padded = f" {term} "
    return tuple(padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
