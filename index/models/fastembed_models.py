"""Models that fastembed runs in this process: embedders and cross-encoders, fetched once and kept.

Only ``fetch`` and an embedder's first use go to the network: a cross-encoder that answers questions never does.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import EmbedderError, RerankerError
from index.models.adapting import clean, line, stack

if TYPE_CHECKING:
    from fastembed import TextEmbedding
    from fastembed.rerank.cross_encoder import TextCrossEncoder

    from index.arrays import Vectors

E5_SMALL = "intfloat/multilingual-e5-small"

_INSTALL = "fastembed is not installed; run `pip install 'pincite[fastembed]'`."
_FILES = ("onnx/model.onnx", "model.onnx")
_MAX_THREADS = 4

_BGE = "Represent this sentence for searching relevant passages: "
_PREFIXES = (
    ("intfloat/multilingual-e5-", "query: ", "passage: "),
    ("baai/bge-small-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("baai/bge-", _BGE, ""),
    ("mixedbread-ai/mxbai-embed-", _BGE, ""),
    ("snowflake/snowflake-arctic-embed-", _BGE, ""),
    ("nomic-ai/nomic-embed-text-", "search_query: ", "search_document: "),
    ("google/embeddinggemma-", "task: search result | query: ", "title: none | text: "),
    (
        "qwen/qwen3-embedding-",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:",
        "",
    ),
)
"""How a model's name begins, and what its makers put before a question and before a text; fastembed leaves it to us."""


def embedder_name(model: str) -> str:
    """What an index that this model made is known by."""
    return "multilingual-e5-small/fastembed" if model == E5_SMALL else f"{model}/fastembed"


class FastEmbedder:
    """One of the embedding models that fastembed lists, or multilingual-e5-small."""

    def __init__(self, model: str, cache: Path) -> None:
        """Load a model, kept in the folder ``cache``; raises ``EmbedderError`` where it cannot be had."""
        self.name = embedder_name(model)
        known = model.lower()
        self._prefixes = next((words for start, *words in _PREFIXES if known.startswith(start)), ["", ""])
        self._model = _open_embedder(model, cache)

    def embed_queries(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of questions, shape (texts, the model's dimension)."""
        return stack(list(self._model.query_embed([self._prefixes[0] + clean(text) for text in texts])))

    def embed_passages(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of passages or sentences, shape (texts, the model's dimension)."""
        return stack(list(self._model.passage_embed([self._prefixes[1] + clean(text) for text in texts])))


def _open_embedder(model: str, cache: Path) -> "TextEmbedding":
    try:
        from fastembed import TextEmbedding  # noqa: PLC0415 - half a second that only this model needs
        from fastembed.common.model_description import ModelSource, PoolingType  # noqa: PLC0415 - as above
    except ImportError as error:
        raise EmbedderError(_INSTALL) from error
    _hush()
    known = {found["model"].lower() for found in TextEmbedding.list_supported_models()}
    if E5_SMALL not in known:
        TextEmbedding.add_custom_model(
            model=E5_SMALL,
            pooling=PoolingType.MEAN,
            normalization=True,
            sources=ModelSource(hf=E5_SMALL),
            dim=384,
            model_file=_FILES[0],
        )
    if model.lower() not in known | {E5_SMALL}:
        raise EmbedderError(f"fastembed knows no embedder {model}; set PINCITE_EMBEDDER_MODEL to one that it lists.")
    try:
        return TextEmbedding(model, cache_dir=str(cache), threads=_threads())
    except Exception as error:
        raise EmbedderError(
            f"The embedding model cannot be fetched ({line(error)}); connect once, or set PINCITE_EMBEDDER to another."
        ) from error


class FastEmbedReranker:
    """A cross-encoder: one that fastembed lists, another with an ONNX file on Hugging Face, or a folder with one."""

    def __init__(self, model: str, cache: Path, *, wait_s: float = 10.0) -> None:
        """Name a model; it is loaded when it is needed, and kept in the folder ``cache``.

        Args:
            model: Its name, or a folder.
            cache: Made if it is not there.
            wait_s: How long a question may wait for those before it.
        """
        self.name = f"{model} (fastembed)"
        self._named = model
        self._cache = cache
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._model: TextCrossEncoder | None = None

    def prepare(self) -> None:
        """Fetch the model if it is not here, and load it; raises ``RerankerError`` where it cannot be had."""
        with self._lock:
            self._model = self._model or self._open(fetch=True)

    def score(self, question: str, sentences: Sequence[str]) -> "Vectors":
        """How well each sentence answers, shape (sentences,), higher is better; raises ``RerankerError``."""
        with self._turn():
            self._model = self._model or self._open(fetch=False)
            try:
                found = list(self._model.rerank(clean(question), [clean(sentence) for sentence in sentences]))
            except Exception as error:
                raise RerankerError(
                    f"The reranker {self._named} failed ({line(error)}); set PINCITE_RERANKER_MODEL to another."
                ) from error
        return np.asarray(found, np.float32)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One question at a time: a run takes all cores, so two would not be faster."""
        if not self._lock.acquire(timeout=self._wait_s):
            raise RerankerError("The reranker cannot keep up; set PINCITE_RERANKER_MODEL to a smaller one.")
        try:
            yield
        finally:
            self._lock.release()

    def _open(self, *, fetch: bool) -> "TextCrossEncoder":
        try:
            from fastembed.rerank.cross_encoder import TextCrossEncoder  # noqa: PLC0415 - half a second, as above
        except ImportError as error:
            raise RerankerError(_INSTALL) from error
        _hush()
        folder = Path(self._named).expanduser()
        is_folder = folder.is_dir()
        _register(self._named, _model_file(folder) if is_folder else _FILES[0])
        try:
            return TextCrossEncoder(
                self._named,
                cache_dir=str(self._cache),
                threads=_threads(),
                local_files_only=not fetch,
                specific_model_path=str(folder) if is_folder else None,
            )
        except Exception as error:
            if is_folder:
                words = f"The reranker in {self._named} cannot be loaded ({line(error)}); set PINCITE_RERANKER_MODEL."
            elif fetch:
                words = f"The reranker {self._named} cannot be fetched ({line(error)}); check its name and the network."
            else:
                words = f"The reranker {self._named} is not here yet; run `pincite doctor` once to fetch it."
            raise RerankerError(words) from error


def _register(model: str, file: str) -> None:
    """Make a model known that fastembed does not list; a folder stands for itself."""
    from fastembed.common.model_description import ModelSource  # noqa: PLC0415 - half a second, as above
    from fastembed.rerank.cross_encoder import TextCrossEncoder  # noqa: PLC0415 - as above

    if model.lower() not in {found["model"].lower() for found in TextCrossEncoder.list_supported_models()}:
        TextCrossEncoder.add_custom_model(model=model, sources=ModelSource(hf=model), model_file=file)


def _model_file(folder: Path) -> str:
    found = next((name for name in _FILES if (folder / name).is_file()), None)
    if found is None:
        raise RerankerError(f"There is no {' or '.join(reversed(_FILES))} in {folder}; put the cross-encoder there.")
    return found


def _hush() -> None:
    """What goes wrong is said in one sentence, not in a log of every attempt."""
    from loguru import logger  # noqa: PLC0415 - comes with fastembed

    logger.disable("fastembed")


def _threads() -> int:
    return min(_MAX_THREADS, os.cpu_count() or 1)
