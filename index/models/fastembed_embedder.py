"""Embedders that FastEmbed runs in this process; the first use fetches the model once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import EmbedderError, first_line
from index.models.base import clean_text, unit_rows
from index.models.fastembed_common import E5_SMALL, INSTALL_HINT, MODEL_FILES, silence_log, thread_count

if TYPE_CHECKING:
    from fastembed import TextEmbedding

    from index.arrays import Vectors

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
"""The start of a model's name, and the prefixes of its questions and texts; FastEmbed leaves them to its caller."""


def fastembedder_name(model: str) -> str:
    """The name of a model's embedder, as in an index's fingerprint."""
    return "multilingual-e5-small/fastembed" if model == E5_SMALL else f"{model}/fastembed"


class FastEmbedder:
    """One of the embedding models that FastEmbed lists, or multilingual-e5-small."""

    def __init__(self, model: str, cache: Path) -> None:
        """Load a model that the folder ``cache`` keeps; raises ``EmbedderError`` where it cannot be fetched."""
        self.name = fastembedder_name(model)
        known = model.lower()
        self._prefixes = next((words for start, *words in _PREFIXES if known.startswith(start)), ["", ""])
        self._model = _load(model, cache)

    def embed_queries(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of questions, shape (texts, the model's dimension)."""
        return unit_rows(list(self._model.query_embed([self._prefixes[0] + clean_text(text) for text in texts])))

    def embed_passages(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of passages or sentences, shape (texts, the model's dimension)."""
        return unit_rows(list(self._model.passage_embed([self._prefixes[1] + clean_text(text) for text in texts])))


def _load(model: str, cache: Path) -> "TextEmbedding":
    try:
        from fastembed import TextEmbedding  # noqa: PLC0415 - half a second that only this model needs
        from fastembed.common.model_description import ModelSource, PoolingType  # noqa: PLC0415 - as above
    except ImportError as error:
        raise EmbedderError(INSTALL_HINT) from error
    silence_log()
    known = {found["model"].lower() for found in TextEmbedding.list_supported_models()}
    if E5_SMALL not in known:
        TextEmbedding.add_custom_model(
            model=E5_SMALL,
            pooling=PoolingType.MEAN,
            normalization=True,
            sources=ModelSource(hf=E5_SMALL),
            dim=384,
            model_file=MODEL_FILES[0],
        )
    if model.lower() not in known | {E5_SMALL}:
        raise EmbedderError(f"fastembed knows no embedder {model}; set PINCITE_EMBEDDER_MODEL to one that it lists.")
    try:
        return TextEmbedding(model, cache_dir=str(cache), threads=thread_count())
    except Exception as error:
        raise EmbedderError(
            f"The embedding model cannot be fetched ({first_line(error)}); connect once, or set PINCITE_EMBEDDER to "
            "another."
        ) from error
