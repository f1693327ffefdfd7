"""Numbers of several things in one sentence: "a seat costs 48 euros and a berth 75" says nothing of a seat for 75.

The parts of the sentence have words of their own, before their numbers or behind them. A statement with words that the
sentence lacks may say something else, so nothing is found there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.roles.additions import is_light
from bot.answering.facts.roles.measures import Measure, find_measures, is_same_amount, is_same_dimension
from bot.answering.facts.roles.phrases import split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import UNSPACED_LANGUAGES


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of the part of a number; ``subject`` is the first one, of ``before`` words before the number."""

    at: int
    words: frozenset[str]
    subject: frozenset[str]
    before: int

    def lends_to(self, other: "_Part") -> bool:
        """Whether a later part takes the verb of this one: "a seat costs 48 euros, a berth 75"."""
        return bool(self.subject) and self.at < other.at and 0 < other.before < self.before


def find_numbers_of_other_parts(comparison: FactComparison) -> list[Mismatch]:
    """Find a number whose words stand in the part of another number of the sentence, and none in its own part."""
    statement, language, sentence = comparison.statement, comparison.language, comparison.joined
    if comparison.crosses_languages or denies(statement, language):
        return []
    said, given = find_measures(statement, language), find_measures(sentence, language)
    words = _list_words(statement, said, language)
    known = find_content_words(f"{sentence} {comparison.question}", language)
    if not words or any(not has_word(word, known, translated=False) for word in words if not is_light(word, language)):
        return []
    words |= find_content_words(comparison.question, language)
    stated = {value for measure in said for value in measure.values}
    parts = list(_list_parts(sentence, given, language))
    found = []
    for measure in said:
        own = [at for at, other in enumerate(given) if measure.values & other.values]
        rivals = [at for at, other in enumerate(given) if at not in own and _is_rival(measure, other, stated)]
        if len(own) != 1:
            continue
        mine = parts[own[0]]
        for theirs in (parts[at] for at in rivals if parts[at] is not mine):
            needed = mine.subject if mine.lends_to(theirs) else mine.words
            if _has_own(words, theirs.words, mine.words) and not _has_own(words, needed, theirs.words):
                found.append(Mismatch("number", measure.slice(statement), contradicts=True))
                break
    return found


def _is_rival(measure: Measure, other: Measure, stated: set[float]) -> bool:
    """Whether another number may be of the same kind: it has a unit of the dimension, or both count something."""
    is_alike = is_same_dimension(measure, other) or not (measure.units or other.units)
    is_share = {each.number.written == "fraction" or each.number.percent for each in (measure, other)}
    return is_alike and len(is_share) == 1 and not stated & other.values and not is_same_amount(measure, other)


def _list_words(statement: str, said: Sequence[Measure], language: str) -> frozenset[str]:
    """List the content words of a statement without its numbers and the units behind them."""
    kept, at = [], 0
    for measure in said:
        kept.append(statement[at : measure.number.start])
        at = measure.number.end
        if measure.units:
            unit = next(iter(split_folded(statement[at:])), None)
            at += unit.end if unit and language not in UNSPACED_LANGUAGES else 0
    return find_content_words(" ".join([*kept, statement[at:]]), language)


def _list_parts(sentence: str, given: Sequence[Measure], language: str) -> Iterator[_Part]:
    """Yield the part of each number; the words before the first number may be of all parts.

    "A seat costs 48 euros, a berth 75" has a subject for each number, "it costs 48 for adults and 75 for two" has not.
    """
    runs: list[list[Measure]] = []
    for each in given:
        if each.piece.parted or not runs:
            runs.append([])
        runs[-1].append(each)
    before = [list_content_words(sentence[run[0].piece.start : run[0].piece.anchor[0]], language) for run in runs]
    for at, (opening, run) in enumerate(zip(before, runs, strict=True)):
        behind = find_content_words(sentence[run[0].piece.anchor[1] : run[-1].piece.end], language)
        own = tuple(word.folded for word in opening) if all(before) else ()
        part = _Part(at, frozenset(own) | behind, frozenset(own[:1]), len(own))
        yield from (part for _ in run)


def _has_own(words: frozenset[str], part: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one part has a word that the other one lacks, or has in another form: "ouvriers" and "ouvrières"."""
    return any(
        (has_word(word, part, translated=False) and not has_word(word, other, translated=False))
        or (word in part and word not in other)
        for word in words
    )
