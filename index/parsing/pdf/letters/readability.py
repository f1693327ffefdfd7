"""Readability: whether letters make words, or come from a font that does not say which letters it prints. Pure."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from index.text.scripts import DENSE_FROM

_TOKEN = re.compile(r"\S+")
_EDGE = "\"'“”„‚‘’«»()[]{}<>.,;:!?…–—-/|*•·†‡§&+=%°#…،؛؟。、！？"
_INNER = re.compile(r"[-‐–—/'’.,:@_&()+=]+")
_MIN_VOWEL_LETTERS = 4
_VOWELS = frozenset("aeiouyæœøıəɛɔ")
# About how frequent letters are in languages in Latin script, in percent. The mean over a text is near 7; over letters
# that stand for others, near 4.
_LETTER_SHARES = dict(
    zip(
        "eainortsludcmphgbfvkyzjwxq",
        (
            12,
            9,
            8,
            7,
            7,
            6.5,
            6.5,
            6.5,
            4.5,
            4,
            4,
            3,
            3,
            2.5,
            2.5,
            1.7,
            1.5,
            1.5,
            1.3,
            1.5,
            1.2,
            0.8,
            0.6,
            0.8,
            0.2,
            0.3,
        ),
        strict=True,
    )
)
_USUAL_SHARE = 5.2
_MIN_LETTERS = 40
_MIN_TOKENS = 2
_MIN_SCRIPT_LETTERS = 8
_ONE_SCRIPT = 0.8
_READABLE_SHARE = 0.5
_CASED = ("LATIN", "CYRILLIC", "GREEK")


def reads_as_words(text: str) -> bool:
    """Whether at least half of a text's words could be words of one script; true for a text too short to tell."""
    if not (has_one_script(text) and has_usual_letters(text)):
        return False
    share, tokens = word_share(text)
    return tokens < _MIN_TOKENS or share >= _READABLE_SHARE


def has_one_script(text: str) -> bool:
    """Whether nearly all letters of a text are in one script; true for few letters."""
    letters = [letter for letter in text if letter.isalpha()]
    scripts = Counter(DENSE_FROM if letter >= DENSE_FROM else _script(letter) for letter in letters)
    return len(letters) < _MIN_SCRIPT_LETTERS or max(scripts.values()) >= _ONE_SCRIPT * len(letters)


def has_usual_letters(text: str) -> bool:
    """Whether letters are as frequent as in languages in Latin script; true for other scripts and for few letters."""
    letters = [unicodedata.normalize("NFD", letter)[0] for letter in text.lower() if "a" <= letter <= "\u024f"]
    shares = sum(_LETTER_SHARES.get(letter, 0.0) for letter in letters)
    return len(letters) < _MIN_LETTERS or shares >= _USUAL_SHARE * len(letters)


def word_share(text: str) -> tuple[float, int]:
    """The share of words that could be words of a language, weighted by length, and how many were looked at."""
    good = total = tokens = 0
    for found in _TOKEN.finditer(text):
        token = found[0].strip(_EDGE)
        if len(token) < 2 or token.isdecimal():  # noqa: PLR2004 - a letter alone says nothing
            continue
        tokens += 1
        total += len(token)
        good += len(token) * (
            max(token) >= DENSE_FROM or all(_is_wordlike(part) for part in _INNER.split(token) if part)
        )
    return good / max(total, 1), tokens


def _is_wordlike(part: str) -> bool:
    if part.isalnum() and any(letter.isdecimal() for letter in part):
        return sum(map(str.isdecimal, part)) * 2 >= len(part)
    letters = [letter for letter in part if unicodedata.category(letter)[0] not in "MC"]
    scripts = {_script(letter) for letter in letters}
    if not all(letter.isalpha() for letter in letters) or (len(scripts) > 1 and scripts & set(_CASED)):
        return False
    if scripts != {"LATIN"}:
        return True
    changes_case = any(one.islower() and other.isupper() for one, other in pairwise(letters))
    has_vowel = any(unicodedata.normalize("NFD", letter.lower())[0] in _VOWELS for letter in letters)
    return not changes_case and (has_vowel or len(letters) < _MIN_VOWEL_LETTERS)


@lru_cache(4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0].split("-", 1)[0]
