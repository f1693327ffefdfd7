"""Additions: a clause, a cause or a word of a statement for which the evidence has nothing, within one language."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from bot.answering.facts.negation.clauses import split_clauses
from bot.answering.facts.quantities.number_lexicon import split_into_atoms
from bot.answering.facts.roles.concepts import find_concepts
from bot.answering.facts.roles.phrases import FoldedWord, PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word
from bot.answering.facts.types import Mismatch
from bot.answering.word_lists import read_word_list

_BREAK = re.compile(r"[,;:—–]")
_MIN_ADDED = 3
_MIN_COVERED = 0.5
_MIN_KEPT = 0.7
_MIN_CONTENT = 3


def find_unsupported_causes(statement: str, language: str, evidence: str, source_language: str) -> list[Mismatch]:
    """Find a "because" of a statement whose evidence gives no cause at all."""
    said = _load_causes(language, "cause").find(statement)
    if not said or _load_causes(source_language, "cause_hint").find(evidence):
        return []
    return [Mismatch("cause", statement[said[0].start : said[0].end])]


def find_unsupported_clauses(statement: str, language: str, evidence: str, question: str) -> list[Mismatch]:
    """Find a clause of at least two content words of which the evidence has none, beside a clause that it covers."""
    words = find_content_words(f"{evidence} {question}", language)
    clauses = [clause for clause in _split(statement, language) if find_content_words(clause, language)]
    shares = [_share(clause, language, words, evidence) for clause in clauses]
    if not shares or max(shares) < _MIN_COVERED:
        return []
    return [
        Mismatch("addition", clause.strip())
        for clause, share in zip(clauses[1:], shares[1:], strict=True)
        if share == 0
        and not any(part.negative for part in split_clauses(clause, language))
        and len(find_content_words(clause, language)) >= _MIN_ADDED
    ]


def find_swapped_words(statement: str, language: str, evidence: str, passage: str) -> list[Mismatch]:
    """Find a word of the passage where the evidence has another one, in a statement that repeats the rest word by word.

    A word that the passage does not have either may be a synonym.
    """
    around = find_content_words(passage, language)
    said, given = split_folded(statement), split_folded(evidence)
    content = [word for word in said if find_content_words(word.folded, language)]
    words = [word.folded for word in given]
    missing = [word for word in content if not has_word(word.folded, words, translated=False)]
    if len(content) < _MIN_CONTENT or not missing or len(content) - len(missing) < _MIN_KEPT * len(content):
        return []
    return [
        Mismatch("word", statement[word.start : word.end], contradicts=True)
        for word in missing
        if word.folded in around
        and not split_into_atoms(word.folded, language)
        and _is_substituted(said, said.index(word), given, language)
    ]


def _is_substituted(said: Sequence[FoldedWord], at: int, given: Sequence[FoldedWord], language: str) -> bool:
    """Whether both neighbors stand in the evidence around one other content word; an end has one neighbor."""
    before = said[at - 1].folded if at else None
    after = said[at + 1].folded if at + 1 < len(said) else None
    stated = [word.folded for word in said]
    for there, other in enumerate(given):
        previous = given[there - 1].folded if there else None
        following = given[there + 1].folded if there + 1 < len(given) else None
        if (
            previous == before
            and following == after
            and (before is not None or after is not None)
            and find_content_words(other.folded, language)
            and not has_word(other.folded, stated, translated=False)
        ):
            return True
    return False


def _split(statement: str, language: str) -> list[str]:
    conjunctions = _load_conjunctions(language)
    cuts = [match.start() for match in _BREAK.finditer(statement)]
    cuts += [word.start for word in split_folded(statement) if word.folded in conjunctions]
    bounds = [0, *sorted(cuts), len(statement)]
    return [statement[start:end] for start, end in pairwise(bounds)]


def _share(clause: str, language: str, words: frozenset[str], evidence: str) -> float:
    own = find_content_words(clause, language)
    shared = sum(has_word(word, words, translated=False) or bool(split_into_atoms(word, language)) for word in own)
    said = {(concept.group, concept.member) for concept in find_concepts(clause, language)}
    given = {(concept.group, concept.member) for concept in find_concepts(evidence, language)}
    return (shared + len(said & given)) / len(own)


@cache
def _load_conjunctions(language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)["clause"].get(language, ()))


@cache
def _load_causes(language: str, kind: str) -> PhraseTable[str]:
    return PhraseTable(language, {kind: read_word_list(__file__)[kind].get(language, ())})
