"""An index opened from Python over the two pages of ``tests.support.shell``, with models of the tests' own."""

import asyncio
import re
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

import pincite
from index.arrays import Vectors
from tests.support.fakes import WordEmbedder
from tests.support.shell import OIL, PAGE

T = TypeVar("T")

SEEN_FROM = "How far away could the light be seen?"
QUOTE = "The light could be seen from nineteen miles away in clear weather."
UNKNOWN = "What is the capital of France?"

_TICK_S = 0.01


def write_pages(folder: Path) -> Path:
    """Write the page about the lamp, and the one that it links to; returns the first."""
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    (folder / "oil.html").write_text(OIL, encoding="utf-8")
    return folder / "lamp.html"


def open_lamp(folder: Path, **arguments: Any) -> pincite.Pincite:  # noqa: ANN401 - those of ``pincite.open``
    """An opened index of both pages in a folder."""
    opened = pincite.open(folder / "data", **{"embedder": WordEmbedder(), **arguments})
    opened.index(write_pages(folder))
    return opened


async def ticks_during(work: Awaitable[T]) -> tuple[T, int]:
    """The result of ``work``, and how often the event loop came to something else meanwhile."""
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(_TICK_S)
            ticks += 1

    ticking = asyncio.create_task(tick())
    try:
        return await work, ticks
    finally:
        ticking.cancel()


class SlowEmbedder(WordEmbedder):
    """Sleeps before it embeds a question, as a busy model does."""

    pause_s = 0.3

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, late."""
        time.sleep(self.pause_s)
        return super().embed_queries(texts)


class QuotingLlm(CustomLLM):
    """A local model: it blocks between pieces, and says what the first numbered sentence with some words says.

    Attributes:
        says: The words.
        pause_s: Before each piece.
        prompts: What it was asked so far.
    """

    says: str = "nineteen miles"
    pause_s: float = 0.0
    prompts: list[str] = []  # noqa: RUF012 - pydantic copies defaults

    @property
    def metadata(self) -> LLMMetadata:
        """Names the model."""
        return LLMMetadata(model_name="quoting-of-test")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: ANN401, FBT001, FBT002 - LlamaIndex's signature
        """The whole reply."""
        del formatted, kwargs
        self.prompts.append(prompt)
        found = re.search(rf"(\[\d+\]) (.*{self.says}.*?)\.?$", prompt, re.MULTILINE)
        return CompletionResponse(text=f"{found[2]} {found[1]}." if found else "NOT FOUND")

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:  # noqa: ANN401, FBT001, FBT002 - as above
        """The reply, word by word."""
        so_far = ""
        for piece in self.complete(prompt, formatted, **kwargs).text.split(" "):
            time.sleep(self.pause_s)
            delta = f" {piece}" if so_far else piece
            so_far += delta
            yield CompletionResponse(text=so_far, delta=delta)


class HashEmbedding(BaseEmbedding):
    """A LlamaIndex embedding that says nothing about meaning; questions and texts differ."""

    queries: int = 0

    def _get_query_embedding(self, query: str) -> list[float]:
        self.queries += 1
        return [float(value) for value in WordEmbedder().embed_queries([query])[0][::-1]]

    def _get_text_embedding(self, text: str) -> list[float]:
        return [3.0 * float(value) for value in WordEmbedder().embed_passages([text])[0]]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        raise NotImplementedError


class Reversing(BaseNodePostprocessor):
    """Reverses the nodes, and leaves out those of them that contain some words."""

    without: str = "\0"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        return [node for node in reversed(nodes) if self.without not in node.text]
