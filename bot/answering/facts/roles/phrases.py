"""Phrase tables: finds the words and phrases of a word list in a text, in one pass over its words.

An entry such as "hob … auf" is a verb in two parts: other words of the clause are between them, and the second part
ends the clause.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.answering.facts.word_matching import LETTERS, fold_word

_WORD = re.compile(LETTERS)
_PARTED = "…"
_ENTRY = re.compile(rf"{LETTERS}\*?|{_PARTED}")
_CLAUSE_END = re.compile(r"[;:!?()—–]|[.,](?!\d)")
_JOINING = frozenset({"und", "oder", "sowie", "en", "of", "och", "eller"})
_MAX_BETWEEN = 14
_UNSPACED = frozenset({"zh", "ja"})
_ARABIC_PREFIX = re.compile(r"^(?:و|ف)?(?:ب|ل|ك)?(?:ال|ل)?(?=\w{3})")

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
                (len(rest) + 1, size, key)
                for rest, key in self._candidates(words[at].folded)
                if (size := _measure_match(text, words, at, rest))
            ]
            longest = max((rank for rank, _, _ in matches), default=0)
            chosen = [(size, key) for rank, size, key in matches if rank == longest]
            found += [Found(words[at].start, words[at + size - 1].end, key) for size, key in chosen]
            at += max((size for size, _ in chosen), default=1)
        return found

    def _add(self, entry: str, key: Key) -> None:
        if self._language in _UNSPACED:
            self._unspaced.append((entry, key))
            return
        parts = [part if part == _PARTED else fold_word(part) for part in _ENTRY.findall(entry)]
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
    """Split a text into folded words; an apostrophe or hyphen parts two words, except in Cyrillic."""
    return tuple(FoldedWord(match.start(), match.end(), fold_word(match[0])) for match in _WORD.finditer(text))


@lru_cache(maxsize=4096)
def list_folded(text: str) -> tuple[str, ...]:
    """List the different folded words of a text, in order."""
    return tuple(dict.fromkeys(word.folded for word in split_folded(text)))


def _measure_match(text: str, words: Sequence[FoldedWord], at: int, rest: tuple[str, ...]) -> int:
    """Return how many words from ``at`` on an entry matches, without the second part of a verb; 0 if it does not."""
    near, parted, last = _part(rest)
    size = 1 + len(near)
    if not _continues(words, at, near) or (parted and not _find_verb_end(text, words, at + size, last)):
        return 0
    return size


@lru_cache(maxsize=4096)
def _part(rest: tuple[str, ...]) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
    if _PARTED not in rest:
        return rest, False, ()
    at = rest.index(_PARTED)
    return rest[:at], True, rest[at + 1 :]


def _find_verb_end(text: str, words: Sequence[FoldedWord], first: int, last: tuple[str, ...]) -> bool:
    """Whether the second part of a verb ends the clause in which the first part is."""
    for at in range(first, min(len(words), first + _MAX_BETWEEN)):
        if _CLAUSE_END.search(text, words[at - 1].end, words[at].start):
            return False
        if _continues(words, at - 1, last):
            after = at + len(last)
            if after >= len(words) or words[after].folded in _JOINING:
                return True
            if _CLAUSE_END.search(text, words[after - 1].end, words[after].start):
                return True
    return False


def _continues(words: Sequence[FoldedWord], at: int, rest: tuple[str, ...]) -> bool:
    if at + len(rest) >= len(words):
        return not rest
    return all(
        word.folded == part or (part.endswith("*") and word.folded.startswith(part[:-1]))
        for word, part in zip(words[at + 1 : at + 1 + len(rest)], rest, strict=True)
    )
