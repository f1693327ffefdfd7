"""Derived numbers: a number of a statement that follows from several of its evidence.

"Four years" from 1887 to 1891 is a difference, "210 of 840 patients" are the quarter of a sentence, and the year 2018
is three years after 2015. Code computes these exactly, so that no model has to.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from bot.answering.facts.amounts.shares import is_any_of, is_part_or_multiple, is_remainder
from bot.answering.facts.naming.names import find_names
from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.roles.measures import Measure, find_measures, find_totals
from bot.answering.facts.roles.pieces import load_conjunctions
from bot.answering.facts.roles.units import PERCENT
from bot.answering.facts.types import FactComparison

_EXACT = 1e-6
_SCALES = (1e3, 1e6, 1e9)
_DAY_MINUTES = 24 * 60
_YEAR = "duration-year"
_MIN_SUM = 20
"""Smaller sums of counted things are often numbers of something else."""
_COUNTED = range(2, 7)


def is_derived(measure: Measure, comparison: FactComparison, given: Sequence[Measure]) -> bool:
    """Whether a measure of a statement follows from the numbers, dates and times of its evidence.

    Args:
        measure: A number that the evidence does not contain.
        comparison: The statement and its evidence.
        given: The measures of the evidence.
    """
    evidence, language = comparison.joined, comparison.source_language
    return (
        _is_computed(measure, given)
        or is_remainder(measure, comparison)
        or _is_time_between_years(measure, evidence, language)
        or is_part_or_multiple(measure, comparison, given)
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
        lows = {low, *(low * scale for scale in _SCALES if 1 <= low < high < low * scale * _SCALES[0])}
        results = {abs(high - value) for value in lows}
        is_change = any(group in {"amount", "bound", "direction"} for other in (one, two) for group, _ in other.roles)
        has_sum = high + low >= _MIN_SUM if not measure.units else PERCENT not in measure.units
        if is_change or has_sum:
            results.add(high + low)
        if is_any_of(measure, results, _EXACT):
            return True
    return False


def _is_time_between_years(measure: Measure, evidence: str, language: str) -> bool:
    """Whether a number is the years between two years; an age may be one less, because no birthday is known."""
    if measure.units - {_YEAR} or (not measure.units and measure.noun):
        return False
    spans = {abs(two - one) for one, two in combinations(_list_years(evidence, language), 2)}
    return is_any_of(measure, spans if measure.units else spans | {span - 1 for span in spans}, _EXACT)


def _list_years(text: str, language: str) -> list[int]:
    years = (day.year for date in find_dates(text, language) for day in date.readings)
    return list(dict.fromkeys(year for year in years if year is not None))


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
