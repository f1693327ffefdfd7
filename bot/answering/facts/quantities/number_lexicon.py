"""The number words of ``LANGUAGES``: cardinals, multipliers, ordinals and fractions, also within compounds.

``number_lexicon_generated.toml`` has the words that num2words writes, ``number_lexicon.toml`` all other forms.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import load_once, read_word_list

Role = Literal["cardinal", "multiplier", "ordinal", "fraction", "joiner"]

LANGUAGES = frozenset(
    [
        "en",
        "es",
        "pt",
        "de",
        "fr",
        "it",
        "ru",
        "ar",
        "nl",
        "pl",
        "sv",
        "tr",
        "uk",
        "cs",
        "hu",
        "ro",
        "da",
        "no",
        "fi",
        "fa",
        "el",
        "hi",
    ]
)
"""Languages whose number words are known."""
UNGENERATED = frozenset({"el", "hi"})
"""Languages that num2words does not write."""

_GENERATED = str(Path(__file__).with_name("number_lexicon_generated.toml"))
_COMPOUNDING = frozenset({"de", "it", "ar", "nl", "sv", "tr", "hu", "da", "no", "fi"})
"""Languages that write a number as one word."""
_PREFIXING = frozenset({"de", "ru"})
_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب", "ل")
_ARABIC_AND = frozenset({"و", "وال"})
_BARE_ARABIC = "ar-bare"
_MIN_COMPOUND = 6
_MIN_PREFIXED = 6
_MIN_REST = 2
_MIXED = re.compile(r"(?P<whole>\w+?)(?:und)?ein(?P<part>halb|drittel|viertel)")


@dataclass(frozen=True, slots=True)
class NumberAtom:
    """One number word: "hundred" is a multiplier of 100."""

    role: Role
    value: float


@cache
def load_lexicon(language: str) -> Mapping[str, NumberAtom]:
    """Load every number word of a language, folded; a form of two kinds is the last of them in this order."""
    found: dict[str, NumberAtom] = {}
    if language not in LANGUAGES:
        return found
    words = read_word_list(__file__)[language]["words"]
    endings = words["ordinal_endings"] or [""]
    for value, form in _read_rows(language, "fractions"):
        found[form] = NumberAtom("fraction", value)
    for value, form in _read_rows(language, "ordinals"):
        found.update({fold_word(form + ending): NumberAtom("ordinal", value) for ending in endings})
    for value, form in _read_rows(language, "cardinals"):
        found[form] = NumberAtom("cardinal", value)
    for value, form in _read_rows(language, "multipliers"):
        found[form] = NumberAtom("multiplier", value)
    if words["joiner"]:
        found[words["joiner"]] = NumberAtom("joiner", 0)
    return found


@cache
def load_unsure_words(language: str) -> frozenset[str]:
    """Load the number words that are mostly no number in running text, folded: "one", "second"."""
    return frozenset(fold_word(word) for word in read_word_list(__file__)[language]["words"]["unsure"])


def read_period(folded: str) -> float | None:
    """Return the years of a decade, a century or a millennium, or how many times "twice" is; None for other words."""
    return _load_periods().get(folded)


@lru_cache(maxsize=16384)
def split_into_atoms(folded: str, language: str) -> tuple[NumberAtom, ...]:
    """Split a word into number words: "dreiundzwanzig" is 3, and, 20. A word without a number has none."""
    known = load_lexicon(language)
    if folded in known:
        return (known[folded],)
    if language == "ar":
        for prefix in _ARABIC_PREFIXES:
            if folded.startswith(prefix) and (rest := split_into_atoms(folded[len(prefix) :], _BARE_ARABIC)):
                return (NumberAtom("joiner", 0), *rest) if prefix in _ARABIC_AND else rest
        return _cut_compound(folded, "ar") or ()
    if language == _BARE_ARABIC:
        return (load_lexicon("ar")[folded],) if folded in load_lexicon("ar") else (_cut_compound(folded, "ar") or ())
    if language in _COMPOUNDING and len(folded) >= _MIN_COMPOUND:
        return _cut_mixed(folded, language) or _cut_compound(folded, language) or ()
    return ()


@lru_cache(maxsize=16384)
def read_leading_number(folded: str, language: str) -> float | None:
    """Read the number that a longer word begins with: 3 of "dreidimensional" and of "трехсторонний"."""
    if language not in _PREFIXING or len(folded) < _MIN_PREFIXED:
        return None
    known = load_lexicon(language)
    atoms = (known.get(folded[:size]) for size in range(len(folded) - _MIN_REST, 2, -1))
    return next(
        (atom.value for atom in atoms if atom and atom.role in {"cardinal", "ordinal"} and atom.value > 1), None
    )


def _cut_compound(word: str, language: str) -> tuple[NumberAtom, ...] | None:
    """Cut the whole word into number words, the longest first; None if a part is no number."""
    known = load_lexicon(language)
    if not word:
        return ()
    for size in range(len(word), 1, -1):
        head = known.get(word[:size])
        if head is not None and (rest := _cut_compound(word[size:], language)) is not None:
            return (head, *rest)
    return None


def _cut_mixed(word: str, language: str) -> tuple[NumberAtom, ...]:
    """Cut a whole number with a part of one: "zweieinhalb" is 2, and, a half; "dreieinviertel" has a quarter."""
    mixed = _MIXED.fullmatch(word) if language == "de" else None
    if mixed is None:
        return ()
    part = load_lexicon(language)[mixed["part"]]
    whole = split_into_atoms(mixed["whole"], language)
    return (*whole, NumberAtom("joiner", 0), part) if whole else ()


@load_once
def _load_periods() -> Mapping[str, float]:
    return {form: value for language in LANGUAGES for value, form in _read_rows(language, "periods")}


def _read_rows(language: str, kind: str) -> Iterator[tuple[float, str]]:
    for file in (_GENERATED, __file__):
        rows: Mapping[str, Any] = read_word_list(file).get(language, {}).get(kind, {})
        for value, forms in rows.items():
            yield from ((float(Fraction(value)), fold_word(form)) for form in forms)
