"""Reads the groups that were written to contrast: one statement or question beside several sentences of one thing.

A group of statements is a paragraph of lines::

    = LANGUAGE | KIND | THE SENTENCE BEFORE, or "-"
    A A SENTENCE
    B ANOTHER ONE, in which something is otherwise
    A- STATEMENT        sentence A supports it, B contradicts it
    B0 STATEMENT        sentence B supports it, A leaves it open
    AB STATEMENT        both support it; "--" both contradict it, "00" both leave it open

A group of questions has three or four sentences that could stand in one article::

    ? LANGUAGE | SUBJECT | THE SENTENCE BEFORE, or "-"
    A A SENTENCE
    ?A QUESTION         sentence A answers it, the others do not; "?-" if none does

``[CODE]`` before a statement or a question names its language where that is not the group's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from entailment.pairs import Label, LabelledPair
from entailment.written_pairs import part_language, read_items

_HEAD = re.compile(r"([=?]) *(\w\w) *\| *([^|]*?) *\| *(.+)")
_SENTENCE = re.compile(r"([A-E])[.:)]? +(.+)")
_STATEMENT = re.compile(r"([A-E]+[-0]?|--|00) +(.+)")
_QUESTION = re.compile(r"\?([A-E]+|-) *(.+)")
_OTHERWISE = {"-": Label.CONTRADICTED, "0": Label.NOT_SAID}


@dataclass(slots=True)
class ContrastGroup:
    """A group as its lines give it.

    Attributes:
        kind: What is otherwise in the second sentence, or the subject of the questions.
        before: The sentence before each of the sentences; empty if there is none.
        statements: Each with the letters of the sentences that support it, and what the others say.
        questions: Each with the letters of the sentences that answer it.
    """

    language: str
    kind: str
    before: str
    sentences: dict[str, str] = field(default_factory=dict)
    statements: list[tuple[str, Label, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)


def read_groups(path: Path) -> Iterator[ContrastGroup]:
    """Yield the groups of a file.

    Raises:
        ValueError: A line has none of the forms.
    """
    return read_items(path, _start, _read_line)


def _start(line: str) -> ContrastGroup | None:
    head = _HEAD.fullmatch(line)
    return ContrastGroup(head[2], head[3], "" if head[4] == "-" else head[4]) if head else None


def _read_line(line: str, group: ContrastGroup) -> bool:
    if (found := _SENTENCE.fullmatch(line)) and found[1] not in group.sentences:
        group.sentences[found[1]] = found[2]
    elif found := _QUESTION.fullmatch(line):
        group.questions.append((found[1].strip("-"), found[2]))
    elif (found := _STATEMENT.fullmatch(line)) and set(found[1]) <= {*group.sentences, *_OTHERWISE}:
        otherwise = _OTHERWISE.get(found[1][-1], Label.NOT_SAID)
        group.statements.append((found[1].rstrip("-0"), otherwise, found[2]))
    else:
        return False
    return True


def make_contrasts(group: ContrastGroup) -> Iterator[LabelledPair]:
    """Yield the pairs of a group: each statement and each question beside each sentence."""
    for letters, otherwise, text in group.statements:
        language, statement = part_language(text, group.language)
        for letter, sentence in group.sentences.items():
            label = Label.SUPPORTED if letter in letters else otherwise
            yield LabelledPair(sentence, statement, label, f"contrast: {group.kind}", language, group.before)
    for letters, text in group.questions:
        language, question = part_language(text, group.language)
        for letter, sentence in group.sentences.items():
            label = Label.SUPPORTED if letter in letters else Label.NOT_SUPPORTED
            kind = "answered" if letter in letters else "other sentence" if letters else "unanswerable"
            kind = f"contrast asked: {kind}"
            yield LabelledPair(sentence, "", label, kind, language, group.before, question)
