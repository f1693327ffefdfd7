"""Labelled pairs of a statement and its evidence, as JSON Lines."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path

from index.models.base import EvidencePair


class Label(IntEnum):
    """What the evidence says about a statement. The first three are the model's classes, in its order."""

    SUPPORTED = 0
    NOT_SAID = 1
    CONTRADICTED = 2
    NOT_SUPPORTED = 3
    """Not said or contradicted; the data does not tell which."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A statement or a question, its evidence, and whether the evidence supports the statement or answers.

    Attributes:
        statement: Empty for a question.
        context: The sentence before the evidence; empty if there is none.
        question: The question that the statement answers, which may be empty; or the question alone.
        kind: How the statement was made, for the report.
        language: ISO 639-1 code; the evidence's and the statement's, joined by a hyphen, if they differ.
    """

    evidence: str
    statement: str
    label: Label
    kind: str
    language: str
    context: str = ""
    question: str = ""

    @property
    def evidence_pair(self) -> EvidencePair:
        """The pair as the model reads it."""
        return EvidencePair(self.evidence, self.statement, self.question, self.context)


def write_pairs(pairs: Iterable[LabelledPair], path: Path) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for pair in pairs:
            file.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")


def read_pairs(path: Path) -> list[LabelledPair]:
    """Read the pairs that ``write_pairs`` wrote."""
    with path.open(encoding="utf-8") as file:
        return [LabelledPair(**{**raw, "label": Label(raw["label"])}) for raw in map(json.loads, file)]
