"""Compares the relations of a statement with those of its evidence: the same parties must be on the same sides.

"Ortiz sold the boat to Lang" is no support for "Lang sold the boat to Ortiz", and is what "Lang bought the boat from
Ortiz" says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.relations import mentions
from bot.answering.facts.relations.comparisons import find_comparisons
from bot.answering.facts.relations.mentions import BY_ENDINGS, find_mentions
from bot.answering.facts.relations.party_words import find_party_words
from bot.answering.facts.relations.types import Relation
from bot.answering.facts.roles.pieces import has_word
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import load_once, read_word_list


@dataclass(frozen=True, slots=True)
class RelationsFound:
    """What the relations of a statement say of it.

    Attributes:
        mismatches: Relations whose parties the evidence exchanges.
        agreed: The spans of the words of relations that the evidence has too, if none is exchanged.
        turned: Whether the evidence tells one of these from its other side, so that the names stand elsewhere.
    """

    mismatches: tuple[Mismatch, ...]
    agreed: tuple[tuple[int, int], ...]
    turned: bool = False


def compare_relations(comparison: FactComparison) -> RelationsFound:
    """Compare the relations of a statement that does not deny anything with those of its evidence."""
    statement, language, source_language = comparison.statement, comparison.language, comparison.source_language
    said = _find_relations(statement, language)
    if not said:
        return RelationsFound((), ())
    given = [relation for sentence in comparison.sentences for relation in _find_relations(sentence, source_language)]
    if not given or denies(statement, language):
        return RelationsFound((), ())
    wrong: list[Mismatch] = []
    agreed: list[tuple[int, int]] = []
    turned = False
    for one in said:
        same = [other for other in given if other.group == one.group]
        alike = same or [other for other in given if one.family and other.family == one.family]
        scores = [_compare(one, other, language, source_language) for other in alike]
        best = max(scores, key=lambda score: (abs(score), score), default=0)
        if best < 0:
            wrong.append(Mismatch("role", statement[one.start : one.end], contradicts=True))
        elif best > 0 and (same or one.family in _load_same_deed()):  # a sale has the parties of a gift, and is none
            agreed.append((one.start, one.end))
            turned |= alike[scores.index(best)].forward != one.forward
    return RelationsFound(tuple(wrong), ()) if wrong else RelationsFound((), tuple(agreed), turned)


@load_once
def _load_same_deed() -> frozenset[str]:
    return frozenset(read_word_list(mentions.__file__)["same_deed"]["families"])


@lru_cache(maxsize=4096)
def _find_relations(text: str, language: str) -> tuple[Relation, ...]:
    return (*find_mentions(text, language), *find_comparisons(text, language))


def _compare(one: Relation, other: Relation, language: str, source_language: str) -> int:
    """Return how many words both texts have of both parties: negative if the parties are exchanged, 0 if unknown."""
    said, given = _describe(one, language), _describe(other, source_language)
    translated = language != source_language
    if translated:
        counts = [[_count_alike(mine, theirs) for theirs in given] for mine in said]
    else:
        counts = [[_count_shared(mine, theirs) for theirs in given] for mine in said]
    (first_first, first_second), (second_first, second_second) = counts
    straight, crossed = first_first + second_second, first_second + second_first
    if not said[1] or not given[1]:
        # "The old tower is higher" without the other one.
        is_straight, is_crossed = first_first > 0 == first_second, first_second > 0 == first_first
    elif translated:
        is_straight = straight >= max(1, 2 * crossed)
        # A second party alone may only follow a verb that stands before its subject: "verkaufte die Gilde 40 Boote".
        # Before a verb that begins a clause no subject stands: "Wygrał Ortiz", "Ganó Ortiz".
        is_crossed = bool(said[0] and given[0]) and first_second > 0 and crossed >= 2 * straight
    else:
        is_straight = min(first_first, second_second) > 0 and straight > crossed
        is_crossed = min(first_second, second_first) > 0 and crossed > straight
    if not is_straight and not is_crossed:
        return 0
    if is_crossed and not translated and language in BY_ENDINGS and not _change_forms(said, given):
        return 0  # "Тильду пригласил Ланг", with the object first
    agrees = is_straight == (one.forward == other.forward)
    return (straight + crossed) * (1 if agrees else -1)


def _describe(relation: Relation, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Find the words that only one of the two parties has."""
    first, second = (find_party_words(text, language) for text in (relation.first, relation.second))
    shared = {word for word in first if has_word(word, second, translated=False)}
    return first - shared, frozenset(word for word in second if not has_word(word, shared, translated=False))


def _change_forms(said: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> bool:
    """Whether a word of one party is in the other one in another form, as a subject that becomes an object is."""
    return any(
        word not in theirs and has_word(word, theirs, translated=False)
        for mine, theirs in zip(said, reversed(given), strict=True)
        for word in mine
    )


def _count_shared(words: frozenset[str], others: frozenset[str]) -> int:
    return sum(has_word(word, others, translated=False) for word in words)


def _count_alike(words: frozenset[str], others: frozenset[str]) -> int:
    """Count the concepts and names that two texts in different languages share."""
    names = [other for other in others if ":" not in other]
    return sum(
        word in others or (":" not in word and any(sounds_like(word, other) for other in names)) for word in words
    )
