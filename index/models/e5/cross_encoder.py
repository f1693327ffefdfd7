"""The cross-encoder: question and sentence read together by the encoder's own last layers.

The lower layers see a passage at indexing time and a question when it is asked; the states of their tokens are kept.
The last three layers, with small trained additions (Hu et al., 2022, "LoRA"), then see both at once. Each token of the
sentence scores how likely the answer is there, and the sentence's score is their sum. Cao et al., 2020, "DeFormer",
splits an encoder this way. ``docs/cross-encoder.md`` is the model card; ``benchmarks/cross_encoder/`` trains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from index.concurrency.batching import Batcher
from index.concurrency.priority_semaphore import PrioritySemaphore
from index.models.e5 import STATES_AFTER
from index.models.e5.adapter import read_adapter
from index.models.e5.batch_layout import make_layout
from index.models.e5.encoder import MIN_TOKENS, open_session
from index.models.e5.graph_cache import find_or_build_graph
from index.models.e5.weights import Floats, ModelWeights

Codes = npt.NDArray[np.uint8]

_FILE = "cross_encoder.npz"
_MAX_QUESTION_TOKENS, _MAX_PAIR_TOKENS = 30, 96  # as in training
_MAX_TOKENS = 512
_LEVELS = 16


class Packing:
    """Packs the states of tokens: four bits for each principal direction, 96 bytes a token instead of 1,536."""

    def __init__(self, mean: Floats, directions: Floats, step: Floats) -> None:
        """Take the mean (hidden,), the directions (hidden, kept), and the width of a level in each (kept,)."""
        self._mean = mean
        self._directions = directions
        self._step = step

    def pack(self, states: Floats) -> Codes:
        """States (tokens, hidden) to codes (tokens, kept / 2)."""
        levels = np.floor((states - self._mean) @ self._directions / self._step) + _LEVELS // 2
        codes = np.clip(levels, 0, _LEVELS - 1).astype(np.uint8)
        return cast("Codes", codes[:, ::2] | codes[:, 1::2] << 4)

    def unpack(self, codes: Codes) -> Floats:
        """Codes (tokens, kept / 2) to approximate states (tokens, hidden)."""
        levels = np.stack([codes & (_LEVELS - 1), codes >> 4], axis=2).reshape(len(codes), -1)
        return cast("Floats", (levels - np.float32((_LEVELS - 1) / 2)) * self._step @ self._directions.T + self._mean)


@dataclass(frozen=True, slots=True)
class ScoringHead:
    """The weights that turn the last layer into a score.

    Attributes:
        sides: Added to the states of the question's tokens and of the sentence's, shape (2, hidden).
        token: Weights of a token of the sentence, shape (hidden,).
        pair: Weights of the pair's first token, shape (hidden,).
    """

    sides: Floats
    token: Floats
    pair: Floats


@dataclass(frozen=True, slots=True)
class _Pair:
    """States of a question and of a sentence, each of shape (tokens, hidden)."""

    question: Floats
    sentence: Floats

    def __len__(self) -> int:
        return len(self.question) + len(self.sentence)

    @property
    def counts(self) -> npt.NDArray[np.bool_]:
        """For each token whether its last state counts: the first one, and those of the sentence."""
        counts = np.ones(len(self), np.bool_)
        counts[1 : len(self.question)] = False
        return counts


class CrossEncoder:
    """Scores sentences against a question. Safe to call from several threads."""

    def __init__(
        self,
        weights: ModelWeights,
        cache: Path,
        adapter: Path | None = None,
        semaphore: PrioritySemaphore | None = None,
    ) -> None:
        """Load the adapter and the graph that is built with it.

        Args:
            weights: The encoder's.
            cache: The folder that keeps the graph; made if it is missing.
            adapter: A file that ``benchmarks/cross_encoder/train.py`` wrote; Pincite's own if None.
            semaphore: Shared with everything else that runs on these cores.
        """
        stored, digest = read_adapter(_FILE, adapter, weights)
        values = {name: value.astype(np.float32) for name, value in stored.items()}
        self.packing = Packing(values["mean"], values["directions"], values["step"])
        self._head = ScoringHead(values["sides"], values["token"], values["whole"])
        graph = find_or_build_graph("reader", lambda: _build(weights, values), digest, cache)
        self._session = open_session(graph)
        self._batcher = Batcher(
            self._run,
            size=len,
            min_size=MIN_TOKENS,
            max_size=_MAX_TOKENS,
            semaphore=semaphore or PrioritySemaphore(),
        )

    def score(self, question: Floats, sentences: Sequence[Floats]) -> Floats:
        """How well each sentence answers, shape (sentences,), higher is better; comparable for one question only.

        Args:
            question: The question's states, shape (tokens, hidden).
            sentences: Each sentence's states, shape (tokens, hidden); at least one token each.
        """
        first = question[:_MAX_QUESTION_TOKENS] + self._head.sides[0]
        room = _MAX_PAIR_TOKENS - len(first)
        pairs = [_Pair(first, states[:room] + self._head.sides[1]) for states in sentences]
        return np.array(self._batcher(pairs, urgent=True), np.float32)

    def _run(self, batch: Sequence[_Pair]) -> list[float]:
        lengths = [len(pair) for pair in batch]
        states = np.concatenate([part for pair in batch for part in (pair.question, pair.sentence)])
        layout = make_layout(lengths)
        kept = np.flatnonzero(np.concatenate([pair.counts for pair in batch])).astype(np.int32)
        [last] = self._session.run(["last"], {"states": states, "kept": kept, **layout})
        counted = [1 + len(pair.sentence) for pair in batch]
        firsts = np.cumsum(counted) - counted
        pair_scores = last[firsts] @ self._head.pair
        token_scores = np.split(last @ self._head.token, firsts[1:])
        return [
            _log_sum_exp(scores[1:]) + float(pair_score)
            for scores, pair_score in zip(token_scores, pair_scores, strict=True)
        ]


def _log_sum_exp(values: Floats) -> float:
    highest = values.max()
    return float(highest + np.log(np.exp(values - highest).sum()))


def _build(weights: ModelWeights, values: dict[str, Floats]) -> bytes:
    from index.models.e5.onnx_graph import build_cross_encoder  # noqa: PLC0415 - only the first start builds

    parts = ("q", "k", "v", "ao", "fi", "fo")
    layers = range(STATES_AFTER, weights.shape.layers)
    return build_cross_encoder(
        weights,
        {
            layer: {part: values[f"{layer}.{part}.in"] @ values[f"{layer}.{part}.out"] for part in parts}
            for layer in layers
        },
    )
