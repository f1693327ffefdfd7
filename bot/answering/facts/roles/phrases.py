"""Phrase tables: finds the words and phrases of a word list in a text, in one pass over its words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.answering.facts.word_matching import INDIC_MARKS, fold_word

_WORD = re.compile(rf"(?:[^\W\d_]|[{INDIC_MARKS}])+")
_ENTRY = re.compile(rf"(?:[^\W\d_]|[{INDIC_MARKS}])+\*?")
_UNSPACED = frozenset({"zh", "ja"})
_ARABIC_PREFIX = re.compile(r"^(?:و|ف)?(?:ب|ل|ك)?(?:ال|ل)?(?=\w{3})")
_MIN_STEM = 2

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Found(Generic[Key]):
    """A phrase in a text."""

    start: int
    end: int
    key: Key


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """A word with its offsets, folded."""

    start: int
    end: int
    folded: str


class PhraseTable(Generic[Key]):
    """Finds phrases; the longest phrase at a word wins, and one phrase may have several keys."""

    def __init__(self, language: str, phrases: Mapping[Key, Iterable[str]]) -> None:
        """Index the phrases of one language; ``*`` at the end of a word matches any ending."""
        self._language = language
        self._by_first: defaultdict[str, list[tuple[tuple[str, ...], Key]]] = defaultdict(list)
        self._by_stem: defaultdict[str, list[tuple[tuple[str, ...], Key]]] = defaultdict(list)
        self._unspaced: list[tuple[str, Key]] = []
        for key, entries in phrases.items():
            for entry in entries:
                self._add(entry, key)
        self._stems = sorted({len(stem) for stem in self._by_stem})
        self._unspaced.sort(key=lambda item: -len(item[0]))

    def find(self, text: str) -> list[Found[Key]]:
        """Find the phrases of the table in order; phrases do not overlap, except those of several keys."""
        if self._language in _UNSPACED:
            return self._find_unspaced(text)
        words = split_folded(text)
        found: list[Found[Key]] = []
        at = 0
        while at < len(words):
            matches = [
                (len(rest) + 1, key) for rest, key in self._candidates(words[at].folded) if _continues(words, at, rest)
            ]
            longest = max((size for size, _ in matches), default=0)
            found += [
                Found(words[at].start, words[at + longest - 1].end, key) for size, key in matches if size == longest
            ]
            at += longest or 1
        return found

    def _add(self, entry: str, key: Key) -> None:
        if self._language in _UNSPACED:
            self._unspaced.append((entry, key))
            return
        parts = [fold_word(part) for part in _ENTRY.findall(entry)]
        if parts[0].endswith("*"):
            self._by_stem[parts[0][:-1]].append((tuple(parts[1:]), key))
        else:
            self._by_first[parts[0]].append((tuple(parts[1:]), key))

    def _candidates(self, word: str) -> Sequence[tuple[tuple[str, ...], Key]]:
        forms = {word}
        if self._language == "ar" and (prefix := _ARABIC_PREFIX.match(word)):
            forms.add(word[prefix.end() :])
        return [
            candidate
            for form in forms
            for candidates in (
                self._by_first.get(form, ()),
                *(self._by_stem.get(form[:size], ()) for size in self._stems if size <= len(form)),
            )
            for candidate in candidates
        ]

    def _find_unspaced(self, text: str) -> list[Found[Key]]:
        found: list[Found[Key]] = []
        for entry, key in self._unspaced:
            start = text.find(entry)
            while start >= 0:
                end = start + len(entry)
                if not any(
                    other.start < end and start < other.end and (other.start, other.end) != (start, end)
                    for other in found
                    if other.key != key
                ):
                    found.append(Found(start, end, key))
                start = text.find(entry, end)
        return sorted(found, key=lambda match: match.start)


@lru_cache(maxsize=4096)
def split_folded(text: str) -> tuple[FoldedWord, ...]:
    """Split a text into folded words; an apostrophe or hyphen parts two words."""
    return tuple(FoldedWord(match.start(), match.end(), fold_word(match[0])) for match in _WORD.finditer(text))


def _continues(words: Sequence[FoldedWord], at: int, rest: tuple[str, ...]) -> bool:
    if at + len(rest) >= len(words):
        return not rest
    return all(
        word.folded == part or (part.endswith("*") and word.folded.startswith(part[:-1]))
        for word, part in zip(words[at + 1 : at + 1 + len(rest)], rest, strict=True)
    )
