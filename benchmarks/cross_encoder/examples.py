"""Reads the files of ``prepare.py`` as training examples: token states, priors and answer positions."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.models.e5.cross_encoder import Packing

PARALLEL = ("en", "es", "de", "ru", "zh")
OTHERS = ("squad2", "cmrc", "drcd")
MAX_QUESTION, MAX_PAIR = 30, 96  # tokens, as in index.models.e5.cross_encoder
_KEPT = 192  # directions
_SAMPLE = 100_000  # tokens for the principal directions


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question about an article.

    Attributes:
        asker: The question's dataset or language.
        read: The article's dataset or language.
        fold: The article's title, which keeps training and test data apart.
        raw: The fields of a ``prepare.CandidateItem``.
    """

    asker: str
    read: str
    fold: str
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The token states of a question and a sentence, and a mask of the sentence's answer tokens."""

    question: npt.NDArray[np.float32]
    sentence: npt.NDArray[np.float32]
    answers: npt.NDArray[np.bool_]


class ExampleStore:
    """All token states in memory; those of passages have been packed and unpacked, as in the product."""

    def __init__(self, cache: Path) -> None:
        """Read the files that ``prepare.py`` wrote to ``cache``."""
        self._rows = {name: dict(np.load(cache / f"{name}.npz")) for name in (*PARALLEL, *OTHERS)}
        self._stored = json.loads((cache / "items.json").read_text(encoding="utf-8"))
        self.mean, self.directions, self.step = self._directions()
        packing = Packing(self.mean, self.directions.astype(np.float32), self.step)
        for row in self._rows.values():
            row["offsets"] = np.concatenate([[0], np.cumsum(row["lengths"])])
            row["question_offsets"] = np.concatenate([[0], np.cumsum(row["question_lengths"])])
            states = row["states"]
            for at in range(0, len(states), 20_000):
                codes = packing.pack(states[at : at + 20_000].astype(np.float32))
                states[at : at + 20_000] = packing.unpack(codes)
        self._bases = {name: self._first_passages(name) for name in self._rows}

    def examples(self) -> list[TrainingExample]:
        """Return every question with its article in every language."""
        return [
            TrainingExample(asker, read, self._stored["outlines"][read][raw["article"]]["title"].lower(), raw)
            for key, rows in self._stored["items"].items()
            for asker, read in [key.split(" ")]
            for raw in rows
        ]

    def titles(self) -> list[str]:
        """Return the titles of the parallel articles in order, in lower case."""
        return [outline["title"].lower() for outline in self._stored["outlines"]["en"]]

    def pair(self, example: TrainingExample, sentence: int) -> TokenPair:
        """Return a question with one sentence of its article.

        Args:
            example: The question.
            sentence: The number of the sentence in the article, from 0.
        """
        rows, asked = self._rows[example.read], self._rows[example.asker]
        first, last = asked["question_offsets"][example.raw["question"] :][:2]
        question = asked["question_states"][first:last][:MAX_QUESTION].astype(np.float32)
        outline = self._stored["outlines"][example.read][example.raw["article"]]
        passage, start, end = outline["sentences"][sentence]
        origin = outline["passages"][passage][0]
        first, last = rows["offsets"][self._bases[example.read][example.raw["article"]] + passage :][:2]
        starts = rows["starts"][first:last]
        own = np.flatnonzero((starts >= start - origin) & (starts < end - origin))[: MAX_PAIR - len(question)]
        begin, stop = example.raw["answer"]
        # Only starts are stored, so a token ends at the next start: the answer may begin within a token.
        ends = np.append(starts[1:], end - origin)[own]
        answers = (starts[own] + origin < stop) & (ends + origin > begin)
        return TokenPair(question, rows["states"][first:last][own].astype(np.float32), answers)

    def _first_passages(self, name: str) -> npt.NDArray[np.int64]:
        counts = [len(outline["passages"]) for outline in self._stored["outlines"][name]]
        return np.concatenate([[0], np.cumsum(counts)])

    def _directions(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float16], npt.NDArray[np.float32]]:
        """Return the mean, the principal directions, and the width of each direction's sixteen levels."""
        rows = [row["states"] for row in self._rows.values()]
        every = max(1, sum(map(len, rows)) // _SAMPLE)
        states = np.concatenate([row[::every].astype(np.float32) for row in rows])
        mean = states.mean(axis=0)
        values, vectors = np.linalg.eigh(np.cov((states - mean).T))
        kept = slice(None, -_KEPT - 1, -1)
        # 0.335 standard deviations is the best step for sixteen equal levels of a normal distribution (Max, 1960).
        return mean, vectors[:, kept].astype(np.float16), (0.335 * np.sqrt(values[kept])).astype(np.float32)
