"""The entailment model in PyTorch: all layers of the encoder with LoRA."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from adapted_encoder import EncoderLayer, open_weights
from entailment.tokenized_pairs import TrainingPair
from torch import nn
from torch.nn import functional

from index.models.e5.entailment_model import PARTS

RANK = 32
_CLASSES = 3  # supported, not said, contradicted
_MASKED = -1e4


class EntailmentNetwork(nn.Module):
    """Reads a statement with its evidence and classifies the statement."""

    def __init__(self, rank: int = RANK) -> None:
        """Start from the encoder's weights; the additions are zero."""
        super().__init__()
        self._weights = open_weights()
        shape = self._weights.shape
        self._hidden, self._epsilon = shape.hidden, shape.epsilon
        self.layers = nn.ModuleList(EncoderLayer(self._weights, number, rank) for number in range(shape.layers))
        self.sides = nn.Parameter(torch.zeros(PARTS, shape.hidden))
        self.head = nn.Linear(3 * shape.hidden, _CLASSES)
        self.register_buffer("norm_w", torch.tensor(self._weights.read_vector("emb.ln.w")))
        self.register_buffer("norm_b", torch.tensor(self._weights.read_vector("emb.ln.b")))

    def forward(self, pairs: Sequence[TrainingPair]) -> torch.Tensor:
        """Return logits of shape ``(pairs, classes)``.

        The head reads the state of the first token, and the mean and the maximum over the tokens of
        the statement, or of the question that the evidence may answer.
        """
        length = max(map(len, pairs))
        ids = np.full((len(pairs), length), self._weights.pad)
        parts = np.zeros((len(pairs), length), np.int64)
        own = np.zeros((len(pairs), length), np.bool_)
        for row, pair in enumerate(pairs):
            ids[row, : len(pair)], parts[row, : len(pair)], own[row, : len(pair)] = pair.ids, pair.parts, True
        x = torch.from_numpy(self._weights.read_words(ids) + self._weights.positions[:length][None])
        x = functional.layer_norm(x, (self._hidden,), self.norm_w, self.norm_b, self._epsilon)
        x = x + self.sides[torch.from_numpy(parts)]
        mask = torch.zeros(own.shape).masked_fill(torch.from_numpy(~own), _MASKED)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        said = torch.from_numpy((parts == parts[:, :1]) & own)[:, :, None]
        mean = (x * said).sum(1) / said.sum(1).clamp(min=1)
        highest = x.masked_fill(~said, _MASKED).max(1).values
        return self.head(torch.cat([x[:, 0], mean, highest], 1))

    def read_trained(self) -> dict[str, torch.Tensor]:
        """Return the trained parameters by name; the encoder's own are not among them."""
        return {name: value.detach() for name, value in self.named_parameters()}

    def load_trained(self, trained: Mapping[str, torch.Tensor]) -> None:
        """Take the parameters that ``read_trained`` returned."""
        self.load_state_dict(dict(trained), strict=False)
