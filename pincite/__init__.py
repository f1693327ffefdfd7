"""Pincite as a library: answers about documents, each claim pinned to the exact passage.

    >>> import pincite
    >>> with pincite.open("data") as p:
    ...     p.index("https://example.org/article")
    ...     print(p.ask("When did the cable fail?").citations[0].quote)

``PinciteRetriever``, ``PinciteQueryEngine``, ``PinciteReader`` and ``PinciteEmbedding`` are parts for LlamaIndex. Only
programs that use Pincite import this package; none of Pincite's own packages does.
"""

from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any

from bot.answering.types import Answer, Citation, QuestionError, Statement, Turn
from bot.integrations.types import LocatedDocument, Passage
from index.errors import (
    EmbedderError,
    LockedError,
    NothingIndexedError,
    OutdatedIndexError,
    PinciteError,
    RerankerError,
    SourceError,
    StoreError,
    UnknownSourceError,
)
from index.types import Document, Source, Span
from pincite.facade import Pincite

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from bot.integrations.llama_index import PinciteEmbedding, PinciteQueryEngine, PinciteReader, PinciteRetriever
    from index.indexing.types import Outcome, Progress
    from index.models.base import Embedder, Reranker

__all__ = [
    "Answer",
    "Citation",
    "Document",
    "EmbedderError",
    "LocatedDocument",
    "LockedError",
    "NothingIndexedError",
    "Outcome",
    "OutdatedIndexError",
    "Passage",
    "Pincite",
    "PinciteEmbedding",
    "PinciteError",
    "PinciteQueryEngine",
    "PinciteReader",
    "PinciteRetriever",
    "Progress",
    "QuestionError",
    "RerankerError",
    "Source",
    "SourceError",
    "Span",
    "Statement",
    "StoreError",
    "Turn",
    "UnknownSourceError",
    "open",
]

_IMPORTED_LATE = {
    "Outcome": "index.indexing.types",
    "PinciteEmbedding": "bot.integrations.llama_index",
    "PinciteQueryEngine": "bot.integrations.llama_index",
    "PinciteReader": "bot.integrations.llama_index",
    "PinciteRetriever": "bot.integrations.llama_index",
    "Progress": "index.indexing.types",
}
"""Names that bring SQLAlchemy or LlamaIndex with them, which take up to three seconds."""


def open(  # noqa: A001 - read as pincite.open, like gzip.open
    data_dir: str | PathLike[str] | None = None,
    *,
    llm: "LLM | None" = None,
    embedder: "str | BaseEmbedding | Embedder | None" = None,
    reranker: "str | BaseNodePostprocessor | Reranker | None" = None,
    **settings: Any,  # noqa: ANN401 - each setting has its own type
) -> Pincite:
    """Open an index; it is made when something is indexed. The arguments are those of ``Pincite``."""
    return Pincite(data_dir, llm=llm, embedder=embedder, reranker=reranker, **settings)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class
    if name not in _IMPORTED_LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_IMPORTED_LATE[name]), name)
