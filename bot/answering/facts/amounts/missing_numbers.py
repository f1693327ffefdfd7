"""Missing numbers: numbers, years and times of a statement that its evidence does not give as they are.

The evidence may give them in another unit, or others of which they follow; else one with a rival contradicts.
"""

import math
import re
from collections.abc import Sequence

from bot.answering.facts.amounts.derived_numbers import (
    is_derived,
    list_derived_times,
    list_derived_totals,
    list_derived_years,
)
from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.roles.hedges import find_hedges
from bot.answering.facts.roles.measures import find_measures, find_totals, is_same_amount, is_same_dimension
from bot.answering.facts.roles.pieces import find_content_words, has_word
from bot.answering.facts.types import FactComparison, Mismatch

_MIN_SHARED = 0.6
_SAME_TOTAL = 0.001
_WORD_BEHIND = re.compile(r"\s*[^\W\d_]+")


def judge_missing_numbers(found: Sequence[Mismatch], comparison: FactComparison) -> list[Mismatch]:
    """Drop missing numbers that the evidence gives in another unit; one with a rival number contradicts."""
    if not found:
        return []
    joined, source_language = comparison.joined, comparison.source_language
    said = find_measures(comparison.statement, comparison.language)
    given_by_sentence = [find_measures(sentence, source_language) for sentence in comparison.sentences]
    totals = [total[2:] for measures in given_by_sentence for total in find_totals(measures)]
    totals += list_derived_totals(joined, source_language)
    agreed = [
        (start, end)
        for start, end, kind, size in find_totals(said)
        if any(kind == other and math.isclose(size, total, rel_tol=_SAME_TOTAL) for other, total in totals)
    ]
    given = [measure for measures in given_by_sentence for measure in measures]
    judged = []
    for mismatch in found:
        measure = next((each for each in said if each.slice(comparison.statement).startswith(mismatch.text)), None)
        if _is_derived_time(mismatch, comparison):
            continue
        if mismatch.kind != "number" or measure is None:
            judged.append(mismatch)
        elif any(start <= measure.number.start < end for start, end in agreed):
            continue
        elif not any(is_same_amount(measure, other) for other in given) and not is_derived(measure, comparison, given):
            rivals = [other for other in given if is_same_dimension(measure, other)]
            contradicts = bool(rivals) and is_about_the_same(comparison)
            judged.append(Mismatch("number", mismatch.text, contradicts=contradicts))
    return judged


def _is_derived_time(mismatch: Mismatch, comparison: FactComparison) -> bool:
    """Whether a missing year or time is one of the evidence and a duration later: noon, of 9:30 and 2½ hours."""
    language = comparison.language
    if mismatch.kind == "date":
        years = {day.year for date in find_dates(mismatch.text, language) for day in date.readings if not day.month}
        return bool(years) and years <= list_derived_years(comparison.joined, comparison.source_language)
    if mismatch.kind == "clock":
        times = list_derived_times(comparison.joined, comparison.source_language)
        return any(time.minutes & times for time in find_times(mismatch.text, language))
    return False


def is_about_the_same(comparison: FactComparison) -> bool:
    """Whether the evidence has most content words of a statement; across languages nothing tells."""
    if comparison.crosses_languages:
        return False
    statement, language = comparison.statement, comparison.language
    kept = _drop_spans(statement, _list_amounts(statement, language))
    words = find_content_words(kept, language) or find_content_words(statement, language)
    given = find_content_words(comparison.joined, language)
    shared = sum(has_word(word, given, translated=False) for word in words)
    return shared >= _MIN_SHARED * len(words)


def _list_amounts(text: str, language: str) -> list[tuple[int, int]]:
    """List the spans of the numbers of a text with their units, and of words such as "I think"."""
    spans = [(hedge.start, hedge.end) for hedge in find_hedges(text, language)]
    for measure in find_measures(text, language):
        unit = _WORD_BEHIND.match(text, measure.number.end) if measure.units else None
        spans.append((measure.number.start, unit.end() if unit else measure.number.end))
    return spans


def _drop_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])
