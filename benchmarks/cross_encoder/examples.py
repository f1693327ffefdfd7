"""Reads the files of ``prepare.py`` as training examples: token states, priors and answer positions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.models.e5.cross_encoder import Packing

CANDIDATES = 12  # of each question, from the first stage of ranking
MAX_QUESTION, MAX_PAIR = 30, 96  # tokens, as in index.models.e5.cross_encoder


def read_packing_arrays() -> dict[str, npt.NDArray[Any]]:
    """Return mean, directions and step of the cross-encoder that comes with Pincite."""
    with resources.files("index.models.e5").joinpath("cross_encoder.npz").open("rb") as file:
        stored = np.load(file)
        return {name: stored[name] for name in ("mean", "directions", "step")}


def read_packing() -> Packing:
    """Return the packing of the cross-encoder that comes with Pincite."""
    return Packing(**{name: values.astype(np.float32) for name, values in read_packing_arrays().items()})


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """A question and its best sentences in one document, best first.

    Attributes:
        document: The number of the document in its set.
        question: The number of the question in its own set.
        sentences: The numbers of the best sentences, and of all that answer.
        prior: Their first-stage scores, as z-scores.
        gold: The numbers of the sentences that an answer touches; empty if the document does not answer.
        answers: Start and end of each answer in the document.
        paragraph: Start and end of the paragraph that the question was asked about.
    """

    document: int
    question: int
    sentences: list[int]
    prior: list[float]
    gold: list[int]
    answers: list[tuple[int, int]]
    paragraph: tuple[int, int]

    @property
    def is_usable(self) -> bool:
        """Whether the document does not answer, or a sentence does."""
        return bool(self.gold) or not self.answers


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question about a document.

    Attributes:
        asker: The set of the question.
        read: The set of the document; another one if the question is in another language.
    """

    asker: str
    read: str
    item: CandidateItem


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The token states of a question and a sentence.

    Attributes:
        answers: The first and the last token of each answer in the sentence, counted from the sentence's first token.
    """

    question: npt.NDArray[np.float32]
    sentence: npt.NDArray[np.float32]
    answers: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.question) + len(self.sentence)


class ExampleStore:
    """All token states in memory; those of passages are packed, as in the product."""

    def __init__(self, cache: Path) -> None:
        """Read the files that ``prepare.py`` wrote to ``cache``."""
        self._stored = json.loads((cache / "items.json").read_text(encoding="utf-8"))
        self._packing = read_packing()
        self._rows = {name: dict(np.load(cache / f"{name}.npz")) for name in self._stored["outlines"]}
        for row in self._rows.values():
            row["offsets"] = np.concatenate([[0], np.cumsum(row["lengths"])])
            row["question_offsets"] = np.concatenate([[0], np.cumsum(row["question_lengths"])])
        self._bases = {name: self._first_passages(name) for name in self._rows}

    def examples(self) -> Iterator[TrainingExample]:
        """Yield every question that can be trained on, with its document."""
        for key, rows in self._stored["items"].items():
            asker, read = key.split(" ")
            for raw in rows:
                item = CandidateItem(**raw)
                if item.is_usable:
                    yield TrainingExample(asker, read, item)

    def is_in_paragraph(self, example: TrainingExample, sentence: int) -> bool:
        """Whether a sentence is in the paragraph that the question was asked about."""
        _, start, end = self._outline(example)["sentences"][sentence]
        first, last = example.item.paragraph
        return start < last and end > first

    def pair(self, example: TrainingExample, sentence: int) -> TokenPair:
        """Return a question with one sentence of its document.

        Args:
            example: The question.
            sentence: The number of the sentence in the document, from 0.
        """
        rows, asked = self._rows[example.read], self._rows[example.asker]
        first, last = asked["question_offsets"][example.item.question :][:2]
        question = asked["question_states"][first:last][:MAX_QUESTION].astype(np.float32)
        outline = self._outline(example)
        passage, start, end = outline["sentences"][sentence]
        origin = outline["passages"][passage][0]
        first, last = rows["offsets"][self._bases[example.read][example.item.document] + passage :][:2]
        starts = rows["starts"][first:last]
        begin, stop = np.searchsorted(starts, [start - origin, end - origin])
        begin = min(begin, max(stop - 1, 0))  # at least one token
        stop = min(stop, begin + MAX_PAIR - len(question))
        # Only starts are stored, so a token ends at the next start: the answer may begin within a token.
        ends = np.append(starts[1:], end - origin)
        spans = []
        for answer_start, answer_end in example.item.answers:
            inside = (starts[begin:stop] + origin < answer_end) & (ends[begin:stop] + origin > answer_start)
            touched = np.flatnonzero(inside)
            if len(touched):
                spans.append((int(touched[0]), int(touched[-1])))
        states = self._packing.unpack(rows["codes"][first + begin : first + stop])
        return TokenPair(question, states.astype(np.float32), tuple(spans))

    def _outline(self, example: TrainingExample) -> dict[str, Any]:
        outline: dict[str, Any] = self._stored["outlines"][example.read][example.item.document]
        return outline

    def _first_passages(self, name: str) -> npt.NDArray[np.int64]:
        counts = [len(outline["passages"]) for outline in self._stored["outlines"][name]]
        return np.concatenate([[0], np.cumsum(counts)])
