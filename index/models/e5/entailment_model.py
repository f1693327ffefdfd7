"""The entailment model: all layers of the encoder read a statement, or a question, together with its evidence.

For a statement it tells whether the evidence supports it, leaves it open, or contradicts it; for a question, whether
the evidence answers. Trained additions to each matrix (Hu et al., 2022, "LoRA") make the encoder read pairs.
``docs/entailment.md`` is the model card; ``benchmarks/entailment/`` trains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from index.concurrency.batching import Batcher
from index.concurrency.priority_semaphore import PrioritySemaphore
from index.models.base import EvidencePair
from index.models.e5.adapter import Stored, read_adapter
from index.models.e5.batch_layout import make_layout
from index.models.e5.encoder import MIN_TOKENS, open_session
from index.models.e5.graph_cache import find_or_build_graph
from index.models.e5.tokenizer import Tokenizer
from index.models.e5.weights import Floats, ModelWeights

PARTS = 5
"""The parts of a pair, in the order of their vectors: the statement, the evidence, the question that the statement
answers, the sentence before the evidence, and a question without a statement."""

_STATEMENT, _EVIDENCE, _QUESTION, _CONTEXT, _ASKED = range(PARTS)
_MAX_TOKENS = {_STATEMENT: 100, _EVIDENCE: 150, _QUESTION: 40, _CONTEXT: 70, _ASKED: 100}  # as in training

_FILE = "entailment.npz"
_MAX_BATCH = 512  # tokens


@dataclass(frozen=True, slots=True)
class TokenizedPair:
    """The tokens of a pair, with the number of the part that each belongs to."""

    ids: list[int]
    parts: list[int]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def judged(self) -> int:
        """The number of tokens of the statement or question that is judged; they come first."""
        return self.parts.count(self.parts[0])


def tokenize_pair(tokenizer: Tokenizer, pair: EvidencePair) -> TokenizedPair:
    """Return the tokens of a pair: the statement, its question, the evidence, the sentence before it."""
    ids: list[int] = []
    parts: list[int] = []
    for part, prefix, text in (
        (_STATEMENT, "query: ", pair.statement),
        (_QUESTION, "", pair.question if pair.statement else ""),
        (_ASKED, "query: ", "" if pair.statement else pair.question),
        (_EVIDENCE, "passage: ", pair.evidence),
        (_CONTEXT, "", pair.context),
    ):
        if text or part == _EVIDENCE:
            tokens = tokenizer.tokenize(prefix, text).ids[: _MAX_TOKENS[part] + (not prefix)]
            own = tokens if prefix else tokens[1:]
            ids.extend(own)
            parts.extend([part] * len(own))
    return TokenizedPair(ids, parts)


class EntailmentModel:
    """Judges statements and questions by their evidence. Safe to call from several threads."""

    def __init__(
        self,
        weights: ModelWeights,
        tokenizer: Tokenizer,
        cache: Path,
        semaphore: PrioritySemaphore,
    ) -> None:
        """Load the adapter and the graph that is built with it.

        Args:
            weights: The encoder's.
            tokenizer: The encoder's.
            cache: The folder that keeps the graph; made if it is missing.
            semaphore: Shared with everything else that runs on these cores.
        """
        stored, digest = read_adapter(_FILE, None, weights)
        self._weights = weights
        self._tokenizer = tokenizer
        self._sides = stored["sides"].astype(np.float32)
        self._head = stored["head"].astype(np.float32), stored["bias"].astype(np.float32)
        graph = find_or_build_graph("entailment", lambda: _build(weights, stored), digest, cache)
        self._session = open_session(graph)
        self._batcher = Batcher(
            self._run,
            size=len,
            min_size=MIN_TOKENS,
            max_size=_MAX_BATCH,
            semaphore=semaphore,
        )

    def judge(self, pairs: Sequence[EvidencePair]) -> Floats:
        """Return the probabilities of support, of being left open and of contradiction, shape (pairs, 3).

        For a question the first one is the probability that the evidence answers it; the others have no meaning.
        """
        logits = np.stack(self._batcher([tokenize_pair(self._tokenizer, pair) for pair in pairs], urgent=True))
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return cast("Floats", shares / shares.sum(axis=1, keepdims=True))

    def _run(self, batch: Sequence[TokenizedPair]) -> list[Floats]:
        lengths = [len(pair) for pair in batch]
        ids = np.array([id_ for pair in batch for id_ in pair.ids])
        parts = np.array([part for pair in batch for part in pair.parts])
        positions = np.concatenate([np.arange(length) for length in lengths])
        starts = np.cumsum(lengths) - lengths
        kept = np.concatenate([start + np.arange(pair.judged) for start, pair in zip(starts, batch, strict=True)])
        [last] = self._session.run(
            ["last"],
            {
                "embeddings": self._weights.read_words(ids) + self._weights.positions[positions],
                "sides": self._sides[parts],
                "kept": kept.astype(np.int32),
                **make_layout(lengths),
            },
        )
        ends = np.cumsum([pair.judged for pair in batch])[:-1]
        return [self._classify(rows) for rows in np.split(last, ends)]

    def _classify(self, rows: Floats) -> Floats:
        """Return the logits of a pair from the last states of its statement or question, shape (tokens, hidden)."""
        matrix, bias = self._head
        return cast("Floats", matrix @ np.concatenate([rows[0], rows.mean(axis=0), rows.max(axis=0)]) + bias)


def read_addition(stored: Stored, layer: int, part: str) -> Floats:
    """Return the addition to one matrix, shape (inputs, outputs), from its factors in int8 and their steps."""
    factors = [
        stored[f"{layer}.{part}.{side}"].astype(np.float32) * stored[f"{layer}.{part}.{side}.step"]
        for side in ("in", "out")
    ]
    return np.asarray(factors[0] @ factors[1], np.float32)


def _build(weights: ModelWeights, stored: Stored) -> bytes:
    from index.models.e5.onnx_graph import build_entailment  # noqa: PLC0415 - only the first start builds

    return build_entailment(weights, lambda layer, part: read_addition(stored, layer, part))
