"""Durations without a number: "for a year" is not "for almost five months".

The words before a duration and the article are in ``durations.toml``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.facts.amounts.missing_numbers import is_about_the_same
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.quantities.types import Number
from bot.answering.facts.roles.measures import find_measures
from bot.answering.facts.roles.units import find_factors, find_units
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

_DAY_S = 86_400
_LONG_DAYS = {
    "duration-month": 30.44,
    "duration-year": 365.25,
    "duration-decade": 3_652.5,
    "duration-century": 36_525.0,
}
"""The mean size of the units that have several sizes."""
_ROUNDING = 1.2
"""Eleven months are about a year."""


@dataclass(frozen=True, slots=True)
class _Duration:
    """A duration as written, in days."""

    text: str
    days: float


def find_other_durations(comparison: FactComparison) -> list[Mismatch]:
    """Find a duration of one unit, "for a year", where the evidence has other durations only."""
    said = _find_with_article(comparison.statement, comparison.language)
    if not said:
        return []
    given = [days for sentence in comparison.sentences for days in _list_days(sentence, comparison.source_language)]
    return [
        Mismatch("number", one.text, contradicts=is_about_the_same(comparison))
        for one in said
        if given and not any(1 / _ROUNDING <= one.days / days <= _ROUNDING for days in given)
    ]


@lru_cache(maxsize=4096)
def _find_with_article(text: str, language: str) -> tuple[_Duration, ...]:
    pattern = _load_pattern(language)
    found = []
    for match in pattern.finditer(text) if pattern else ():
        start, end = match.span("article")
        if any(start <= other.start < end and 1 not in other.values for other in find_numbers(text, language)):
            continue  # "for an hour and a half"
        number = Number(start, end, frozenset({1.0}), "word")
        days = next(_list_unit_days(find_units(text, number, language)), None)
        if days is not None:
            found.append(_Duration(match[0], days))
    return tuple(found)


def _list_days(text: str, language: str) -> list[float]:
    """List the durations of a text in days, with a number or an article."""
    counted = [
        value * days
        for measure in find_measures(text, language)
        for days in _list_unit_days(measure.units)
        for value in measure.values
        if value
    ]
    return counted + [one.days for one in _find_with_article(text, language)]


def _list_unit_days(units: frozenset[str]) -> Iterator[float]:
    """Yield the size in days of each unit that is one of time."""
    yield from (seconds / _DAY_S for dimension, seconds in find_factors(units) if dimension == "duration")
    yield from (_LONG_DAYS[unit] for unit in sorted(units) if unit in _LONG_DAYS)


@cache
def _load_pattern(language: str) -> re.Pattern[str] | None:
    lists = read_word_list(__file__)
    before, article = ("|".join(lists[kind].get(language, ())) for kind in ("before", "article"))
    if not before or not article:
        return None
    return re.compile(rf"(?<!\w)(?:{before})\s*(?P<article>{article})\s+\w+", re.IGNORECASE)
