"""The compared systems: each answers a question from one source and returns what its user would see."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from answering.recorded_model import RecordingModel
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import NodeWithScore
from llama_index.llms.openai_like import OpenAILike
from llama_index_embedding import CachedEmbedding
from pydantic import PrivateAttr

from bot.answering.llm.replies.citation_markers import strip_markers
from bot.answering.llm.replies.reply_parser import is_refusal
from bot.answering.types import Answer, Citation, Question
from bot.composition.container import Container
from config.settings import Settings
from index.errors import PinciteError
from index.types import Span

_CHUNK_TOKENS, _OVERLAP_TOKENS, _CHUNKS = 256, 20, 3
_CONTEXT_TOKENS = 8_192

_SOURCE = re.compile(r"\bsources? (\d{1,2})\b", re.IGNORECASE)
_LABEL = re.compile(r"\ASource \d+:\n")
_FIRST_SENTENCE = re.compile(r"\A.*?(?:[.!?](?=\s|\Z)|\Z)", re.DOTALL)
_REFUSAL = re.compile(
    r"\bnone of the\b|\bnot (?:\w+ly )?(?:helpful|mentioned|provided|specified|stated|available|found|given|possible|"
    r"discussed|addressed|indicated|listed|described|relevant)\b"
    r"|(?:sources?(?: \d+)?|texts?|passages?|information|context|articles?)\b[^.]{0,60}\bdo(?:es)?(?: not|n't) "
    r"|\bno (?:\w+ )?(?:information|mention|details|sources?|indication|answer)\b"
    r"|\b(?:cannot|can't|can not|unable to|could not) (?:be )?(?:answer|determin|provid|find|found)|\binsufficient\b"
    r"|\bempty response\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ShownCitation:
    """The text of a citation, and its span in the stored text; None if the stored text does not contain it."""

    words: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class SystemReply:
    """A system's reply to a question, with its costs.

    Attributes:
        text: The answer without citation markers; empty for a refusal.
        dangling: The number of citation markers without a citation.
        written: The model's output, call by call.
        note: The notice and the withheld statements.
    """

    text: str
    refused: bool
    cited: tuple[ShownCitation, ...]
    dangling: int
    prompt_tokens: int
    seconds: float
    written: tuple[str, ...]
    note: str = ""


class PinciteSystem:
    """Pincite with a recording model."""

    name = "Pincite"

    def __init__(self, container: Container, model: RecordingModel) -> None:
        """Ask ``container``, whose model is ``model``."""
        self._container = container
        self._model = model

    async def ask(self, question: str, source_id: str | None) -> SystemReply:
        """Answer from one source; None means all sources."""
        self._model.calls.clear()
        started = time.perf_counter()
        answer = await self._container.answerer.answer(Question(question, [source_id] if source_id else None))
        seconds = time.perf_counter() - started
        return SystemReply(
            text=" ".join(statement.text for statement in answer.statements),
            refused=answer.status == "not_found",
            cited=tuple(self._cited(citation) for citation in answer.citations),
            dangling=0,
            prompt_tokens=sum(call.usage.prompt_tokens for call in self._model.calls),
            seconds=seconds,
            written=tuple(call.text for call in self._model.calls),
            note=_note(answer),
        )

    def _cited(self, citation: Citation) -> ShownCitation:
        stored = self._container.catalog.get_text(citation.source.text_id) or ""
        return ShownCitation(citation.quote, citation.span if citation.span.slice(stored) == citation.quote else None)


def _note(answer: Answer) -> str:
    withheld = answer.generation.withheld if answer.generation else ()
    notes = [answer.notice or "", *(f"withheld: {said.text} ({said.reason})" for said in withheld)]
    return "; ".join(note for note in notes if note)


class _CountingModel(OpenAILike):
    """Adds up the prompt tokens of a model."""

    _prompt_tokens: int = PrivateAttr(default=0)

    async def achat(self, messages: Sequence[Any], **kwargs: Any) -> Any:  # noqa: ANN401 - LlamaIndex's own types
        """Chat, and add the prompt's tokens."""
        reply = await super().achat(messages, **kwargs)
        raw: Any = reply.raw  # the OpenAI client's own type
        self._prompt_tokens += raw.usage.prompt_tokens
        return reply

    def take_count(self) -> int:
        """Return the tokens since the last call of this method."""
        found, self._prompt_tokens = self._prompt_tokens, 0
        return found


class CitationEngineSystem:
    """LlamaIndex's ``CitationQueryEngine`` with its own prompts, on the same model and embedder.

    Each source has a ``VectorStoreIndex`` over chunks of 256 tokens. The model sees the nearest three.
    """

    name = "CitationQueryEngine"

    def __init__(self, container: Container, source_ids: Sequence[str]) -> None:
        """Index these sources of ``container``."""
        self._llm = _llm(container.settings)
        self._texts = {
            id_: container.catalog.get_text(container.catalog.get_source(id_).text_id) or "" for id_ in source_ids
        }
        embedding = CachedEmbedding(container.embedder, {})
        self._engines: Mapping[str, CitationQueryEngine] = {
            id_: self._engine(Document(text=text, id_=id_), embedding) for id_, text in self._texts.items()
        }

    def _engine(self, document: Document, embedding: CachedEmbedding) -> CitationQueryEngine:
        cut = SentenceSplitter(chunk_size=_CHUNK_TOKENS, chunk_overlap=_OVERLAP_TOKENS)
        return CitationQueryEngine.from_args(
            VectorStoreIndex(nodes=cut.get_nodes_from_documents([document]), embed_model=embedding),
            llm=self._llm,
            citation_chunk_size=_CHUNK_TOKENS,
            citation_chunk_overlap=_OVERLAP_TOKENS,
            similarity_top_k=_CHUNKS,
        )

    async def ask(self, question: str, source_id: str) -> SystemReply:
        """Answer from one source."""
        started = time.perf_counter()
        response = await self._engines[source_id].aquery(question)
        seconds = time.perf_counter() - started
        written = str(response)
        refused = is_refusal(written) or _refuses(written)
        numbers = list(dict.fromkeys(_numbers(written)))
        nodes = dict(enumerate(response.source_nodes, start=1))
        return SystemReply(
            text="" if refused else _SOURCE.sub("", strip_markers(written).text),
            refused=refused,
            cited=tuple(self._cited(nodes[number], source_id) for number in numbers if number in nodes),
            dangling=sum(number not in nodes for number in numbers),
            prompt_tokens=self._llm.take_count(),
            seconds=seconds,
            written=(written,),
        )

    def _cited(self, node: NodeWithScore, source_id: str) -> ShownCitation:
        words = _LABEL.sub("", node.node.get_content()).strip()
        at = self._texts[source_id].find(words)
        return ShownCitation(words, Span(at, at + len(words)) if at >= 0 else None)


def _llm(settings: Settings) -> _CountingModel:
    """Return Pincite's model with the same sampling settings."""
    if settings.llm_provider != "openai" or settings.llm_model is None or settings.llm_base_url is None:
        raise PinciteError("Both systems share a server: set PINCITE_LLM_PROVIDER=openai, _MODEL and _BASE_URL.")
    return _CountingModel(
        model=settings.llm_model,
        api_base=settings.llm_base_url,
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none",
        is_chat_model=True,
        temperature=0.0,
        max_tokens=settings.llm_max_tokens,
        context_window=_CONTEXT_TOKENS,
        timeout=settings.llm_timeout_s,
    )


def _refuses(written: str) -> bool:
    """Return whether the first sentence refuses; ``CitationQueryEngine`` has no other way to refuse."""
    found = _FIRST_SENTENCE.match(written.strip())
    return found is None or _REFUSAL.search(found.group()) is not None


def _numbers(written: str) -> Iterator[int]:
    """Yield source numbers: the markers that Pincite's own parser knows, and “Source 2” in running text."""
    for marker in strip_markers(written).markers:
        yield from marker.numbers
    yield from (int(found[1]) for found in _SOURCE.finditer(written))
