"""Labelled values: "Chair: Ann Lee Minutes: Bo Ray" says of Bo Ray that he took the minutes, and not Ann Lee. Pure.

Lines of a heading such as the one of minutes are often one sentence, which has all of their names and numbers.
"""

import re
from functools import lru_cache

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.roles.phrases import list_folded
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import are_related

_LABEL = re.compile(r"(?<![^\s,;|(])([^\W\d_][\w’'-]*)(?::(?=\s+\S)|：(?=\s*\S))")
_MIN_LABELS = 2


def find_values_of_other_labels(comparison: FactComparison) -> list[Mismatch]:
    """Find a value that the evidence has under other labels than the one that statement or question names.

    A statement with any value of that label is left to the other rules.
    """
    if comparison.crosses_languages:
        return []
    labelled = _find_labelled(comparison.joined)
    said, asked = frozenset(list_folded(comparison.statement)), frozenset(list_folded(comparison.question))
    named = _find_named(labelled, said) or _find_named(labelled, asked)
    if not named:
        return []
    grammar = folded_function_words(comparison.language)
    own = said - asked - grammar - {word for word in said if any(are_related(word, label) for label, _ in labelled)}
    if any(own & words for label, words in labelled if label in named):
        return []
    moved = next((own & words for label, words in labelled if label not in named and own & words), None)
    return [Mismatch("role", " ".join(sorted(moved)), contradicts=True)] if moved else []


def _find_named(labelled: tuple[tuple[str, frozenset[str]], ...], words: frozenset[str]) -> set[str]:
    return {label for label, _ in labelled if any(are_related(word, label) for word in words)}


@lru_cache(maxsize=1024)
def _find_labelled(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Find the labels of a text, folded, each with the words up to the next one; none unless there are several."""
    found = [label for label in _LABEL.finditer(text) if label[1][0].isupper() or not label[1][0].islower()]
    if len(found) < _MIN_LABELS:
        return ()
    ends = [*(label.start() for label in found[1:]), len(text)]
    return tuple(
        (folded[0], frozenset(list_folded(text[label.end() : end])))
        for label, end in zip(found, ends, strict=True)
        if (folded := list_folded(label[1]))
    )
