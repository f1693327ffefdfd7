"""Word matching: folded words, transliteration, and inflected forms of one word.

``word_matching.toml`` has the forms that share no stem: "sell" and "sold".
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from bot.answering.word_lists import load_once, read_word_list
from index.text.scripts import INDIC_MARKS

INNER_APOSTROPHE = r"(?<=[\u0400-\u04ff])['’](?=[\u0400-\u04ff])"
"""A regular expression for the apostrophe of Ukrainian and Belarusian, a sign inside words: "Кам'янка"."""
LETTERS = rf"(?:[^\W\d_]|[{INDIC_MARKS}]|{INNER_APOSTROPHE})+"
"""A regular expression for a word; any other apostrophe or hyphen parts two words."""

_LATIN_SUFFIX = 3
_CYRILLIC_SUFFIX = 3
_MIN_STEM = 4
_VOWELS = re.compile(r"[aeiouyhw'’`]+")
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None})  # one writer spells both ways
_APOSTROPHE = re.compile(f"{INNER_APOSTROPHE}|\u02bc")
_COPULAS = frozenset("èéÈÉ")
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans(
    {"c": "k", "q": "k", "g": "k", "x": "k", "z": "s", "j": "s", "d": "t", "b": "p", "v": "p", "f": "p"}
)


@lru_cache(maxsize=32768)
def fold_word(word: str) -> str:
    """Fold a word: no case, no diacritics, no apostrophe between Cyrillic letters, ``ß`` as ``ss``; the script stays.

    Italian "è" and Portuguese "é", which is, stay apart from "e", which is "and".
    """
    if word.isascii():
        return word.lower()
    if len(word) == 1 and word in _COPULAS:
        return word.lower()
    plain = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", word.casefold()))
    return "".join(character for character in plain if not unicodedata.combining(character)).translate(_ARABIC)


@lru_cache(maxsize=32768)
def transliterate(folded: str) -> str:
    """Transliterate a folded word to Latin letters with ``anyascii``."""
    return folded if folded.isascii() else _load_anyascii()(folded).lower()


@lru_cache(maxsize=32768)
def are_related(one: str, other: str) -> bool:
    """Whether two folded words are equal, or have one stem of at least four letters and short endings.

    "Germany" and "German", "Москва" and "Москвой", "sell" and "sold" are; "Ada" and "Adam", "Thomson" and "Thompson"
    are not.
    """
    if one == other or not _find_irregular(one).isdisjoint(_find_irregular(other)):
        return True
    stem = _shared_length(one, other)
    rests = sorted((len(one) - stem, len(other) - stem))
    if rests[0] == 0 and other[stem:] + one[stem:] in {"s", "'s", "’s"}:
        return stem > 1
    if stem < _MIN_STEM:
        return False
    if one.isascii() and other.isascii():
        return rests[0] <= 1 and rests[1] <= _LATIN_SUFFIX and (stem > rests[1] + 1)
    return rests[1] <= _CYRILLIC_SUFFIX


@lru_cache(maxsize=32768)
def reduce_to_consonants(folded: str) -> str:
    """Reduce a word to its consonants in Latin letters, with one letter for similar sounds; scripts keep these."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", transliterate(folded).translate(_SOUNDS)))


def is_within_distance(one: str, other: str, limit: int) -> bool:
    """Whether the Levenshtein distance of two words is at most ``limit``."""
    if abs(len(one) - len(other)) > limit:
        return False
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1] <= limit


@lru_cache(maxsize=32768)
def _find_irregular(folded: str) -> frozenset[tuple[str, int]]:
    """Find the words of ``word_matching.toml`` of which a folded word is a form: their prefixes and numbers."""
    forms, prefixes = _load_irregular()
    return frozenset(
        (prefix, number)
        for prefix in prefixes
        if folded.startswith(prefix)
        for number in forms.get(folded[len(prefix) :], ())
    )


@load_once
def _load_irregular() -> tuple[dict[str, set[int]], tuple[str, ...]]:
    listed = read_word_list(__file__)
    forms: dict[str, set[int]] = {}
    every = [(language, word) for language, words in listed["forms"].items() for word in words]
    for number, (language, word) in enumerate(every):
        for form in map(fold_word, word.split()):
            forms.setdefault(form, set()).add(number)
            if language == "de" and form.startswith("ge"):  # "verboten", of "bieten, bot, geboten"
                forms.setdefault(form.removeprefix("ge"), set()).add(number)
    return forms, ("", *map(fold_word, listed["prefixes"]))


def _shared_length(one: str, other: str) -> int:
    for i, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return i
    return min(len(one), len(other))


@load_once
def _load_anyascii() -> Callable[[str], str]:
    from anyascii import anyascii  # noqa: PLC0415 - only other scripts need its tables

    transliterate: Callable[[str], str] = anyascii
    return transliterate
