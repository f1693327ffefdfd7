"""Conflicts: two sentences about the same thing give different numbers or dates."""

import re
from dataclasses import dataclass, replace

from bot.answering.facts.languages import function_words, resolve_language
from bot.answering.facts.naming.names import build_pool
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.matching import find_quantities, has_date, has_number
from bot.answering.facts.quantities.numbers import find_numbers, split_words
from bot.answering.facts.quantities.types import Date, Number
from bot.answering.facts.roles.units import are_equal, find_units, share_dimension
from bot.answering.facts.types import Conflict
from bot.answering.facts.word_matching import are_related

_CURRENCY = re.compile(r"[$€£¥₽]")
_MIN_WORD = 3
_UNIT_WITHIN = 24


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with the word or sign of its unit, and the units that these may be."""

    number: Number
    word: str
    units: frozenset[str]

    def slice(self, text: str) -> str:
        """Return the characters of ``text`` that the number covers."""
        return text[self.number.start : self.number.end]


def compare_sentences(one: str, other: str, one_language: str, other_language: str) -> tuple[Conflict, ...]:
    """See ``find_conflicts``."""
    languages = resolve_language(one, one_language), resolve_language(other, other_language)
    if languages[0] == languages[1] and not _share_a_word(one, other, languages[0]):
        return ()
    found = _find_date_conflicts(one, other, languages)
    return tuple(found + _find_number_conflicts(one, other, languages))


def _share_a_word(one: str, other: str, language: str) -> bool:
    ordinary = function_words(language)
    words = [word for word in build_pool(one, language).words if len(word) >= _MIN_WORD and word not in ordinary]
    beside = build_pool(other, language)
    return not words or any(beside.has(word) for word in words)


def _find_date_conflicts(one: str, other: str, languages: tuple[str, str]) -> list[Conflict]:
    alone = [
        [date for date in find_dates(text, language) if date.sure and not has_date(date, given)]
        for text, language, given in (
            (one, languages[0], find_quantities(other, languages[1])),
            (other, languages[1], find_quantities(one, languages[0])),
        )
    ]
    found: list[Conflict] = []
    for belongs in (_has_year, _has_day, _is_weekday):
        left, right = ([date for date in part if belongs(date)] for part in alone)
        if left and len(left) == len(right):
            found += [
                Conflict("date", one[a.start : a.end], other[b.start : b.end])
                for a, b in zip(left, right, strict=True)
                if not _may_overlap(a, b)
            ]
            alone = [[date for date in part if not belongs(date)] for part in alone]
    return found


def _may_overlap(one: Date, other: Date) -> bool:
    """Whether one date may be a part of the other: "1903" of "5 May 1903"."""
    return any(
        all(a is None or b is None or a == b for a, b in ((x.year, y.year), (x.month, y.month), (x.day, y.day)))
        for x in one.readings
        for y in other.readings
    )


def _has_year(date: Date) -> bool:
    return any(day.year is not None for day in date.readings)


def _has_day(date: Date) -> bool:
    return any(day.month is not None for day in date.readings)


def _is_weekday(date: Date) -> bool:
    return date.weekday is not None


def _find_number_conflicts(one: str, other: str, languages: tuple[str, str]) -> list[Conflict]:
    left = _find_unshared(one, languages[0], other, languages[1])
    right = _find_unshared(other, languages[1], one, languages[0])
    found = []
    for amount in left:
        same = [b for b in right if _is_same_unit(amount, b, translated=languages[0] != languages[1])]
        rivals = [a for a in left if _is_same_unit(amount, a, translated=False)]
        if len(same) == len(rivals) == 1 and not _is_equal(amount, same[0]):
            found.append(Conflict("number", amount.slice(one), same[0].slice(other)))
    return found


def _find_unshared(text: str, language: str, other: str, other_language: str) -> list[_Amount]:
    """Find the numbers that the other text does not give, each with its unit."""
    given = find_quantities(other, other_language)
    covered = [(date.start, date.end) for date in find_dates(text, language)]
    return [
        _Amount(number, _find_unit(text, number, language), find_units(text, number, language))
        for number in find_numbers(text, language)
        if number.sure
        and not any(start <= number.start < end for start, end in covered)
        # "310 000" may be two numbers, but every "000" would be the same one.
        and not has_number(replace(number, values=frozenset({max(number.values)})), given)
    ]


def _find_unit(text: str, number: Number, language: str) -> str:
    if number.percent:
        return "%"
    if sign := _CURRENCY.search(text, max(0, number.start - 2), number.end + 2):
        return sign[0]
    ordinary = function_words(language)
    words = (word for word in split_words(text, language) if 0 <= word.start - number.end <= _UNIT_WITHIN)
    return next((word.folded for word in words if word.folded not in ordinary), "")


def _is_same_unit(one: _Amount, other: _Amount, *, translated: bool) -> bool:
    if one.units or other.units:
        return share_dimension(one.units, other.units)
    if one.word == other.word or not (one.word.isalpha() and other.word.isalpha()):
        return one.word == other.word
    return translated or are_related(one.word, other.word)


def _is_equal(one: _Amount, other: _Amount) -> bool:
    return are_equal(one.number.values, one.units, other.number.values, other.units)
