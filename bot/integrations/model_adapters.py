"""LlamaIndex's models inside Pincite: any ``LLM``, ``BaseEmbedding`` and ``BaseNodePostprocessor``."""

import asyncio
import inspect
import logging
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from bot.answering.llm.llama_index_model import LlamaIndexModel
from bot.answering.llm.model import ModelError, ModelReply, PromptTooLongError
from bot.answering.types import OnText
from index.errors import EmbedderError, RerankerError, first_line
from index.models.base import Embedder, Reranker, clean_text, unit_rows

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from index.arrays import Vectors

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SuppliedModels:
    """Models that a Python program hands over; they replace those that the settings name.

    Attributes:
        llm: Writes answers.
        embedder: LlamaIndex's, or one that implements ``index.models.base.Embedder``.
        reranker: LlamaIndex's, or one that implements ``index.models.base.Reranker``.
    """

    llm: "LLM | None" = None
    embedder: "BaseEmbedding | Embedder | None" = None
    reranker: "BaseNodePostprocessor | Reranker | None" = None


def adapt_embedder(embedder: "BaseEmbedding | Embedder") -> Embedder:
    """Return an embedder for Pincite; one that is LlamaIndex's is wrapped."""
    if hasattr(embedder, "embed_passages"):
        return cast("Embedder", embedder)
    return LlamaIndexEmbedder(embedder)


def adapt_reranker(reranker: "BaseNodePostprocessor | Reranker") -> Reranker:
    """Return a reranker for Pincite; one that is LlamaIndex's is wrapped."""
    if hasattr(reranker, "postprocess_nodes"):
        return LlamaIndexReranker(cast("BaseNodePostprocessor", reranker))
    return reranker


class LlamaIndexEmbedder:
    """One of LlamaIndex's embeddings. Its name consists of the model's name and the class."""

    def __init__(self, embedding: "BaseEmbedding") -> None:
        """Wrap an embedding, which is called from several threads."""
        self.name = f"{embedding.model_name}@{type(embedding).__qualname__}"
        self._embedding = embedding

    def embed_queries(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of questions, shape (texts, the model's dimension), of unit length; raises ``EmbedderError``."""
        return self._embed(lambda cleaned: [self._embedding.get_query_embedding(text) for text in cleaned], texts)

    def embed_passages(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of passages or sentences, shape (texts, the model's dimension), of unit length.

        Raises:
            EmbedderError: The model failed, or returned something else than one finite vector for each text.
        """
        return self._embed(self._embedding.get_text_embedding_batch, texts)

    def _embed(self, call: Callable[[list[str]], list[list[float]]], texts: Sequence[str]) -> "Vectors":
        if not texts:
            return unit_rows([])
        try:
            # Many endpoints refuse an empty text.
            vectors = unit_rows(call([clean_text(text).strip() or "." for text in texts]))
        except Exception as error:
            raise EmbedderError(f"The embedding model {self.name} failed ({first_line(error)}).") from error
        if len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise EmbedderError(f"The embedding model {self.name} left texts without a vector; check the model.")
        return vectors


class LlamaIndexReranker:
    """One of LlamaIndex's node postprocessors. The order of the nodes that it returns is the order of the sentences.

    A sentence that it leaves out comes after those that it returns: Pincite's own confidence decides about refusals.
    """

    def __init__(self, postprocessor: "BaseNodePostprocessor") -> None:
        """Wrap a postprocessor, which is called from several threads."""
        self.name = type(postprocessor).__qualname__
        self._postprocessor = postprocessor

    def prepare(self) -> None:
        """Try the postprocessor; raises ``RerankerError`` where it fails."""
        self.score("Who lit the lamp?", ["The keeper lit the lamp.", "Bread needs flour."])

    def score(self, question: str, sentences: Sequence[str]) -> "Vectors":
        """Ranks as scores: shape (sentences,), higher is better; raises ``RerankerError``."""
        from llama_index.core.schema import NodeWithScore, TextNode  # noqa: PLC0415 - three seconds to import

        nodes = [
            NodeWithScore(node=TextNode(id_=str(at), text=clean_text(sentence)), score=1 / (at + 1))
            for at, sentence in enumerate(sentences)
        ]
        try:
            returned = self._postprocessor.postprocess_nodes(nodes, query_str=clean_text(question))
            places = {str(at): at for at in range(len(sentences))}
            order = [places.pop(found.node.node_id) for found in returned if found.node.node_id in places]
        except Exception as error:
            raise RerankerError(f"The reranker {self.name} failed ({first_line(error)}).") from error
        ranked = [*order, *places.values()]
        scores = np.empty(len(sentences), np.float32)
        scores[ranked] = -np.arange(len(sentences), dtype=np.float32)
        return scores


class SuppliedModel:
    """One of LlamaIndex's models that a Python program hands over; the program closes its connections itself."""

    def __init__(self, llm: "LLM", *, timeout_s: float, max_tokens: int, concurrency: int) -> None:
        """Wrap a model; the limits are those of ``LlamaIndexModel``."""
        self.name = model_name(llm)
        self._model = LlamaIndexModel(
            lambda: (StreamingChat(llm), _leave_open),
            self.name,
            timeout_s=timeout_s,
            max_tokens=max_tokens,
            concurrency=concurrency,
        )

    @property
    def close(self) -> Callable[[], Awaitable[None]]:
        """Closes nothing: the program may use the model elsewhere."""
        return _leave_open

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """See ``LanguageModel``; errors name no setting, because no setting names this model."""
        try:
            return await self._model.complete(system, user, on_text, max_tokens=max_tokens)
        except PromptTooLongError:
            raise
        except ModelError as error:
            if error.__cause__ is None or isinstance(error.__cause__, TimeoutError):
                raise
            # The text of the cause may contain the request with its key.
            _log.debug("The language model %s failed.", self.name, exc_info=error.__cause__)
            kind = type(error.__cause__).__name__
            raise ModelError(f"The language model {self.name} failed ({kind}); check how it was made.") from error


async def _leave_open() -> None:
    """Close nothing."""


def model_name(llm: "LLM") -> str:
    """Return the name of a model; some classes ask a server for their metadata, so that comes last."""
    for attribute in ("model", "model_name"):
        name = getattr(llm, attribute, None)
        if isinstance(name, str) and name:
            return name
    try:
        return str(llm.metadata.model_name)
    except Exception:  # noqa: BLE001 - whatever a class does to look itself up
        return type(llm).__qualname__


class StreamingChat:
    """Streams replies of any of LlamaIndex's models without blocking the event loop."""

    def __init__(self, llm: "LLM") -> None:
        """Stream from a model."""
        self._llm = llm

    async def astream_chat(self, messages: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:  # noqa: ANN401 - LlamaIndex ships no types
        """Stream the reply to some messages.

        The asynchronous methods of ``CustomLLM`` block, so such a model runs in a thread. A model that cannot stream
        gives its reply in one piece.
        """
        from llama_index.core.llms import CustomLLM  # noqa: PLC0415 - three seconds to import

        if type(self._llm).__name__ == "Ollama":
            kwargs.pop("max_tokens", None)  # Ollama takes the limit from its own options
        if _is_same(type(self._llm).astream_chat, CustomLLM.astream_chat):
            return _iterate_in_thread(lambda: self._stream(messages, kwargs))
        try:
            stream: AsyncGenerator[Any, None] = await self._llm.astream_chat(messages, **kwargs)
        except NotImplementedError:
            return _once(await self._llm.achat(messages, **kwargs))
        return stream

    def _stream(self, messages: Any, kwargs: dict[str, Any]) -> Iterator[Any]:  # noqa: ANN401 - as above
        try:
            yield from self._llm.stream_chat(messages, **kwargs)
        except NotImplementedError:
            yield self._llm.chat(messages, **kwargs)


def _is_same(method: Callable[..., Any], other: Callable[..., Any]) -> bool:
    """Whether two methods are one, below what LlamaIndex wraps around them to observe calls."""
    return inspect.unwrap(method) is inspect.unwrap(other)


async def _once(reply: Any) -> AsyncGenerator[Any, None]:  # noqa: ANN401 - as above
    yield reply


async def _iterate_in_thread(start: Callable[[], Iterator[Any]]) -> AsyncGenerator[Any, None]:
    """Yield what an iterator yields in a thread. The thread ends with the next item if the caller has enough."""
    loop = asyncio.get_running_loop()
    items: asyncio.Queue[tuple[Any, BaseException | None] | None] = asyncio.Queue()
    is_stopped = threading.Event()

    def put(item: tuple[Any, BaseException | None] | None) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(items.put_nowait, item)

    def iterate() -> None:
        try:
            for item in start():
                if is_stopped.is_set():
                    return
                put((item, None))
        except BaseException as error:  # noqa: BLE001 - raised again in the event loop
            put((None, error))
        else:
            put(None)

    # A thread of its own: a model that hangs must block neither other threads nor the end of the program.
    threading.Thread(target=copy_context().run, args=(iterate,), name="llm", daemon=True).start()
    try:
        while (found := await items.get()) is not None:
            item, error = found
            if error is not None:
                raise error
            yield item
    finally:
        is_stopped.set()
