"""Models behind HTTP endpoints: embeddings and reranking."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import EmbedderError, RerankerError, first_line
from index.models.base import clean_text, unit_rows
from index.tls_context import shared_tls_context

if TYPE_CHECKING:
    from index.arrays import Vectors

_EMBEDDING_TIMEOUT_S, _RERANKING_TIMEOUT_S = 60.0, 10.0  # for connecting, and for each wait for a reply
_EMBEDDING_BATCH = 64
_MALFORMED = (KeyError, TypeError, ValueError, IndexError)
_CHECK = "check PINCITE_RERANKER_BASE_URL, _MODEL and _API_KEY"


class OpenAIEmbedder:
    """Any endpoint that speaks the OpenAI embeddings API, through LlamaIndex."""

    def __init__(self, *, model: str, base_url: str, api_key: str | None) -> None:
        from llama_index.embeddings.openai_like import OpenAILikeEmbedding  # noqa: PLC0415 - three seconds to import

        self.name = f"{model}@{base_url}"
        self._model = OpenAILikeEmbedding(
            model_name=model,
            api_base=base_url,
            api_key=api_key or "none",
            timeout=_EMBEDDING_TIMEOUT_S,
            embed_batch_size=_EMBEDDING_BATCH,
        )

    def embed_queries(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of questions, shape (texts, the model's dimension)."""
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of passages or sentences, shape (texts, the model's dimension)."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> "Vectors":
        if not texts:
            return unit_rows([])
        try:
            vectors = self._model.get_text_embedding_batch([clean_text(text) or " " for text in texts])
        except Exception as error:
            raise EmbedderError(
                f"The embedding endpoint failed ({first_line(error)}); check PINCITE_EMBEDDER_BASE_URL, _MODEL and "
                "_API_KEY."
            ) from error
        return unit_rows(vectors)


class EndpointReranker:
    """A ``/rerank`` endpoint, in either of the two common shapes.

    Jina, Cohere, vLLM and llama.cpp take ``documents`` and return ``{"results": [{"index", "relevance_score"}]}``;
    text-embeddings-inference takes ``texts`` and returns ``[{"index", "score"}]``.
    """

    def __init__(self, *, base_url: str, model: str | None, api_key: str | None, texts_field: str) -> None:
        """Name an endpoint.

        Args:
            base_url: The address up to ``/rerank``.
            model: Its name at the endpoint, if the endpoint has several.
            api_key: Sent as a bearer token.
            texts_field: The field that takes the sentences, ``documents`` or ``texts``.
        """
        import httpx  # noqa: PLC0415 - half a second that only this reranker needs

        self.name = f"{model or 'reranker'}@{base_url}"
        self._url = base_url.rstrip("/") + "/rerank"
        self._model = {"model": model} if model else {}
        self._texts_field = texts_field
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=_RERANKING_TIMEOUT_S, verify=shared_tls_context())

    def prepare(self) -> None:
        """Test the endpoint; raises ``RerankerError`` if it fails."""
        self.score("Who lit the lamp?", ["The keeper lit the lamp.", "Bread needs flour."])

    def score(self, question: str, sentences: Sequence[str]) -> "Vectors":
        """How well each sentence answers, shape (sentences,), higher is better; raises ``RerankerError``."""
        request = {
            **self._model,
            "query": clean_text(question),
            self._texts_field: [clean_text(sentence) for sentence in sentences],
        }
        try:
            reply = self._client.post(self._url, json=request)
            reply.raise_for_status()
            scores = _parse_scores(reply.json(), len(sentences))
        except Exception as error:
            raise RerankerError(f"The reranker's endpoint failed ({_describe_error(error)}); {_CHECK}.") from error
        if not np.isfinite(scores).all():
            raise RerankerError(f"The reranker's endpoint left sentences without a score; {_CHECK}.")
        return scores


def _parse_scores(reply: Any, count: int) -> "Vectors":  # noqa: ANN401 - any JSON
    """The scores in the order of the sentences, NaN for a missing one; the endpoint sends them best first."""
    rows: Sequence[Mapping[str, Any]] = reply["results"] if isinstance(reply, dict) else reply
    scores = np.full(count, np.nan, np.float32)
    for row in rows:
        scores[int(row["index"])] = float(row["relevance_score"] if "relevance_score" in row else row["score"])
    return scores


def _describe_error(error: Exception) -> str:
    """The reason of a failure; an address that is no reranker replies in other shapes."""
    return "it answered with something else than scores" if isinstance(error, _MALFORMED) else first_line(error)
