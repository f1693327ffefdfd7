"""Spans of work: "after three weeks of searching" tells how long a search took, and not how long a cable worked.

The words around such a duration are in ``spans_of_work.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.answering.facts.quantities.matching import find_quantities
from bot.answering.facts.roles.measures import Measure, find_measures
from bot.answering.facts.roles.phrases import PhraseTable
from bot.answering.facts.roles.pieces import has_word, list_content_words
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

_BREAK = re.compile(r"[.,;:!?()\n—–](?!\d)")
_UNIT = re.compile(r"\s*[^\W\d_]+")
_MOST = 2
_STEM = 5


def find_spans_of_other_work(comparison: FactComparison) -> list[Mismatch]:
    """Find a duration that the evidence gives only of work that a statement does not mention.

    A statement that says how long something took may call that work by another word.
    """
    statement, language = comparison.statement, comparison.language
    evidence = comparison.joined
    if comparison.crosses_languages or _load_table("took", language).find(statement):
        return []
    spans = list(_find_spans(evidence, language))
    if not spans:
        return []
    words = [word.folded for word in list_content_words(f"{statement} {comparison.question}", language)]
    found = []
    for measure in find_measures(statement, language):
        own = [work for other, work in spans if _is_same(measure, other)]
        holders = [other for other in find_measures(evidence, language) if _is_same(measure, other)]
        if len(own) == len(holders) == 1 and not _mentions(words, own[0]):
            found.append(Mismatch("number", measure.slice(statement)))
    return found


def _mentions(words: Sequence[str], work: frozenset[str]) -> bool:
    """Whether a word of a statement is one of the work, perhaps its verb: "searched" for "searching"."""
    return any(has_word(word, words, translated=False) for word in work) or any(
        len(word) >= _STEM and other.startswith(word[:_STEM]) for word in work for other in words
    )


def _is_same(one: Measure, other: Measure) -> bool:
    return bool(one.units & other.units) and bool(one.values & other.values)


def _find_spans(text: str, language: str) -> Iterator[tuple[Measure, frozenset[str]]]:
    """Yield the durations of a text with "after" before them and work behind them, with the words of the work."""
    after, of = _load_table("after", language), _load_table("of", language)
    for measure in find_measures(text, language):
        if not any(unit.startswith("duration") for unit in measure.units):
            continue
        before = text[: measure.number.start].rstrip()
        unit = _UNIT.match(text, measure.number.end)
        if unit is None or not any(found.end == len(before) for found in after.find(before)):
            continue
        stop = _BREAK.search(text, unit.end())
        rest = text[unit.end() : stop.start() if stop else len(text)]
        joined = of.find(rest)
        is_joined = bool(joined) and not rest[: joined[0].start].strip()
        work = frozenset(word.folded for word in list_content_words(rest, language)[:_MOST])
        if work and is_joined and not find_quantities(rest, language).values:
            yield measure, work


@cache
def _load_table(kind: str, language: str) -> PhraseTable[str]:
    return PhraseTable(language, {kind: read_word_list(__file__)[kind].get(language, ())})
