"""The cross-encoder in PyTorch: the encoder's last layers with LoRA, for ``index.models.e5.cross_encoder``."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from adapted_encoder import PARTS, EncoderLayer, open_weights
from examples import MAX_PAIR, TokenPair
from torch import nn
from torch.nn import functional

from index.models.e5 import STATES_AFTER

RANK = 16
_HEADS = ("sides", "token", "whole", "prior")
_MOST_GROUPS, _LEAST_OF_GROUP = 6, 6  # batches of pairs of similar length
_MASKED, NEVER = -1e4, -1e9


@dataclass(frozen=True, slots=True)
class PairScores:
    """Scores of pairs. Those of tokens are very low outside the sentence.

    Attributes:
        tokens: Whether a token is part of the answer, shape (pairs, MAX_PAIR).
        whole: The score of each pair, shape (pairs,).
        answerable: The logit that the sentence answers, shape (pairs,).
        bounds: The logits of an answer's first and last token, shape (pairs, MAX_PAIR, 2).
    """

    tokens: torch.Tensor
    whole: torch.Tensor
    answerable: torch.Tensor
    bounds: torch.Tensor


class CrossEncoderNetwork(nn.Module):
    """Scores each token of a sentence, and each pair as a whole.

    Two auxiliary heads shape the layers below them during training: whether the sentence answers, and where the answer
    begins and ends. ``write`` drops them.
    """

    def __init__(self) -> None:
        """Start from the encoder's weights; the additions are zero."""
        super().__init__()
        weights = open_weights()
        hidden = weights.shape.hidden
        self.layers = nn.ModuleList(
            EncoderLayer(weights, number, RANK) for number in range(STATES_AFTER, weights.shape.layers)
        )
        self.sides = nn.Parameter(torch.zeros(2, hidden))
        self.token = nn.Parameter(torch.randn(hidden) * 0.02)
        self.whole = nn.Parameter(torch.zeros(hidden))
        self.prior = nn.Parameter(torch.tensor(1.5))
        self.answerable = nn.Linear(3 * hidden, 1)
        self.bounds = nn.Linear(hidden, 2)

    def forward(self, pairs: Sequence[TokenPair]) -> PairScores:
        """Score pairs."""
        order = np.argsort([len(pair) for pair in pairs], kind="stable")
        count = max(1, min(_MOST_GROUPS, len(order) // _LEAST_OF_GROUP))
        groups = [group for group in np.array_split(order, count) if len(group)]
        found = [self._score([pairs[at] for at in group]) for group in groups]
        back = torch.from_numpy(np.argsort(np.concatenate(groups)))
        return PairScores(
            *(torch.cat([getattr(part, field.name) for part in found])[back] for field in fields(PairScores))
        )

    def _score(self, pairs: Sequence[TokenPair]) -> PairScores:
        length = max(map(len, pairs))
        states = np.zeros((len(pairs), length, len(self.token)), np.float32)
        asked = np.zeros((len(pairs), length), np.bool_)
        said = np.zeros_like(asked)
        for row, pair in enumerate(pairs):
            middle = len(pair.question)
            states[row, :middle], states[row, middle : len(pair)] = pair.question, pair.sentence
            asked[row, :middle], said[row, middle : len(pair)] = True, True
        x = torch.from_numpy(states) + self.sides[torch.from_numpy(said.astype(np.int64))]
        mask = torch.zeros(said.shape).masked_fill(torch.from_numpy(~(asked | said)), _MASKED)[:, None, None, :]
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers:
                x = layer(x, mask)
        return self._read_heads(x.float(), torch.from_numpy(asked)[:, :, None], torch.from_numpy(~said)[:, :, None])

    def _read_heads(self, x: torch.Tensor, asked: torch.Tensor, outside: torch.Tensor) -> PairScores:
        mean = (x * asked).sum(1) / asked.sum(1)
        highest = x.masked_fill(outside, _MASKED).max(1).values
        padding = MAX_PAIR - x.shape[1]
        tokens = (x @ self.token).masked_fill(outside[:, :, 0], NEVER)
        bounds = self.bounds(x).masked_fill(outside, NEVER)
        return PairScores(
            functional.pad(tokens, (0, padding), value=NEVER),
            x[:, 0] @ self.whole,
            self.answerable(torch.cat([x[:, 0], mean, highest], 1))[:, 0],
            functional.pad(bounds, (0, 0, 0, padding), value=NEVER),
        )

    def load(self, path: Path) -> None:
        """Start from weights that ``write`` wrote."""
        with np.load(path) as stored, torch.no_grad():
            for name in _HEADS:
                getattr(self, name).copy_(torch.from_numpy(stored[name].astype(np.float32)))
            for number, layer in enumerate(self.layers, start=STATES_AFTER):
                for part in PARTS:
                    linear = getattr(layer, part)
                    linear.down.copy_(torch.from_numpy(stored[f"{number}.{part}.in"].T.astype(np.float32)))
                    linear.up.copy_(torch.from_numpy(stored[f"{number}.{part}.out"].T.astype(np.float32)))

    def write(self, path: Path, **packing: np.ndarray) -> None:
        """Write the trained weights and the packing in the format of ``index.models.e5.cross_encoder``."""
        arrays: dict[str, Any] = {name: getattr(self, name).detach().numpy() for name in _HEADS}
        for number, layer in enumerate(self.layers, start=STATES_AFTER):
            for part in PARTS:
                linear = getattr(layer, part)
                arrays[f"{number}.{part}.in"] = linear.down.detach().numpy().T.astype(np.float16)
                arrays[f"{number}.{part}.out"] = linear.up.detach().numpy().T.astype(np.float16)
        np.savez_compressed(path, **(arrays | packing))
