"""Concepts that exclude each other, such as rise and fall, in every language of ``concepts.toml``.

A statement that names one member of a group is wrong if its evidence has only another one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from bot.answering.facts.negation.clauses import is_denied, load_contrasts
from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.roles.phrases import PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words, load_conjunctions
from bot.answering.facts.types import FactComparison, FactKind, Mismatch
from bot.answering.word_lists import load_once, read_word_list

_KINDS: dict[str, FactKind] = {"direction": "direction"}
_NEGATION: FactKind = "negation"
_HOURS = "change"
_BREAK = re.compile(r"[,;:.!?，；：。！？、،؛؟](?!\d)")


@dataclass(frozen=True, slots=True)
class Concept:
    """A mention of a member of a group: ``up`` of ``direction``."""

    start: int
    end: int
    group: str
    member: str


@lru_cache(maxsize=4096)
def find_concepts(text: str, language: str) -> tuple[Concept, ...]:
    """Find the concepts of a text in order; a language without word lists has none."""
    return tuple(Concept(found.start, found.end, *found.key) for found in _load_table(language).find(text))


@load_once
def load_negatable() -> frozenset[str]:
    """Return the groups whose members deny each other: "not accepted" is "rejected"."""
    return frozenset(read_word_list(__file__)["negatable"]["groups"])


@load_once
def load_beside_numbers() -> frozenset[str]:
    """Return the groups that are compared only beside one number."""
    return frozenset(read_word_list(__file__)["beside_numbers"]["groups"])


@load_once
def load_mirrored() -> frozenset[str]:
    """Return the groups whose members name one event from two sides: "sold to" and "bought from"."""
    return frozenset(read_word_list(__file__)["mirrored"]["groups"])


@load_once
def load_agreeing() -> frozenset[str]:
    """Return the groups whose members contradict nothing."""
    return frozenset(read_word_list(__file__)["agreeing"]["groups"])


def resolve_concepts(text: str, language: str) -> frozenset[tuple[str, str]]:
    """Return group and member of the concepts of a text; a denied member of a negatable group counts as the other."""
    resolved = (_resolve(concept, text, language) for concept in find_concepts(text, language))
    return frozenset(pair for pair in resolved if pair is not None)


def find_resolved(text: str, language: str) -> tuple[Concept, ...]:
    """Find the concepts of a text; a denied one of a negatable group has the other member, and others are left out."""
    resolved = ((concept, _resolve(concept, text, language)) for concept in find_concepts(text, language))
    return tuple(replace(concept, member=pair[1]) for concept, pair in resolved if pair is not None)


def list_agreeing(group: str, member: str) -> frozenset[tuple[str, str]]:
    """List the concepts that agree with a member: itself, and what it is called from the other side."""
    return frozenset({(group, member), *((group, other) for other in _load_inverse().get(member, ()))})


@load_once
def _load_inverse() -> Mapping[str, Sequence[str]]:
    inverse: Mapping[str, Sequence[str]] = read_word_list(__file__)["inverse"]
    return inverse


@cache
def _load_table(language: str) -> PhraseTable[tuple[str, str]]:
    groups = read_word_list(__file__)["group"]
    return PhraseTable(
        language,
        {
            (group, member): forms.get(language, ())
            for group, members in groups.items()
            for member, forms in members.items()
        },
    )


@cache
def list_forms(group: str, member: str, language: str) -> tuple[str, ...]:
    """List the words of a member in a language."""
    return tuple(read_word_list(__file__)["group"][group][member].get(language, ()))


def find_opposites(comparison: FactComparison) -> list[Mismatch]:
    """Find concepts of a statement whose group the evidence has with other members only.

    A denied "accepted" counts as "rejected". Other concepts that one text denies are left out.
    """
    statement, language = comparison.statement, comparison.language
    evidence, source_language = comparison.joined, comparison.source_language
    given = [
        _resolve(concept, evidence, source_language)
        for concept in find_concepts(evidence, source_language)
        if comparison.crosses_languages or not _is_elsewhere(concept, evidence, statement, language)
    ]
    found = []
    for concept in find_concepts(statement, language):
        member = _resolve(concept, statement, language)
        if concept.group in load_beside_numbers() | load_agreeing() or member is None:
            continue
        rivals = {other for other in given if other is not None and other[0] == concept.group}
        if concept.group in load_mirrored() and _is_mirrored(comparison):
            continue
        if concept.group == _HOURS and _shares_hours(comparison):
            continue
        if rivals and not rivals & list_agreeing(*member):
            kind = _KINDS.get(concept.group, _NEGATION if concept.group in load_negatable() else "word")
            found.append(Mismatch(kind, statement[concept.start : concept.end], contradicts=True))
    return found


def _shares_hours(comparison: FactComparison) -> bool:
    """Whether evidence with two times has one of a statement: what opens from nine to eight closes at eight."""
    said = find_times(comparison.statement, comparison.language)
    given = find_times(comparison.joined, comparison.source_language)
    return len(given) > 1 and any(one.minutes & other.minutes for one in said for other in given)


def _is_mirrored(comparison: FactComparison) -> bool:
    """Whether two texts begin with different parties of those that both have, as "sold to" and "bought from" do."""
    translated = comparison.crosses_languages
    said = list_content_words(comparison.statement, comparison.language)
    given = list_content_words(comparison.joined, comparison.source_language)
    first = next(
        (word for word in said if has_word(word.folded, (w.folded for w in given), translated=translated)), None
    )
    other = next(
        (word for word in given if has_word(word.folded, (w.folded for w in said), translated=translated)), None
    )
    return (
        first is not None and other is not None and not has_word(first.folded, (other.folded,), translated=translated)
    )


def _is_elsewhere(concept: Concept, evidence: str, statement: str, language: str) -> bool:
    """Whether a concept stands in a clause that shares no other word with a statement, beside one that does.

    That is an insertion such as "opened in 1887", or a clause before another one with the same concept group.
    """
    clauses = _split(evidence, language)
    own = next((clause for clause in clauses if clause[0] <= concept.start < clause[1]), (0, len(evidence)))
    words = find_content_words(statement, language)

    def share(start: int, end: int) -> int:
        kept = find_content_words(evidence[start:end], language) - find_content_words(
            evidence[concept.start : concept.end], language
        )
        return sum(has_word(word, words, translated=False) for word in kept)

    if len(clauses) == 1 or share(*own) or not any(share(*clause) for clause in clauses):
        return False
    is_insertion = not evidence[own[0] : concept.start].strip() and own[1] < len(evidence) and own[0] > 0
    others = find_concepts(evidence, language)
    return is_insertion or any(
        other.group == concept.group and share(*clause)
        for other in others
        for clause in clauses
        if clause[0] <= other.start < clause[1]
    )


def _split(text: str, language: str) -> list[tuple[int, int]]:
    """Split a text at punctuation, and at "and" and "but" where both sides have a concept."""
    joining = load_contrasts(language) | load_conjunctions(language)
    cuts = {match.end() for match in _BREAK.finditer(text)}
    places = [concept.start for concept in find_concepts(text, language)]
    cuts |= {
        word.start
        for word in split_folded(text)
        if word.folded in joining and places and places[0] < word.start < places[-1]
    }
    return [(start, end) for start, end in pairwise([0, *sorted(cuts), len(text)]) if text[start:end].strip()]


def affirms_otherwise(text: str, words: str, language: str) -> bool:
    """Whether a text has another concept of a group of these words: "closed" for "not open"."""
    said = {(concept.group, concept.member) for concept in find_concepts(words, language)}
    given = {(concept.group, concept.member) for concept in find_concepts(text, language)}
    return any(
        group == other and member != rival and group not in load_beside_numbers()
        for group, member in said
        for other, rival in given
    )


def _resolve(concept: Concept, text: str, language: str) -> tuple[str, str] | None:
    if not is_denied(text, concept.start, concept.end, language):
        return concept.group, concept.member
    if concept.group not in load_negatable():
        return None
    return concept.group, _other(concept)


def _other(concept: Concept) -> str:
    """Return the other member of a negatable group, which has two."""
    [other] = set(read_word_list(__file__)["group"][concept.group]) - {concept.member}
    return str(other)
