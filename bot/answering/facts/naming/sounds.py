"""Compares names by their sound: one name in two scripts, or in two spellings of one."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bot.answering.facts.languages import detect_script
from bot.answering.facts.word_matching import are_related, is_within_distance, transliterate

_SOUNDS = (
    (re.compile(r"kh"), ""),
    (re.compile(r"shch|sch|tsch|tch|sh|zh|ch|cz|ts|tz|dz|ss|x|c(?=[eiy])|z|s"), "s"),
    (re.compile(r"ph|b|v|w|f|p"), "p"),
    (re.compile(r"gh|kh|ck|k|q|g|c"), "k"),
    (re.compile(r"d|th|t"), "t"),
    (re.compile(r"[aeiouyhj'’`\-]+"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_MIN_SOUNDS = 2
_LOOSE_FROM = 4
_NAME_LETTERS = 3
_MIN_FOREIGN = 2

_SILENT = re.compile(r"(?<=[aeo])w(?![aeiou])|^w(?=r)|gh(?=t|$)|h(?=[^aeiou]|$)")
"""Letters that Latin spellings have and that no other script writes: "Harlow", "Wright"."""
_SOFT = ((re.compile(r"j|g(?=[eiy])"), "z"), (re.compile(r"ch"), "k"))
"""Letters that other scripts write in two ways: "George" and "Tangier", "Michael" and "Chicago"."""
_HARD = re.compile(r"dzh?|j")
_NASAL = re.compile(r"m(?=[^aeiouybp])")
_KH = re.compile(r"^kh(?=h)|kh$")
_ARABIC_CLITIC = re.compile(r"^(?:[وف]?[بلك]?(?:ال)|[وف][بلك]?|[بلك])(?=..)")
_HEBREW_CLITIC = re.compile("^[והבלמשכ]{1,2}(?=..)")
_SEMITIC = frozenset({"arabic", "hebrew"})


@lru_cache(maxsize=65536)
def sounds_like(one: str, other: str) -> bool:
    """Whether two folded words may be one name, also in two scripts or spellings."""
    if one == other or are_related(one, other):
        return True
    if one.isascii() != other.isascii():
        latin, foreign = (one, other) if one.isascii() else (other, one)
        foreign = unicodedata.normalize("NFC", foreign)  # syllables of Korean
        if detect_script(foreign) != "latin":
            return _sounds_like_across(latin, foreign)
    if one.isascii() and other.isascii() and one[:1] != other[:1]:
        return False
    left, right = _reduce(transliterate(one)), _reduce(transliterate(other))
    if min(len(left), len(right)) < _MIN_SOUNDS:
        return transliterate(one)[:_NAME_LETTERS] == transliterate(other)[:_NAME_LETTERS]
    if left == right:
        return True
    return left[0] == right[0] and min(len(left), len(right)) >= _LOOSE_FROM and is_within_distance(left, right, 1)


def _sounds_like_across(latin: str, foreign: str) -> bool:
    """Whether a Latin word and one of another script may be one name."""
    if len(foreign) < _MIN_FOREIGN:
        return False
    spellings = set(_vary_latin(latin))
    return any(_is_same_sound(one, _reduce(other)) for other in _vary_foreign(foreign) for one in spellings)


def _is_same_sound(one: str, other: str) -> bool:
    if one == other:
        return one != ""
    return min(len(one), len(other)) >= _LOOSE_FROM and one[0] == other[0] and is_within_distance(one, other, 1)


def _vary_latin(word: str) -> Iterator[str]:
    spoken = _SILENT.sub("", word)
    yield _reduce(word)
    yield _reduce(spoken)
    for pattern, letter in _SOFT:
        if pattern.search(spoken):
            yield _reduce(pattern.sub(letter, spoken))


def _vary_foreign(word: str) -> Iterator[str]:
    """Yield the Latin letters of a word: with and without prefixes or endings that its language joins to names."""
    script = detect_script(word)
    if script == "hangul":
        for end in range(1, len(word) + 1):
            yield transliterate(word[:end])
        return
    clitic = _ARABIC_CLITIC if script == "arabic" else _HEBREW_CLITIC
    forms = {word, clitic.sub("", word)} if script in _SEMITIC else {word}
    for form in forms:
        letters = _KH.sub("k", _HARD.sub("z", transliterate(form)))
        if script in _SEMITIC:
            yield letters[:1] + re.sub("[wv]", "", letters[1:])  # mostly a vowel
        yield _NASAL.sub("n", letters)
        yield re.sub("v$", "", letters)


@lru_cache(maxsize=32768)
def _reduce(sound: str) -> str:
    for pattern, letter in _SOUNDS:
        sound = pattern.sub(letter, sound)
    return sound
