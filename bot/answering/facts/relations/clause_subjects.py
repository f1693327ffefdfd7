"""Clauses with a subject of their own: what the evidence says of one subject is nothing that it says of another.

"The trust restored the east wing, and the city restored the west wing" is no support for "The trust restored the west
wing". A clause without a subject of its own continues the one before it, so it tells nothing.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.answering.facts.naming.names import NOUNS_CAPITALIZED, find_names
from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.relations.particle_subjects import PARTICLE_LANGUAGES
from bot.answering.facts.relations.subject_clauses import (
    SubjectClause,
    is_oblique,
    list_words,
    load_words,
    split_by_subject,
)
from bot.answering.facts.roles.additions import is_light
from bot.answering.facts.roles.people import find_sure_names
from bot.answering.facts.roles.phrases import split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word
from bot.answering.facts.roles.quantifiers import find_quantifiers
from bot.answering.facts.roles.word_order import is_passive, load_prepositions
from bot.answering.facts.types import FactComparison, Mismatch


def find_other_subjects(comparison: FactComparison) -> list[Mismatch]:
    """Find the subject of one clause that a statement joins to what the evidence says of another subject."""
    statement, language = comparison.statement, comparison.language
    if comparison.crosses_languages or denies(statement, language):
        return []
    if _has_oblique_pronoun(statement, language):
        return []  # "Lang sailed on her", of a ship that the evidence names as the subject
    clauses = [clause for sentence in comparison.sentences for clause in split_by_subject(sentence, language)]
    said = list_words(statement, language)
    for own in clauses:
        subject = _find_stated_subject(own, statement, said, language) if own.has_subject else frozenset()
        if not subject:
            continue
        rest = [word for word in said if not _has(word, subject)]
        for other in clauses:
            if other is own or other.is_description:
                continue  # "an English-born engineer" is said of the name before it
            if other.has_subject and _is_of(other, own, subject, rest, language):
                if _is_object(other, statement, subject, language):
                    continue
                shown = next((w for w in split_folded(statement) if w.folded in subject), None)
                text = statement[shown.start : shown.end] if shown else statement
                return [Mismatch("role", text, contradicts=True)]
    return []


def stays_in_one_clause(comparison: FactComparison) -> bool:
    """Whether all names of a statement are of one clause, which has one subject and says of it where or with whom."""
    language = comparison.language
    if comparison.crosses_languages or language in PARTICLE_LANGUAGES:
        return False
    clauses = [clause for sentence in comparison.sentences for clause in split_by_subject(sentence, language)]
    names = {word for name in find_sure_names(comparison.statement, language) for word in name.words}
    return len([each for each in clauses if each.has_subject]) > 1 and any(
        clause.subject
        and clause.has_oblique_names
        and len({_is_name_of(word, clause.subject) for word in names}) > 1
        and all(_is_name_of(word, clause.words) for word in names)
        for clause in clauses
    )


def _is_of(
    other: SubjectClause, own: SubjectClause, subject: AbstractSet[str], rest: Sequence[str], language: str
) -> bool:
    """Whether the words of a statement beside its subject are of another clause, whose subject the statement lacks."""
    if any(_has(word, other.words) for word in subject):
        return False
    rivals = other.subject or _find_rival(other.opening, rest)
    if not rivals or any(_has(word, rest) for word in rivals):
        return False
    of_other = [word for word in other.words if word not in rivals]
    of_own = [word for word in own.words if not _has(word, subject)]
    only_other = [word for word in rest if _has(word, of_other) and not _has(word, own.words)]
    only_own = [word for word in rest if _has(word, of_own) and not _has(word, other.words)]
    if not only_other or (own.start > other.start and _is_gapped(own, of_own, language)):
        return False
    # "… designed the lock, and Reed built it": the pronoun takes a word of the clause before.
    if _has_pronoun(own, language) and own.start > other.start:
        return len(only_other) > len(only_own) + 1
    lead = len(only_other) - len(only_own)
    return lead > 0 or (lead == 0 and other.start > own.start and _has_pronoun(other, language))


def _is_gapped(clause: SubjectClause, words: Sequence[str], language: str) -> bool:
    """Whether a clause takes the verb of the one before: "and the city the rest", "and lime honey 14 dollars"."""
    if language in PARTICLE_LANGUAGES:
        return False
    amounts = [(each.start, each.end) for each in find_quantifiers(clause.text, language)]
    amounts += [(each.start, each.end) for each in find_numbers(clause.text, language)]
    named = {word for name in find_names(clause.text, language) for word in name.words}
    rest = [
        word
        for word in split_folded(clause.text)
        if word.folded in words and not any(start <= word.start < end for start, end in amounts)
    ]
    if _has_pronoun(clause, language) or (language not in NOUNS_CAPITALIZED and named & set(words)):
        return False
    return not rest or (bool(amounts) and len(rest) <= 1)


def _is_name_of(word: str, others: AbstractSet[str] | Sequence[str]) -> bool:
    return any(sounds_like(word, other) for other in others)


def _find_rival(opening: Sequence[str], rest: Sequence[str]) -> frozenset[str]:
    """Find the words of a subject without a name: those behind its article that a statement does not repeat."""
    at = next((at for at, word in enumerate(opening) if _has(word, rest)), 0)
    return frozenset(opening[:at])


def _find_stated_subject(clause: SubjectClause, statement: str, said: Sequence[str], language: str) -> frozenset[str]:
    """Find the words of a clause's subject that a statement has where a subject stands."""
    if clause.subject:
        words = [word for word in split_folded(statement) if _has(word.folded, clause.subject)]
        if not words and language in PARTICLE_LANGUAGES:
            return frozenset(word for word in said if word in clause.subject)
        if not words or (language not in PARTICLE_LANGUAGES and is_oblique(statement, words[0].start, language)):
            return frozenset()
        return frozenset(word.folded for word in words)
    head = clause.opening[0]
    first = next((word for word in said if not is_light(word, language)), "")
    by = _find_doer(statement, language)
    return frozenset({word for word in (by or first,) if word and _has(word, (head,))})


def _find_doer(statement: str, language: str) -> str:
    agents = load_words("agent", language)
    words = split_folded(statement)
    place = next((at for at, word in enumerate(words) if word.folded in agents), None)
    after = words[place + 1 :] if place is not None else ()
    return next((word.folded for word in after if find_content_words(word.folded, language)), "")


def _is_object(other: SubjectClause, statement: str, subject: AbstractSet[str], language: str) -> bool:
    """Whether a pronoun of the other clause may stand for the subject of a passive: "and the court fined him"."""
    return (
        _has_pronoun(other, language)
        and is_passive(statement, language)
        and not _has(_find_doer(statement, language), subject)
    )


def _has_oblique_pronoun(statement: str, language: str) -> bool:
    """Whether a pronoun stands behind a preposition: "on her", but not "on her ship"."""
    pointers, articles = load_words("object", language), load_words("article", language)
    prepositions = load_prepositions(language) | load_words("preposition", language)
    words = split_folded(statement)
    return any(
        other.folded in pointers
        and one.folded in prepositions
        and not statement[one.end : other.start].strip()
        and not (other.folded in articles and after and find_content_words(after[0].folded, language))
        for at, (one, other) in enumerate(pairwise(words))
        for after in [words[at + 2 : at + 3]]
    )


def _has_pronoun(clause: SubjectClause, language: str) -> bool:
    """Whether a word behind the subject may be a pronoun in the place of an object; articles may look like one."""
    words = split_folded(clause.text)
    heads = clause.subject or frozenset(clause.opening[:1])
    after = max((word.end for word in words if word.folded in heads), default=0)
    pointers = load_words("object", language)
    amounts = find_quantifiers(clause.text, language)
    return any(
        word.folded in pointers and not any(each.start <= word.start < each.end for each in amounts)
        for word in words
        if word.start >= after or not pointers & load_words("article", language)
    )


def _has(word: str, others: AbstractSet[str] | Sequence[str]) -> bool:
    return bool(word) and (word in others or has_word(word, others, translated=False))
