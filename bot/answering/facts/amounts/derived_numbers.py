"""Derived numbers: a number of a statement that follows from several of its evidence.

"Four years" from 1887 to 1891 is a difference, "210 of 840 patients" are the quarter of a sentence, and the year 2018
is three years after 2015. Code computes these exactly, so that no model has to.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise

from bot.answering.facts.naming.names import find_names
from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.quantities.types import Number
from bot.answering.facts.roles.measures import Measure, find_measures, find_totals
from bot.answering.facts.roles.phrases import PhraseTable
from bot.answering.facts.roles.pieces import load_conjunctions
from bot.answering.facts.roles.units import PERCENT, POINTS
from bot.answering.word_lists import read_word_list

_EXACT = 1e-6
_ROUNDED = 1e-3
_SCALES = (1e3, 1e6, 1e9)
_DAY_MINUTES = 24 * 60
_YEAR = "duration-year"
_MIN_SUM = 20
"""Smaller sums of counted things are often numbers of something else."""
_MULTIPLES = range(2, 11)
_COUNTED = range(2, 7)


def is_derived(measure: Measure, evidence: str, language: str, given: Sequence[Measure]) -> bool:
    """Whether a measure of a statement follows from the numbers, dates and times of its evidence.

    Args:
        measure: A number that the evidence does not contain.
        evidence: The cited sentences.
        language: ISO 639-1 code of the evidence.
        given: The measures of the evidence.
    """
    return (
        _is_computed(measure, given)
        or _is_remainder(measure, evidence, language)
        or _is_time_between_years(measure, evidence, language)
        or _is_part_or_multiple(measure, evidence, language, given)
        or _counts_names(measure, evidence, language)
    )


def list_derived_totals(evidence: str, language: str) -> list[tuple[str, float]]:
    """List the durations between two times of the evidence, in seconds, as ``find_totals`` gives them."""
    minutes = [time.minutes for time in find_times(evidence, language)]
    return [
        ("duration", 60.0 * ((end - start) % _DAY_MINUTES))
        for one, two in combinations(minutes, 2)
        for start in one
        for end in two
    ]


def list_derived_years(evidence: str, language: str) -> frozenset[int]:
    """List the years that are as far from a year of the evidence as a number of years in it: three years after 2015."""
    measures = find_measures(evidence, language)
    spans = [value for measure in measures if _YEAR in measure.units for value in measure.values]
    return frozenset(
        year + sign * int(span) for year in _list_years(evidence, language) for span in spans for sign in (1, -1)
    )


def list_derived_times(evidence: str, language: str) -> frozenset[int]:
    """List the times, in minutes after midnight, that are a duration of the evidence after one of its times."""
    totals = [size / 60 for *_, kind, size in find_totals(find_measures(evidence, language)) if kind == "duration"]
    return frozenset(
        int(start + total) % _DAY_MINUTES
        for time in find_times(evidence, language)
        for start in time.minutes
        for total in totals
        if total < _DAY_MINUTES
    )


def _is_computed(measure: Measure, given: Sequence[Measure]) -> bool:
    """Whether a measure is the difference of two others, or their sum.

    Small numbers without a unit have a sum only where one of them tells how much more or less.
    """
    same = [other for other in given if other.units == measure.units or not (other.units or other.noun)]
    for one, two in combinations(same, 2):
        low, high = sorted((max(one.values), max(two.values)))
        # "from 84 to 97 million"
        lows = {low, *(low * scale for scale in _SCALES if low < high < low * scale * _SCALES[0])}
        results = {abs(high - value) for value in lows}
        is_change = any(group in {"amount", "bound", "direction"} for other in (one, two) for group, _ in other.roles)
        has_sum = high + low >= _MIN_SUM if not measure.units else PERCENT not in measure.units
        if is_change or has_sum:
            results.add(high + low)
        if _is_any(measure, results, _EXACT):
            return True
    return False


def _is_remainder(measure: Measure, evidence: str, language: str) -> bool:
    """Whether a percentage or fraction is what a sentence leaves for "the rest": 15 % beside 60 and 25 %."""
    if not _load_rest(language).find(evidence):
        return False
    parts = find_measures(evidence, language)
    if measure.number.percent:
        left = 100 - sum(max(part.values) for part in parts if part.number.percent)
        return any(math.isclose(left, value, abs_tol=_ROUNDED) for value in measure.values)
    shares = [share for part in parts for share in _list_shares(part.number)[:1]]
    left = 1 - sum(shares)
    return bool(shares) and any(math.isclose(left, share, abs_tol=_ROUNDED) for share in _list_shares(measure.number))


def _list_shares(number: Number) -> list[float]:
    return [] if number.percent else sorted(value for value in number.values if 0 < value < 1)


def _is_time_between_years(measure: Measure, evidence: str, language: str) -> bool:
    """Whether a number is the years between two years; an age may be one less, because no birthday is known."""
    if measure.units - {_YEAR} or (not measure.units and measure.noun):
        return False
    spans = {abs(two - one) for one, two in combinations(_list_years(evidence, language), 2)}
    return _is_any(measure, spans if measure.units else spans | {span - 1 for span in spans}, _EXACT)


def _list_years(text: str, language: str) -> list[int]:
    years = (day.year for date in find_dates(text, language) for day in date.readings)
    return list(dict.fromkeys(year for year in years if year is not None))


def _is_part_or_multiple(measure: Measure, evidence: str, language: str, given: Sequence[Measure]) -> bool:
    """Whether a number is a share that the evidence tells of another number, what this leaves, or a multiple of it."""
    if measure.number.percent or measure.units & {PERCENT, POINTS} or _list_shares(measure.number):
        return False
    factors = list(_list_factors(evidence, language))
    results = (
        max(other.values) * factor
        for other in given
        if not other.number.percent and (other.units == measure.units or not (other.units and measure.units))
        for start, factor in factors
        if start != other.number.start
    )
    return _is_any(measure, results, _ROUNDED)


def _counts_names(measure: Measure, evidence: str, language: str) -> bool:
    """Whether a small number counts the names of a sentence, or of a list in it: "the two towns" for Brell and Osk."""
    if measure.units or not measure.noun or max(measure.values) not in _COUNTED:
        return False
    names = find_names(evidence, language)
    joining = load_conjunctions(language)
    counts, run = {len(names), sum(name.is_clear for name in names)}, 1
    for one, other in pairwise(names):
        between = evidence[one.start + len(one.text) : other.start].strip(" ,،、").casefold()
        run = run + 1 if not between or between in joining else 1
        counts.add(run)
    return bool(counts & set(measure.values))


def _list_factors(evidence: str, language: str) -> Iterator[tuple[int, float]]:
    """Yield the shares and multiples of a text with their offsets, each with its counterpart."""
    for number in find_numbers(evidence, language):
        if number.percent:
            share = max(number.values) / 100
            yield from ((number.start, factor) for factor in (share, 1 - share) if 0 < share < 1)
        elif shares := _list_shares(number):
            yield from ((number.start, factor) for factor in (shares[0], 1 - shares[0], 1 / shares[0]))
        elif number.written == "word" and not number.sure and max(number.values) in _MULTIPLES:
            yield from ((number.start, factor) for factor in (max(number.values), 1 / max(number.values)))


def _is_any(measure: Measure, results: Iterator[float] | set[float] | set[int], tolerance: float) -> bool:
    return any(math.isclose(result, value, rel_tol=tolerance) for result in results for value in measure.values)


@cache
def _load_rest(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"rest": read_word_list(__file__)["rest"].get(language, ())})
