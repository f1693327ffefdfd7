"""What ``prepare.py`` wrote, as examples to learn from: tokens' states, priors and where the answer stands."""

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
_SAMPLE = 100_000  # tokens that the directions are found in


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of an article.

    Attributes:
        asker: The question's dataset, or language.
        read: The article's dataset, or language.
        fold: What keeps apart what is learned from and what is tested: the article's title.
        raw: The item as it was written (``prepare.Item``).
    """

    asker: str
    read: str
    fold: str
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a sentence, as tokens' states, and which of the sentence's tokens are the answer's."""

    question: npt.NDArray[np.float32]
    sentence: npt.NDArray[np.float32]
    answers: npt.NDArray[np.bool_]


class Store:
    """All states in memory, those of passages as they are once packed and unpacked."""

    def __init__(self, cache: Path) -> None:
        """Read what ``prepare.py`` wrote to ``cache``."""
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

    def examples(self) -> list[Example]:
        """Every question, asked of its article in every language there is."""
        return [
            Example(asker, read, self._stored["outlines"][read][raw["article"]]["title"].lower(), raw)
            for key, rows in self._stored["items"].items()
            for asker, read in [key.split(" ")]
            for raw in rows
        ]

    def titles(self) -> list[str]:
        """The titles of the parallel articles, lower case, in order."""
        return [outline["title"].lower() for outline in self._stored["outlines"]["en"]]

    def pair(self, example: Example, sentence: int) -> Pair:
        """A question and one sentence of the article, counted from 0."""
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
        # A token stands where it starts, so one that the answer begins within counts by its end, the next one's start.
        ends = np.append(starts[1:], end - origin)[own]
        answers = (starts[own] + origin < stop) & (ends + origin > begin)
        return Pair(question, rows["states"][first:last][own].astype(np.float32), answers)

    def _first_passages(self, name: str) -> npt.NDArray[np.int64]:
        counts = [len(outline["passages"]) for outline in self._stored["outlines"][name]]
        return np.concatenate([[0], np.cumsum(counts)])

    def _directions(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float16], npt.NDArray[np.float32]]:
        """Mean, principal directions, and the width of one of sixteen levels in each."""
        rows = [row["states"] for row in self._rows.values()]
        every = max(1, sum(map(len, rows)) // _SAMPLE)
        states = np.concatenate([row[::every].astype(np.float32) for row in rows])
        mean = states.mean(axis=0)
        values, vectors = np.linalg.eigh(np.cov((states - mean).T))
        kept = slice(None, -_KEPT - 1, -1)
        # 0.335 standard deviations is the best step for sixteen equal levels of a normal distribution (Max, 1960).
        return mean, vectors[:, kept].astype(np.float16), (0.335 * np.sqrt(values[kept])).astype(np.float32)
