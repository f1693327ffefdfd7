"""Polarity: a statement denies a fact that its evidence affirms, or affirms a fact that the evidence denies."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from bot.answering.facts.negation.clauses import LANGUAGES, split_clauses
from bot.answering.facts.negation.types import Clause, Denial
from bot.answering.facts.negation.verb_forms import is_same_verb
from bot.answering.facts.quantities.matching import find_quantities
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import read_word_list

_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_SHARE = 2 / 3
_NO_SUBJECT = 2
_EAST_ASIAN_SUBJECT = 1
_AFTER_INSERTION = 2


def find_polarity_mismatches(comparison: FactComparison) -> list[Mismatch]:
    """Find denials of one text whose words the other text affirms, within one language.

    The denied words must come back. A clause of the other text with any denial is no affirmation, and a text that says
    both is ignored.
    """
    language = comparison.language
    if comparison.crosses_languages or language not in LANGUAGES:
        return []
    texts = comparison.statement, comparison.joined
    said, given = (_mark_elliptic(split_clauses(text, language)) for text in texts)
    found = [denial.text for denial in _find_denied_and_affirmed(said, given, said, language)]
    found += [
        _find_denied_word(denial, said, language) for denial in _find_denied_and_affirmed(given, said, said, language)
    ]
    return [Mismatch("negation", text, contradicts=True) for text in dict.fromkeys(found)]


def find_polarity_mismatches_across(comparison: FactComparison) -> list[Mismatch]:
    """Find a denial across languages, where no words can be compared: only one of the two texts denies anything.

    A clause of the evidence without a denial that shares a name, a cognate or a number may be what the statement means.
    """
    statement, language, source_language = comparison.statement, comparison.language, comparison.source_language
    if not comparison.crosses_languages or not {language, source_language} <= LANGUAGES:
        return []
    said, given = split_clauses(statement, language), split_clauses(comparison.joined, source_language)
    denies = [any(clause.denials or clause.elliptic for clause in clauses) for clauses in (said, given)]
    negative = [any(clause.negative for clause in clauses) for clauses in (said, given)]
    spoken = [denial.text for clause in said for denial in clause.denials]
    if spoken and not negative[1]:
        return [Mismatch("negation", spoken[0])]
    numbers = find_quantities(statement, language).values
    if any(not c.negative and numbers & find_quantities(" ".join(c.every), source_language).values for c in given):
        return []
    if denies[1] and not negative[0] and given[0].negative and not _answers_no(statement, language):
        return [Mismatch("negation", statement)]
    return []


def answers_yes(statement: str) -> bool:
    """Whether a statement begins with the word "yes"."""
    first = _FIRST_WORD.match(statement)
    return first is not None and fold_word(first[1]) in _load_answers("yes")


def _answers_no(statement: str, language: str) -> bool:
    """Whether a statement begins with the word "no", or is too short to affirm anything."""
    words = split_clauses(f"{statement} {statement}", language)
    first = next((word for clause in words for word in clause.every), "")
    return first in _load_answers("no") or not any(clause.words for clause in words)


@cache
def _load_answers(answer: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in read_word_list(__file__)[answer]["words"])


def _mark_elliptic(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Mark the clauses beside an elliptic one as negative: "did it work? It did not" does not affirm that it worked."""
    return tuple(
        replace(clause, negative=True) if any(other.elliptic for other in clauses[max(0, at - 1) : at + 2]) else clause
        for at, clause in enumerate(clauses)
    )


def _find_denied_and_affirmed(
    one: tuple[Clause, ...], other: tuple[Clause, ...], statement: tuple[Clause, ...], language: str
) -> list[Denial]:
    found = []
    for clause in one:
        for denial in clause.denials:
            elsewhere = [c for c in one if c is not clause and not c.negative]
            if (
                _affirms(other, denial, language)
                and not any(_has(denial.words[0], c.words, language) for c in elsewhere)
                and _about_the_same(denial, _join_split(one, clause), other, statement, language)
            ):
                found.append(denial)
    return found


def _affirms(text: tuple[Clause, ...], denial: Denial, language: str) -> bool:
    """Whether a text affirms the first denied word, with most of the others, in clauses without a denial."""
    if any(_has(word, other.words, language) for c in text for other in c.denials for word in denial.words):
        return False  # denied there too: "Paris, but never Rome"
    head = denial.words[0]
    holding = [clause for clause in text if _has(head, clause.words, language)]
    if not holding or any(clause.negative for clause in holding):
        return False
    if denial.affirmed_by is not None:
        return any(denial.affirmed_by in clause.every for clause in holding)
    words = [word for clause in text for word in clause.words]
    return sum(_has(word, words, language) for word in denial.words) >= _SHARE * len(denial.words)


def _join_split(text: tuple[Clause, ...], clause: Clause) -> Clause:
    """Join a clause that has nothing but its denial with the one before an insertion: "The feast, in May, is not …"."""
    at = text.index(clause)
    if at < _AFTER_INSERTION or any(word not in denial.words for word in clause.words for denial in clause.denials):
        return clause
    return replace(clause, words=(*text[at - _AFTER_INSERTION].words, *clause.words))


def _about_the_same(
    denial: Denial, clause: Clause, other: tuple[Clause, ...], statement: tuple[Clause, ...], language: str
) -> bool:
    """Whether two texts share a word outside the denial, or two words inside it if there are none outside."""
    outside = [word for word in clause.words if word not in denial.words]
    words = [word for c in other for word in c.words]
    shared = sum(_has(word, words, language) for word in outside)
    if language in {"zh", "ja"}:
        return shared >= _EAST_ASIAN_SUBJECT
    return shared > 0 or (not outside and len(denial.words) >= _NO_SUBJECT and len(statement) == 1)


def _has(word: str, words: Iterable[str], language: str) -> bool:
    if language in {"zh", "ja"}:
        return word in words
    return any(is_same_verb(word, other, language) for other in words)


def _find_denied_word(denial: Denial, statement: tuple[Clause, ...], language: str) -> str:
    """Find the word of the statement that the evidence denies."""
    words = (word for clause in statement for word in clause.words)
    return next((word for word in words if _has(denial.words[0], (word,), language)), denial.words[0])
