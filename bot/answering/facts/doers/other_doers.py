"""Deeds of somebody else: "the council promised money, and the ministry lent a ship" is no promise of the ministry.

Both texts have a word for the deed, in any language of ``mentions.toml``. The doer of a statement stands elsewhere in
the sentence, whose doer of the deed shares no word with it.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.quantities.matching import find_quantities
from bot.answering.facts.relations.mentions import BY_ENDINGS, find_mentions, is_deed, is_telling
from bot.answering.facts.relations.party_words import find_party_words
from bot.answering.facts.relations.types import Relation
from bot.answering.facts.roles.additions import is_light
from bot.answering.facts.roles.pieces import COMMA, has_word
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import UNSPACED_LANGUAGES


def find_other_doers(comparison: FactComparison) -> list[Mismatch]:
    """Find a doer that the sentence names, and of whom it does not tell the deed."""
    statement, language = comparison.statement, comparison.language
    source_language = comparison.source_language
    said = [each for each in find_mentions(statement, language) if is_deed(each)]
    told = comparison.sentences if said else ()
    given = [(each, text) for text in told for each in find_mentions(text, source_language) if is_deed(each)]
    if not given or denies(statement, language):
        return []
    for one in said:
        alike = [(_turn(each, forward=one.forward), text) for each, text in given if each.group == one.group]
        doer = _find_words(_drop_clauses(one.first), language)
        if not alike or not doer:
            continue
        other, sentence = max(alike, key=lambda each: _count_shared(one, each[0], comparison))
        theirs = _find_words(other.first, source_language)
        is_told = len(alike) == 1 or _count_shared(one, other, comparison)
        around = find_party_words(sentence, source_language)
        is_named = 2 * sum(_is_among(word, around, comparison) for word in doer) > len(doer)
        if language in BY_ENDINGS and _share(_find_words(one.second, language), theirs, comparison):
            continue  # the object may come first, so ``compare_relations`` tells who is who
        if is_told and theirs and is_named and not _share(doer, theirs, comparison):
            return [Mismatch("role", one.first.strip(), contradicts=True)]
    return []


def find_missing_deeds(comparison: FactComparison) -> list[Mismatch]:
    """Find a deed of a statement of which the evidence has no word: "wrote" for "published".

    It may tell the same in other words, "a letter by Lang", so this is no contradiction.
    """
    said = [
        each
        for each in find_mentions(comparison.statement, comparison.language)
        if is_telling(each, comparison.source_language)
    ]
    if not said:
        return []
    families = {each.family or each.group for each in find_mentions(comparison.joined, comparison.source_language)}
    if any((each.family or each.group) in families for each in said):
        return []
    return [Mismatch("deed", comparison.statement[said[0].start : said[0].end])]


def _turn(relation: Relation, *, forward: bool) -> Relation:
    """Return a relation told from a side, whose first party then is the doer of that side."""
    if relation.forward == forward:
        return relation
    return replace(relation, forward=forward, first=relation.second, second=relation.first)


def _drop_clauses(party: str) -> str:
    """Drop the clauses before the one that a deed is in; a description between two commas stays."""
    return party if COMMA.search(party.rstrip()[-1:]) else COMMA.split(party)[-1]


def _share(words: Sequence[str], others: Sequence[str], comparison: FactComparison) -> bool:
    return any(_is_among(word, others, comparison) for word in words)


def _count_shared(one: Relation, other: Relation, comparison: FactComparison) -> int:
    """Count the words and numbers that two relations have in common beside their doers."""
    words = find_party_words(one.second, comparison.language)
    others = find_party_words(other.second, comparison.source_language)
    numbers = find_quantities(one.second, comparison.language).values
    return sum(_is_among(word, others, comparison) for word in words) + len(
        numbers & find_quantities(other.second, comparison.source_language).values
    )


@lru_cache(maxsize=4096)
def _find_words(party: str, language: str) -> tuple[str, ...]:
    words = find_party_words(party, language)
    return tuple(sorted(word for word in words if ":" not in word and not is_light(word, language)))


def _is_among(word: str, others: Sequence[str] | frozenset[str], comparison: FactComparison) -> bool:
    if word in others:
        return True
    if not comparison.crosses_languages:
        return comparison.language not in UNSPACED_LANGUAGES and has_word(word, others, translated=False)
    return ":" not in word and any(":" not in other and sounds_like(word, other) for other in others)
