"""The cross-encoder in PyTorch: the encoder's last layers with LoRA, for ``index.models.e5.cross_encoder``."""

from collections.abc import Sequence
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
_GROUPS = 4  # batches of pairs of similar length
_NEVER = -1e9


class CrossEncoderNetwork(nn.Module):
    """Scores each token of a sentence, and each pair as a whole."""

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

    def read(self, pairs: Sequence[TokenPair]) -> tuple[torch.Tensor, torch.Tensor]:
        """Score pairs.

        Returns:
            Scores of tokens ``(pairs, MAX_PAIR)``, very low outside the sentence, and scores of pairs ``(pairs,)``.
        """
        lengths = np.array([len(pair.question) + len(pair.sentence) for pair in pairs])
        order = np.argsort(lengths, kind="stable")
        groups = [group for group in np.array_split(order, _GROUPS) if len(group)]
        found = [self._read([pairs[at] for at in group]) for group in groups]
        back = torch.from_numpy(np.argsort(np.concatenate(groups)))
        return torch.cat([tokens for tokens, _ in found])[back], torch.cat([whole for _, whole in found])[back]

    def _read(self, pairs: Sequence[TokenPair]) -> tuple[torch.Tensor, torch.Tensor]:
        length = max(len(pair.question) + len(pair.sentence) for pair in pairs)
        states = np.zeros((len(pairs), length, len(self.token)), np.float32)
        side = np.zeros((len(pairs), length), np.int64)
        own = np.zeros((len(pairs), length), np.bool_)
        for row, pair in enumerate(pairs):
            middle, end = len(pair.question), len(pair.question) + len(pair.sentence)
            states[row, :middle], states[row, middle:end] = pair.question, pair.sentence
            side[row, middle:end], own[row, :end] = 1, True
        x = torch.from_numpy(states) + self.sides[torch.from_numpy(side)]
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        mask = torch.zeros(own.shape, dtype=kind).masked_fill(torch.from_numpy(~own), -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x.to(kind), mask)
        x = x.float()
        tokens = (x @ self.token).masked_fill(torch.from_numpy(~own | (side == 0)), _NEVER)
        return functional.pad(tokens, (0, MAX_PAIR - length), value=_NEVER), x[:, 0] @ self.whole

    def write(self, path: Path, **packing: np.ndarray) -> None:
        """Write the trained weights and the packing in the format of ``index.models.e5.cross_encoder``."""
        values = {"sides": self.sides, "token": self.token, "whole": self.whole, "prior": self.prior}
        arrays: dict[str, Any] = {name: value.detach().numpy() for name, value in values.items()}
        for number, layer in enumerate(self.layers, start=STATES_AFTER):
            for part in PARTS:
                linear = getattr(layer, part)
                arrays[f"{number}.{part}.in"] = linear.down.detach().numpy().T.astype(np.float16)
                arrays[f"{number}.{part}.out"] = linear.up.detach().numpy().T.astype(np.float16)
        np.savez_compressed(path, **(arrays | packing))
