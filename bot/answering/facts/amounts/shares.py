"""Shares: a number of a statement that is a share of another one, what such a share leaves, or a multiple.

"A third of the 90 passengers were children" tells of thirty children and of sixty others. The words of a statement
tell which of both it may be about.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.quantities.types import Number
from bot.answering.facts.roles.concepts import find_concepts
from bot.answering.facts.roles.measures import Measure, find_measures
from bot.answering.facts.roles.phrases import PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, load_conjunctions
from bot.answering.facts.roles.units import PERCENT, POINTS
from bot.answering.facts.types import FactComparison
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_ROUNDED = 1e-3
_MULTIPLES = range(2, 11)
_BREAK = re.compile(r"[,;:.!?()\n—–。，；：！？、،؛](?!\d)")


def is_remainder(measure: Measure, comparison: FactComparison) -> bool:
    """Whether a percentage or fraction is what a sentence leaves for "the rest": 15 % beside 60 and 25 %."""
    evidence, language = comparison.joined, comparison.source_language
    rest = _load_rest(language).find(evidence)
    if not rest:
        return False
    parts = find_measures(evidence, language)
    if measure.number.percent:
        left = 100 - sum(max(part.values) for part in parts if part.number.percent)
        is_left = any(math.isclose(left, value, abs_tol=_ROUNDED) for value in measure.values)
    else:
        shares = [part for part in parts if _list_shares(part.number)]
        left = 1 - sum(_list_shares(part.number)[0] for part in shares)
        is_left = bool(shares) and any(
            math.isclose(left, share, abs_tol=_ROUNDED) for share in _list_shares(measure.number)
        )
    return is_left and all(
        _may_be_rest(comparison, part.number.start)
        for part in parts
        if part.number.percent or _list_shares(part.number)
    )


def is_part_or_multiple(measure: Measure, comparison: FactComparison, given: Sequence[Measure]) -> bool:
    """Whether a number is a share that the evidence tells of another number, what this leaves, or a multiple of it."""
    if measure.number.percent or measure.units & {PERCENT, POINTS} or _list_shares(measure.number):
        return False
    factors = list(_list_factors(comparison))
    results = (
        max(other.values) * factor
        for other in given
        if not other.number.percent and (other.units == measure.units or not (other.units and measure.units))
        for start, factor in factors
        if start != other.number.start
    )
    return is_any_of(measure, results, _ROUNDED)


def is_any_of(measure: Measure, results: Iterable[float], tolerance: float) -> bool:
    """Whether a number of a statement is one of some results, up to a relative tolerance."""
    return any(math.isclose(result, value, rel_tol=tolerance) for result in results for value in measure.values)


def _list_factors(comparison: FactComparison) -> Iterator[tuple[int, float]]:
    """Yield the shares and multiples of the evidence with their offsets, and what a share leaves."""
    for number in find_numbers(comparison.joined, comparison.source_language):
        share = max(number.values) / 100 if number.percent else next(iter(_list_shares(number)), 0.0)
        if 0 < share < 1:
            if _may_be_share(comparison, number.start):
                yield number.start, share
            if _may_be_rest(comparison, number.start):
                yield number.start, 1 - share
            if not number.percent:
                yield number.start, 1 / share
        elif number.written == "word" and not number.sure and max(number.values) in _MULTIPLES:
            yield from ((number.start, factor) for factor in (max(number.values), 1 / max(number.values)))


def _list_shares(number: Number) -> list[float]:
    return [] if number.percent else sorted(value for value in number.values if 0 < value < 1)


def _may_be_share(comparison: FactComparison, start: int) -> bool:
    """Whether a statement may tell of a share: it has no word that only "the rest" has."""
    words, own, others = _split_words(comparison, start)
    return not words or not any(_has(word, others) and not _has(word, own) for word in words)


def _may_be_rest(comparison: FactComparison, start: int) -> bool:
    """Whether a statement may tell of what a share leaves: in other words than the share, or with a "not"."""
    statement, language = comparison.statement, comparison.language
    words, own, others = _split_words(comparison, start)
    if not words or denies(statement, language):
        return True
    if any(_has(word, others) and not _has(word, own) for word in words):
        return True
    given = {(each.group, each.member) for each in find_concepts(comparison.joined, comparison.source_language)}
    said = {(each.group, each.member) for each in find_concepts(statement, language)}
    return bool(said - given) or not all(_has(word, own) for word in words)


def _split_words(comparison: FactComparison, start: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """List the words of a statement, of the clause with a share, and of the clause about the rest.

    There are none where they cannot be compared: across languages, and without blanks.
    """
    language, evidence = comparison.language, comparison.joined
    if comparison.crosses_languages or language in UNSPACED_LANGUAGES:
        return frozenset(), frozenset(), frozenset()
    own, others = _split_rest(evidence, start, language)
    kept, place = [], 0
    for measure in find_measures(comparison.statement, language):
        kept.append(comparison.statement[place : measure.number.start])
        place = measure.number.end
    words = find_content_words(" ".join([*kept, comparison.statement[place:]]), language)
    return words, own, others


def _split_rest(evidence: str, start: int, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """List the content words of the clause with the share at an offset, and those behind "the rest"."""
    joining, rest = load_conjunctions(language), _load_rest(language).find(evidence)
    last = max((each.start for each in rest), default=0)
    cuts = {match.end() for match in _BREAK.finditer(evidence)} | {each.start for each in rest}
    cuts |= {word.start for word in split_folded(evidence) if word.folded in joining and word.end < last}
    bounds = [*sorted({0, *cuts}), len(evidence)]
    at = bisect_right(bounds, start)
    behind = (evidence[each.end : bounds[bisect_right(bounds, each.start)]] for each in rest)
    return find_content_words(evidence[bounds[at - 1] : bounds[at]], language), frozenset[str]().union(
        *(find_content_words(text, language) for text in behind)
    )


def _has(word: str, others: frozenset[str]) -> bool:
    return has_word(word, others, translated=False)


@cache
def _load_rest(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"rest": read_word_list(__file__)["rest"].get(language, ())})
