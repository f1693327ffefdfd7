"""Concepts that exclude each other, such as rise and fall, in every language of ``concepts.toml``.

A statement that names one member of a group is wrong if its evidence has only another one.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.facts.negation.clauses import is_denied
from bot.answering.facts.roles.phrases import PhraseTable
from bot.answering.facts.types import FactKind, Mismatch
from bot.answering.word_lists import read_word_list

_KINDS: dict[str, FactKind] = {"direction": "direction"}
_NEGATION: FactKind = "negation"


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


@cache
def load_negatable() -> frozenset[str]:
    """Return the groups whose members deny each other: "not accepted" is "rejected"."""
    return frozenset(read_word_list(__file__)["negatable"]["groups"])


@cache
def load_beside_numbers() -> frozenset[str]:
    """Return the groups that are compared only beside one number."""
    return frozenset(read_word_list(__file__)["beside_numbers"]["groups"])


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


def find_opposites(statement: str, language: str, evidence: str, source_language: str) -> list[Mismatch]:
    """Find concepts of a statement whose group the evidence has with other members only.

    A denied "accepted" counts as "rejected". Other concepts that one text denies are left out.
    """
    given = [_resolve(concept, evidence, source_language) for concept in find_concepts(evidence, source_language)]
    found = []
    for concept in find_concepts(statement, language):
        member = _resolve(concept, statement, language)
        if concept.group in load_beside_numbers() or member is None:
            continue
        rivals = {other for other in given if other is not None and other[0] == concept.group}
        if rivals and member not in rivals:
            kind = _KINDS.get(concept.group, _NEGATION if concept.group in load_negatable() else "word")
            found.append(Mismatch(kind, statement[concept.start : concept.end], contradicts=True))
    return found


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
