"""Clauses with names: which parts of a text are about whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.facts.naming.names import ProperName
from bot.answering.facts.negation.clauses import load_contrasts
from bot.answering.facts.roles.people import find_sure_names, is_same_name
from bot.answering.facts.roles.phrases import split_folded
from bot.answering.facts.roles.pieces import find_content_words, load_conjunctions
from bot.answering.facts.types import Evidence, NamedPair

_BREAK = re.compile(r"[,;:–—](?!\d)")
_MIN_WORDS = 2


@dataclass(frozen=True, slots=True)
class NamedClause:
    """A clause without its names; ``names`` are what it is about."""

    words: str
    names: tuple[ProperName, ...]

    def is_about(self, name: ProperName) -> bool:
        """Whether the clause has a name, in whichever script or spelling."""
        return any(is_same_name(name, other) for other in self.names)


def pair_named_clauses(statement: str, language: str, evidence: Evidence, source_language: str) -> list[NamedPair]:
    """See ``find_named_pairs``; the languages are resolved."""
    known = (evidence.context, *evidence.elsewhere)
    if language == source_language:
        known += (statement,)
    said = [
        clause
        for clause in _split(statement, language, known, source_language)
        if clause.names and len(find_content_words(clause.words, language)) >= _MIN_WORDS
    ]
    if len(said) <= 1:
        return []
    given = [clause for text in evidence.sentences for clause in _split(text, source_language, known, source_language)]
    pairs = []
    for at, one in enumerate(said):
        for two in said[at + 1 :]:
            left, right = one.names[0], two.names[0]
            of_left = tuple(each.words for each in given if each.is_about(left) and not each.is_about(right))
            of_right = tuple(each.words for each in given if each.is_about(right) and not each.is_about(left))
            if of_left and of_right:
                pairs.append(NamedPair((one.words, two.words), (left.text, right.text), (of_left, of_right)))
    return pairs


def _split(text: str, language: str, known: tuple[str, ...], written: str) -> list[NamedClause]:
    """Split a text into clauses with names; one without a name, and the one after a bare name, continue another."""
    names = find_sure_names(text, language, known=known, written=written)
    joining = load_conjunctions(language) | load_contrasts(language)
    cuts = {match.end() for match in _BREAK.finditer(text)}
    cuts |= {word.start for word in split_folded(text) if word.folded in joining}
    cuts -= {cut for cut in cuts for name in names if name.start < cut < name.start + len(name.text)}
    clauses: list[NamedClause] = []
    for start, end in pairwise([0, *sorted(cuts), len(text)]):
        own = tuple(name for name in names if start <= name.start < end)
        words = _remove(text[start:end], own)
        last = clauses[-1] if clauses else NamedClause("", ())
        if clauses and (not own or not find_content_words(last.words, language)):
            clauses[-1] = NamedClause(f"{last.words} {words}".strip(), (*last.names, *own))
        else:
            clauses.append(NamedClause(words, own))
    return clauses


def _remove(text: str, names: Sequence[ProperName]) -> str:
    for name in names:
        text = text.replace(name.text, "")
    return re.sub(r"\s+", " ", text).strip(" ,;:–—")
