"""Counted things: the noun behind a number, and the same noun behind another number in the evidence.

"12 passengers and 80 cars" is no support for "80 passengers".
"""

from functools import cache, lru_cache
from itertools import pairwise

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.negation.clauses import is_denied
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.roles.concepts import find_concepts
from bot.answering.facts.roles.measures import Measure, find_measures
from bot.answering.facts.roles.phrases import PhraseTable, split_folded
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import are_related
from bot.answering.word_lists import read_word_list

_NOUN_CHARS = 3
_MIN_NOUN = 3
_COMPARABLE = 10


def find_other_counts(comparison: FactComparison) -> list[Mismatch]:
    """Find a number whose counted noun the evidence counts with other numbers only, within one language.

    The evidence must have the number for another noun: a number that it lacks is found elsewhere.
    """
    statement, language = comparison.statement, comparison.language
    if comparison.crosses_languages:
        return []
    given = [count for sentence in comparison.sentences for count in _find_counts(sentence, language)]
    found = []
    for noun, measure in _find_counts(statement, language):
        alike = [other for name, other in given if are_related(noun, name)]
        elsewhere = [other for _, other in given if measure.values & other.values and other not in alike]
        if alike and elsewhere and not any(measure.values & other.values for other in alike):
            found.append(Mismatch("number", measure.slice(statement), contradicts=True))
    return found


@lru_cache(maxsize=4096)
def _find_counts(text: str, language: str) -> tuple[tuple[str, Measure], ...]:
    """Find the numbers without a unit that a noun follows directly, each with the noun."""
    grammar = folded_function_words(language)
    starts = {number.start for number in find_numbers(text, language)}
    words = split_folded(text)
    found = []
    for measure in find_measures(text, language):
        end = measure.number.end
        noun = next((word for word in words if word.start >= end), None)
        if (
            noun is not None
            and not measure.units
            and noun.start - end <= _NOUN_CHARS
            and text[end : noun.start].isspace()
            and len(noun.folded) >= _MIN_NOUN
            and noun.folded not in grammar
            and noun.start not in starts
        ):
            found.append((noun.folded, measure))
    return tuple(found)


def find_other_years(comparison: FactComparison) -> list[Mismatch]:
    """Find a number whose year in the statement belongs to another number of the evidence; years need no words."""
    given = [each for sentence in comparison.sentences for each in _find_years(sentence, comparison.source_language)]
    found = []
    for measure, years in _find_years(comparison.statement, comparison.language):
        own = [theirs for other, theirs in given if measure.values & other.values]
        rivals = [theirs for other, theirs in given if not measure.values & other.values]
        if years and own and all(own) and not any(years & theirs for theirs in own) and any(years & r for r in rivals):
            found.append(Mismatch("number", measure.slice(comparison.statement), contradicts=True))
    return found


@lru_cache(maxsize=4096)
def _find_years(text: str, language: str) -> tuple[tuple[Measure, frozenset[int]], ...]:
    """Find the numbers of a text, each with the years of its piece."""
    return tuple(
        (
            measure,
            frozenset(
                day.year
                for date in find_dates(text[measure.piece.start : measure.piece.end], language)
                for day in date.readings
                if day.year is not None
            ),
        )
        for measure in find_measures(text, language)
    )


def find_other_references(comparison: FactComparison) -> list[Mismatch]:
    """Find two numbers of which each stands for the other: "55 instead of 35" for "35 instead of 55"."""
    found = []
    for new, old in _find_references(comparison.statement, comparison.language):
        if any(
            new.values & other_old.values and old.values & other_new.values and not new.values & old.values
            for sentence in comparison.sentences
            for other_new, other_old in _find_references(sentence, comparison.source_language)
        ):
            found.append(Mismatch("order", new.slice(comparison.statement), contradicts=True))
    return found


def find_other_changes(comparison: FactComparison) -> list[Mismatch]:
    """Find a rise where the evidence compares a number with a greater one: "22 visitors, against 31 in 2018"."""
    statement, language = comparison.statement, comparison.language
    said = [concept for concept in find_concepts(statement, language) if concept.group == "direction"]
    if len(said) != 1 or any(is_denied(statement, each.start, each.end, language) for each in said):
        return []
    for sentence in comparison.sentences:
        if any(concept.group == "direction" for concept in find_concepts(sentence, comparison.source_language)):
            return []
        for new, old in _find_references(sentence, comparison.source_language):
            low, high = sorted((max(new.values), max(old.values)))
            is_same_thing = new.units == old.units and low < high < _COMPARABLE * low
            if is_same_thing and said[0].member != ("up" if max(new.values) == high else "down"):
                return [Mismatch("direction", statement[said[0].start : said[0].end], contradicts=True)]
    return []


@lru_cache(maxsize=4096)
def _find_references(text: str, language: str) -> tuple[tuple[Measure, Measure], ...]:
    """Find each number with the next one, if a word of comparison alone parts it from the number before."""
    table = _load_references(language)
    return tuple(
        (one, other)
        for one, other in pairwise(find_measures(text, language))
        if table.find(text[one.number.end : other.number.start])
    )


@cache
def _load_references(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"reference": read_word_list(__file__)["reference"].get(language, ())})
