"""Pincite's embedder as a LlamaIndex embedding, so that every compared system has the same vectors."""

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.arrays import Vectors
from index.models.base import Embedder


class CachedEmbedding(BaseEmbedding):
    """Embeds each passage once and caches its vector; embeds a question each time."""

    _embedder: Embedder = PrivateAttr()
    _known: dict[str, Vectors] = PrivateAttr()

    def __init__(self, embedder: Embedder, known: dict[str, Vectors]) -> None:
        """Wrap ``embedder``; ``known`` caches the vectors of passages by their text."""
        super().__init__(model_name=embedder.name)
        self._embedder, self._known = embedder, known

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_queries([query])[0].tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        if text not in self._known:
            self._known[text] = self._embedder.embed_passages([text])[0]
        return self._known[text].tolist()
