"""Units of numbers: measures and currencies with the names and signs of the CLDR, percent, percentage points.

A word may stand for several units: "pounds" are money or a mass. Two sets of units conflict if they share none.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.answering.facts.languages import UNKNOWN, function_words
from bot.answering.facts.locale_data import read_locale_data
from bot.answering.facts.quantities.types import Number
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

PERCENT, POINTS = "percent", "points"
_ROUNDING = 0.02
_SAME_TEMPERATURE = 0.6
"""How far two temperatures in degrees Celsius may differ by rounding."""

_KINDS = (
    "length",
    "mass",
    "volume",
    "area",
    "duration",
    "speed",
    "temperature",
    "pressure",
    "power",
    "energy",
    "electric",
)
_DROPPED = re.compile(r"-person$|scandinavian|night|quarter|stone|solar|earth|dalton|carat|grain|pinch|drop|dram|cup")
_MERGED = {
    "mass-ton": "mass-tonne",
    "energy-foodcalorie": "energy-calorie",
    "energy-kilocalorie": "energy-calorie",
    "temperature-generic": "temperature-celsius",
}
_TO_CELSIUS: Mapping[str, Callable[[float], float]] = {
    "temperature-celsius": lambda degrees: degrees,
    "temperature-fahrenheit": lambda degrees: (degrees - 32) / 1.8,
    "temperature-kelvin": lambda degrees: degrees - 273.15,
}
_TEMPERATURES = frozenset(_TO_CELSIUS)
_SHORT_LETTERS = frozenset("mglthsк мгтчсWV")
_SPOKEN = frozenset(
    {"en", "es", "pt", "de", "fr", "ru", "ar", "zh", "ja", "it", "nl", "pl", "uk", "tr", "sv", "hi", "ko"}
    | {"cs", "da", "el", "fa", "fi", "he", "hu", "id", "no", "ro", "vi"}
)
_INFLECTED = frozenset({"ru", "uk", "pl", "cs"})
_MIN_STEM = 4
_POINTS_CHARS = 24
_WORD = re.compile(r"\s+\w")
_GAP = r"[\s\u00a0\u202f\-]{0,2}(?:d[ei] |d['’])?"


@dataclass(frozen=True, slots=True)
class _UnitPatterns:
    """Patterns of a language: units after a number, signs before one, and the units of each form."""

    after: re.Pattern[str]
    before: re.Pattern[str]
    points: re.Pattern[str]
    units: tuple[frozenset[str], ...]
    signs: tuple[frozenset[str], ...]


def find_units(text: str, number: Number, language: str) -> frozenset[str]:
    """Find the units that the words around a number may stand for; none if it counts things or stands alone."""
    known = _load_patterns(language if language in _SPOKEN else UNKNOWN)
    end = number.end
    points = known.points.search(text, number.start, end + _POINTS_CHARS)
    if points is not None and points.start() <= end:  # a percent sign or word belongs to the number
        return frozenset({POINTS})
    if number.percent:
        return frozenset({PERCENT})
    before = text[max(0, number.start - 5) : number.start]
    if (match := known.before.search(before)) and match.lastgroup:
        return known.signs[int(match.lastgroup[1:])]
    if (match := known.after.match(text, end)) and match.lastgroup and not _is_preposition(match, text, language):
        return known.units[int(match.lastgroup[1:])]
    return frozenset()


def _is_preposition(unit: re.Match[str], text: str, language: str) -> bool:
    """Whether a unit is a function word within a sentence: "in", an inch, in "sold 40 in 1864"."""
    return unit[0].strip() in function_words(language) and _WORD.match(text, unit.end()) is not None


def is_known(language: str) -> bool:
    """Whether the names of the units of a language are known."""
    return language in _SPOKEN


def is_currency(unit: str) -> bool:
    """Whether a unit is a currency."""
    return unit.startswith("currency-")


def find_factors(units: frozenset[str]) -> list[tuple[str, float]]:
    """Find the dimension of each unit, and its size in the base unit of the dimension: ``("duration", 60.0)``."""
    listed = read_word_list(__file__)["factor"]
    known = [(unit.partition("-")[0], listed[unit]) for unit in sorted(units) if unit in listed]
    return known + [size for unit in sorted(units) for size in _find_money(unit)]


def _find_money(unit: str) -> Iterator[tuple[str, float]]:
    """Yield a currency with a minor unit, or the currencies that this may be of, each with its size in the latter."""
    minor: Mapping[str, Sequence[str]] = read_word_list(__file__)["minor"]
    name = unit.removeprefix("currency-")
    yield from ((f"currency-{major}", 1.0) for major in minor.get(name, ()))
    if any(name in majors for majors in minor.values()):
        yield f"currency-{name}", 100.0


def share_dimension(units: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two numbers have one unit, or units of one dimension."""
    kinds, other_kinds = ({kind for kind, _ in find_factors(each)} | _list_durations(each) for each in (units, others))
    return bool(units & others or kinds & other_kinds)


def _list_durations(units: frozenset[str]) -> set[str]:
    """List the dimension of months and years, which have no fixed size."""
    return {"duration" for unit in units if unit.startswith("duration-")}


def are_equal(
    values: Iterable[float], units: frozenset[str], others: Iterable[float], other_units: frozenset[str]
) -> bool:
    """Whether two numbers are one amount in different units: "9.4 kilometres" and "9,400 m", "20 °C" and "68 °F"."""
    if units & _TEMPERATURES and other_units & _TEMPERATURES:
        return any(
            abs(one - other) <= _SAME_TEMPERATURE
            for one in _list_celsius(values, units)
            for other in _list_celsius(others, other_units)
        )
    return any(
        math.isclose(value * factor, other * other_factor, rel_tol=_ROUNDING)
        for kind, factor in find_factors(units)
        for other_kind, other_factor in find_factors(other_units)
        if kind == other_kind
        for value in values
        for other in others
    )


def _list_celsius(values: Iterable[float], units: frozenset[str]) -> list[float]:
    return [_TO_CELSIUS[unit](value) for unit in units & _TEMPERATURES for value in values]


@cache
def _load_patterns(language: str) -> _UnitPatterns:
    languages = [language] if language in _SPOKEN else ["en"]
    forms: defaultdict[str, set[str]] = defaultdict(set)
    words = read_word_list(__file__)
    for code in languages:
        for form, unit in [*_read_cldr(code), *_read_own(words, code)]:
            forms[form].add(unit)
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    units = tuple(_complete(forms[form]) for form in ordered)
    after = "|".join(rf"(?P<u{at}>{form})" for at, form in enumerate(ordered))
    points = "|".join(form for code in languages for form in words["points"].get(code, ())) or r"(?!)"
    signs: defaultdict[str, set[str]] = defaultdict(set)
    for currency, written in words["signs"].items():
        for sign in written:
            signs[sign].add(f"currency-{currency}")
    listed = sorted(signs, key=lambda sign: -len(sign))
    before = "|".join(rf"(?P<s{at}>{sign})" for at, sign in enumerate(listed))
    spaced = r"(?!\w)" if language not in UNSPACED_LANGUAGES else ""
    return _UnitPatterns(
        after=re.compile(rf"{_GAP}(?:{after}){spaced}", re.IGNORECASE),
        before=re.compile(rf"(?:{before})\s?$"),
        points=re.compile(rf"{_GAP}(?:{points})", re.IGNORECASE),
        units=units,
        signs=tuple(frozenset(signs[sign]) for sign in listed),
    )


def _complete(units: set[str]) -> frozenset[str]:
    named = {_MERGED.get(unit, unit) for unit in units}
    return frozenset(named | _TEMPERATURES if "temperature-generic" in units else named)


def _read_own(words: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for currency, forms in words["currency"].items():
        yield from ((form, f"currency-{currency}") for form in forms.get(language, ()))
    for currency, signs in words["signs"].items():
        yield from ((sign, f"currency-{currency}") for sign in signs)
    for unit, forms in words["unit"].items():
        yield from ((form, unit) for form in forms.get(language, ()))


def _read_cldr(language: str) -> Iterator[tuple[str, str]]:
    """Read the names of units of a language, as regular expressions."""
    for locale in (language, f"{language}_GB") if language == "en" else (language,):
        patterns: Mapping[str, Any] = (read_locale_data(locale) or {}).get("unit_patterns", {})
        for unit, lengths in patterns.items():
            if not unit.startswith(_KINDS) or _DROPPED.search(unit):
                continue
            name = unit.removesuffix("-imperial")
            for length, plurals in lengths.items():
                for plural, pattern in plurals.items():
                    if length != "narrow" and plural != "per" and pattern.startswith("{0}"):
                        yield from ((form, name) for form in _as_expression(pattern, language, length))


def _as_expression(pattern: str, language: str, length: str) -> Iterator[str]:
    words = pattern.removeprefix("{0}").replace("\u00a0", " ").replace("\u202f", " ").strip().split()
    if not words or (len(words) == 1 and len(words[0]) == 1 and words[0] not in _SHORT_LETTERS and language != "zh"):
        return
    inflected = language in _INFLECTED and length == "long"
    yield r"[\s\u00a0]".join(_inflect(word) if inflected else re.escape(word) for word in words)


def _inflect(word: str) -> str:
    """Let a Slavic unit end as its case wants: "километрах"."""
    stem = word.rstrip("аяыиоеуюьйіїaeiouyąęó")
    return rf"{re.escape(stem)}\w{{0,3}}" if len(stem) >= _MIN_STEM else re.escape(word)
