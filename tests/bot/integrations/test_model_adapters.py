"""LlamaIndex's models inside Pincite: shapes, order, streaming, and failures as Pincite's own errors."""

import asyncio
import threading
from typing import Any

import numpy as np
import pytest
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, CompletionResponse, LLMMetadata, MessageRole
from llama_index.core.embeddings.mock_embed_model import MockEmbedding
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.mock import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor

from bot.answering.llm.model import ModelError
from bot.integrations.model_adapters import (
    LlamaIndexEmbedder,
    LlamaIndexReranker,
    StreamingChat,
    SuppliedModel,
    adapt_embedder,
    adapt_reranker,
    model_name,
)
from index.errors import EmbedderError, RerankerError
from tests.support.fakes import WordEmbedder
from tests.support.python_index import HashEmbedding, QuotingLlm, Reversing, ticks_during

PROMPT = "[1] The keeper lit the lamp nineteen miles away."


class BrokenEmbedding(HashEmbedding):
    """Gives something else than vectors."""

    gives: Any = None

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        if isinstance(self.gives, Exception):
            raise self.gives
        return [self.gives for _ in texts]


class SilentLlm(QuotingLlm):
    """Cannot stream."""

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:  # noqa: ANN401, FBT001, FBT002 - LlamaIndex's signature
        """Refuse."""
        raise NotImplementedError


class AsyncLlm(QuotingLlm):
    """Asynchronous, and cannot stream."""

    async def astream_chat(self, messages: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        """Refuse."""
        raise NotImplementedError

    async def achat(self, messages: Any, **kwargs: Any) -> ChatResponse:  # noqa: ANN401 - as above
        """Give the whole reply."""
        del messages, kwargs
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content="All of it [1]."))


class FailingLlm(QuotingLlm):
    """Fails after its first word, or before it."""

    words: tuple[str, ...] = ()

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:  # noqa: ANN401, FBT001, FBT002 - as above
        """Fail."""
        del prompt, formatted, kwargs
        for word in self.words:
            yield CompletionResponse(text=word, delta=word)
        raise ValueError("the key is 12345")


def supplied(llm: CustomLLM, timeout_s: float = 20.0) -> SuppliedModel:
    """A model with limits."""
    return SuppliedModel(llm, timeout_s=timeout_s, max_tokens=40, concurrency=2)


def test_an_embedding_gives_unit_vectors_of_both_kinds() -> None:
    """Questions go through the embedding's own method for them; every vector has length 1."""
    embedding = HashEmbedding()
    embedder = adapt_embedder(embedding)
    question, passages = embedder.embed_queries(["lamp"]), embedder.embed_passages(["lamp", "", "oil\0 \ud800"])
    assert ((1, 64), (3, 64)) == (question.shape, passages.shape)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(question[0], passages[0][::-1], rtol=1e-5)
    assert 1 == embedding.queries
    assert (0, 0) == embedder.embed_passages([]).shape


def test_the_name_of_an_embedder_has_model_and_class() -> None:
    """Two classes of one model, or two models of one class, give two names."""
    names = [
        LlamaIndexEmbedder(embedding).name
        for embedding in (MockEmbedding(8), MockEmbedding(8, model_name="m"), HashEmbedding(model_name="m"))
    ]
    assert ["unknown@MockEmbedding", "m@MockEmbedding", "m@HashEmbedding"] == names


@pytest.mark.parametrize("gives", [ValueError("no connection"), [float("nan"), 1.0], "text"])
def test_an_embedding_that_fails_is_an_embedder_error(gives: object) -> None:
    """Exceptions, NaN and values that are no vectors are one error with the model's name."""
    with pytest.raises(EmbedderError, match="unknown@BrokenEmbedding"):
        LlamaIndexEmbedder(BrokenEmbedding(gives=gives)).embed_passages(["lamp", "oil"])


def test_an_embedder_of_pincites_own_kind_is_used_as_it_is() -> None:
    """A class that implements Pincite's protocol needs no LlamaIndex."""
    embedder = WordEmbedder()
    assert embedder is adapt_embedder(embedder)


def test_the_order_of_a_postprocessor_is_the_order_of_scores() -> None:
    """The best score has the first node that it returns; what it leaves out follows in the order from before."""
    sentences = ["wick", "oil", "wick and oil", "tower"]
    reranker = adapt_reranker(Reversing(without="oil"))
    scores = reranker.score("Which wick?", sentences)
    assert ["tower", "wick", "oil", "wick and oil"] == [sentences[at] for at in np.argsort(-scores, kind="stable")]
    reranker.prepare()
    assert "Reversing" == reranker.name


def test_a_postprocessor_that_drops_everything_changes_nothing() -> None:
    """The order from before stays."""
    scores = LlamaIndexReranker(SimilarityPostprocessor(similarity_cutoff=2.0)).score("Which?", ["a", "b", "c"])
    assert [0, 1, 2] == list(np.argsort(-scores, kind="stable"))


def test_a_postprocessor_that_fails_is_a_reranker_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the class."""

    def fail(*_: object) -> None:
        raise KeyError("scores")

    monkeypatch.setattr(Reversing, "_postprocess_nodes", fail)
    with pytest.raises(RerankerError, match="Reversing"):
        LlamaIndexReranker(Reversing()).score("Which?", ["a", "b"])


async def test_a_local_model_streams_without_blocking_the_loop() -> None:
    """A ``CustomLLM`` blocks its caller, so it runs in a thread; each piece arrives when it is written."""
    seen: list[str] = []
    reply, ticks = await ticks_during(supplied(QuotingLlm(pause_s=0.05)).complete("Be brief.", PROMPT, seen.append))
    assert "The keeper lit the lamp nineteen miles away [1]." == reply.text
    assert ticks > 5
    assert "The keeper" in seen


async def test_a_local_model_that_takes_too_long_times_out() -> None:
    """A model that blocks is no exception to the limit."""
    with pytest.raises(ModelError, match=r"longer than 0\.1 seconds"):
        await supplied(QuotingLlm(pause_s=0.5), timeout_s=0.1).complete("Be brief.", PROMPT)


async def test_the_thread_of_a_model_ends_when_nobody_reads_on() -> None:
    """A caller that has enough stops the model at its next piece."""
    llm = QuotingLlm(pause_s=0.02)
    stream = await StreamingChat(llm).astream_chat([ChatMessage(content=PROMPT)])
    async for _ in stream:
        break
    await stream.aclose()
    for _ in range(100):
        if not any(thread.name == "llm" for thread in threading.enumerate()):
            return
        await asyncio.sleep(0.02)
    pytest.fail("the thread runs on")


@pytest.mark.parametrize(("llm", "says"), [(SilentLlm(), PROMPT[4:-1] + " [1]."), (AsyncLlm(), "All of it [1].")])
async def test_a_model_that_cannot_stream_replies_in_one_piece(llm: CustomLLM, says: str) -> None:
    """Its whole reply is one piece."""
    seen: list[str] = []
    assert says == (await supplied(llm).complete("Be brief.", PROMPT, seen.append)).text
    assert [says] == seen


async def test_llama_indexs_own_mock_replies() -> None:
    """``MockLLM`` repeats its prompt."""
    assert PROMPT in (await supplied(MockLLM()).complete("Be brief.", PROMPT)).text


@pytest.mark.parametrize("words", [(), ("The",)])
async def test_a_model_that_fails_is_a_model_error_without_its_words(words: tuple[str, ...]) -> None:
    """The message names the model and the kind of error; the text of the error may contain a key."""
    with pytest.raises(ModelError) as caught:
        await supplied(FailingLlm(words=words)).complete("Be brief.", PROMPT)
    assert "The language model quoting-of-test failed (ValueError); check how it was made." == str(caught.value)


def test_a_models_name_is_what_it_says() -> None:
    """An attribute comes first, then the metadata, then the class: metadata may need a server that is not there."""

    class Named(QuotingLlm):
        model: str = "named"

    class Mute(QuotingLlm):
        @property
        def metadata(self) -> LLMMetadata:
            raise ConnectionError

    names = [model_name(llm).rpartition(".")[2] for llm in (Named(), QuotingLlm(), Mute())]
    assert ["named", "quoting-of-test", "Mute"] == names
