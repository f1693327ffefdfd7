"""Matching of quantities: numbers and dates of a statement that its evidence does not give."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.numbers import find_numbers, to_ascii_digits
from bot.answering.facts.quantities.types import Date, Day, Era, Number
from bot.answering.facts.types import Mismatch
from bot.answering.word_lists import join_forms, load_once, merge_words, read_word_list
from index.text.scripts import DENSE_FROM

_CLAUSE_END = re.compile(r"[.;:!?。；：！？]")
_COUNTED = range(2, 8)
_ABOUT_CHARS = 24
_ROUNDING = 0.05
_SIGNIFICANT = 9
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class _QuantityPatterns:
    """Words around numbers, from ``matching.toml``.

    Attributes:
        before: A word that makes the next number approximate.
        after: A word that makes the last number approximate.
        list_part: A sign or word between two parts of a list.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    list_part: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Quantities:
    """The quantities of a text: every possible value of its numbers, rounded to nine digits, and its dates."""

    values: frozenset[float]
    days: frozenset[Day]
    years: frozenset[int]
    eras: frozenset[Era]
    weekdays: frozenset[int]
    listed: int  # the length of the longest list
    times: frozenset[frozenset[int]] = frozenset()  # each in minutes after midnight; two if the half of the day is open

    def __or__(self, other: "Quantities") -> "Quantities":
        return Quantities(
            self.values | other.values,
            self.days | other.days,
            self.years | other.years,
            self.eras | other.eras,
            self.weekdays | other.weekdays,
            max(self.listed, other.listed),
            self.times | other.times,
        )

    def __and__(self, other: "Quantities") -> "Quantities":
        return Quantities(
            self.values & other.values,
            frozenset(day for day in self.days if any(is_within(day, whole) for whole in other.days)),
            self.years & other.years,
            self.eras & other.eras,
            self.weekdays & other.weekdays,
            0,
            self.times & other.times,
        )


@lru_cache(maxsize=4096)
def find_quantities(text: str, language: str) -> Quantities:
    """Find the numbers and dates of a text."""
    known = find_dates(text, language)
    values = frozenset(round_value(value) for number in find_numbers(text, language) for value in number.values)
    days = frozenset(day for date in known for day in date.readings)
    named = {day.year for day in days if day.year is not None}
    years = frozenset(named | {int(value) for value in values if 0 < value < 10_000 and value == int(value)})  # noqa: PLR2004
    return Quantities(
        values,
        days,
        years,
        frozenset(date.era for date in known if date.era is not None),
        frozenset(date.weekday for date in known if date.weekday is not None),
        max((len(_load_patterns().list_part.findall(clause)) + 1 for clause in _CLAUSE_END.split(text)), default=0),
        frozenset(time.minutes for time in find_times(text, language)),
    )


def find_missing_quantities(statement: str, language: str, given: Quantities, asked: Quantities) -> list[Mismatch]:
    """Find the numbers and dates of a statement that are not given, in order.

    ``asked`` are those of the question: a sentence that names two towns may answer "which two towns".
    """
    known = find_dates(statement, language)
    found = [
        (date.start, Mismatch("date", statement[date.start : date.end].strip()))
        for date in known
        if date.sure and not has_date(date, given)
    ]
    covered = [(date.start, date.end) for date in known if date.sure]
    for time in find_times(statement, language) if given.times else ():
        covered.append((time.start, time.end))
        if not any(time.minutes & other for other in given.times):
            found.append((time.start, Mismatch("clock", statement[time.start : time.end], contradicts=True)))
    for number in find_numbers(statement, language):
        if not number.sure or any(start <= number.start < end for start, end in covered):
            continue
        if number.values <= asked.values and _may_count_a_list(number, given):
            continue
        if not has_number(number, given, about=_is_about(statement, number)):
            found.append((number.start, Mismatch("number", statement[number.start : number.end])))
    return [mismatch for _, mismatch in sorted(found, key=lambda item: item[0])]


def has_number(number: Number, given: Quantities, *, about: bool = False) -> bool:
    """Whether a value of the number is given; an approximate number may differ by five percent."""
    if any(round_value(value) in given.values for value in number.values):
        return True
    return about and any(
        math.isclose(value, other, rel_tol=_ROUNDING) for value in number.values for other in given.values
    )


def _may_count_a_list(number: Number, given: Quantities) -> bool:
    """Whether the number may count a list of the evidence: "the two towns" for "Ada and Bea"."""
    return any(value in _COUNTED and value <= given.listed for value in number.values) and not any(
        value in _COUNTED for value in given.values
    )


def _is_about(text: str, number: Number) -> bool:
    return is_approximated(text, number.start) or bool(_load_patterns().after.match(to_ascii_digits(text), number.end))


def is_approximated(text: str, start: int) -> bool:
    """Whether a word such as "almost" is before the number or quantifier at ``start``."""
    return bool(_load_patterns().before.search(text[max(0, start - _ABOUT_CHARS) : start]))


def has_date(date: Date, given: Quantities) -> bool:
    """Whether the date is given with all its parts, or a year of its decade or century is given."""
    if date.weekday is not None:
        return date.weekday in given.weekdays
    if date.era is not None:
        return _has_era(date.era, given)
    return any(_has_day(day, given) for day in date.readings)


def _has_day(day: Day, given: Quantities) -> bool:
    """Whether one given date has all parts of a day; its year may be given apart from it."""
    if day.month is None and day.day is None:
        return day.year in given.years
    if any(is_within(day, whole) for whole in given.days):
        return True
    return day.year in given.years and any(
        whole.year is None and is_within(Day(None, day.month, day.day), whole) for whole in given.days
    )


def is_within(part: Day, whole: Day) -> bool:
    """Whether a date has no part that another one lacks or has otherwise."""
    return part.year in {None, whole.year} and part.month in {None, whole.month} and part.day in {None, whole.day}


def _has_era(era: Era, given: Quantities) -> bool:
    for other in given.eras:
        if era == other or (
            _covers_year(era, other.first) and _covers_year(era, other.last - (other.last > other.first))
        ):
            return True
        if (
            other.short
            and not era.short
            and era.last - era.first < _CENTURY - 1
            and era.first % _CENTURY == other.first
        ):
            return True
    named = {day.year for day in given.days if day.year is not None}
    return any(_covers_year(era, year) for year in named)


def _covers_year(era: Era, year: int) -> bool:
    year = year % _CENTURY if era.short else year
    return era.first <= year <= era.last


def round_value(value: float) -> float:
    """Round a value to nine digits, so that two ways to compute it agree."""
    return float(f"{value:.{_SIGNIFICANT}g}")


@load_once
def _load_patterns() -> _QuantityPatterns:
    words = read_word_list(__file__)
    approximate = sorted(merge_words(words["approximate"]), key=len, reverse=True)
    before = "|".join((r"\b" if _has_word_start(word) else "") + re.escape(word) for word in approximate)
    return _QuantityPatterns(
        before=re.compile(rf"(?:{before})\s*(?:{join_forms(words['article'])}\s)?[$€£¥₽]?\s*$", re.IGNORECASE),
        after=re.compile(rf"\s*\w{{0,12}}\s*{join_forms(words['approximate_after'])}", re.IGNORECASE),
        list_part=re.compile(rf"[,、，،]|\b{join_forms(words['conjunctions'])}\b|[和与與及或]|と|や|\sو"),
    )


def _has_word_start(word: str) -> bool:
    """Whether a blank or a sign is before the word; Chinese and Japanese write neither."""
    return word[0].isalpha() and word[0] < DENSE_FROM
