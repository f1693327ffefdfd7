"""An opened index as LlamaIndex's retriever, query engine, reader and embedding.

Nodes carry ``start_char_idx`` and ``end_char_idx`` in code points: ``node.text == stored[start:end]``, where ``stored``
is the text of the source. Importing this module imports LlamaIndex, which takes seconds.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document, NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from bot.answering.types import Answer, Citation
from bot.integrations.types import LocatedDocument, OpenIndex, Passage
from index.types import Source, Span, source_id

NOT_FOUND = "The sources do not say."
"""The response of a query engine when no source answers."""

_BATCH = 32
_FOR_CODE = ["source_id", "start", "end", "language", "citation", "link"]
"""Metadata that a language model does not need to read."""


class PinciteRetriever(BaseRetriever):
    """Retrieves passages of an opened index, best first.

    Node metadata: ``source_id``, ``title``, ``location``, ``start``, ``end``, ``language``, and where known ``date``
    (``YYYY-MM-DD``) and ``page`` (from 1). Scores are in [0, 1]; they are comparable within one result only.
    """

    def __init__(
        self,
        pincite: OpenIndex,
        *,
        similarity_top_k: int = 10,
        source_ids: Sequence[str] | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """Retrieve from an opened index.

        Args:
            pincite: The index, as ``pincite.open`` returns it.
            similarity_top_k: How many passages to retrieve, at most.
            source_ids: Ids of the sources to search; None means all sources.
            callback_manager: LlamaIndex's.
        """
        super().__init__(callback_manager=callback_manager)
        self._pincite = pincite
        self._top_k = similarity_top_k
        self._source_ids = source_ids

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._pincite.search(query_bundle.query_str, k=self._top_k, source_ids=self._source_ids)
        return [_passage_node(passage) for passage in found]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = await self._pincite.asearch(query_bundle.query_str, k=self._top_k, source_ids=self._source_ids)
        return [_passage_node(passage) for passage in found]


class PinciteQueryEngine(BaseQueryEngine):
    """Answers with Pincite; the source nodes of a response are its citations, in order of their numbers.

    The text of a node is the exact quote. Its metadata is that of ``PinciteRetriever``, with ``citation`` (the number
    in the response) and for web pages ``link``. Citations have no score: verification accepts or rejects them.
    If no source answers, the response is "The sources do not say." without source nodes.
    """

    def __init__(
        self,
        pincite: OpenIndex,
        *,
        source_ids: Sequence[str] | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """Answer from an opened index.

        Args:
            pincite: The index, as ``pincite.open`` returns it.
            source_ids: Ids of the sources to answer from; None means all sources.
            callback_manager: LlamaIndex's.
        """
        super().__init__(callback_manager)
        self._pincite = pincite
        self._source_ids = source_ids

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._pincite.ask(query_bundle.query_str, source_ids=self._source_ids))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return _response(await self._pincite.aask(query_bundle.query_str, source_ids=self._source_ids))

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


class PinciteReader(BaseReader):
    """Reads links and files with Pincite's fetcher and parsers; indexes nothing.

    The text of a document is the canonical text that Pincite would index. Metadata: ``source_id``, ``title``,
    ``location``, ``language``, and where known ``author`` and ``date``.
    """

    def __init__(self, pincite: OpenIndex) -> None:
        """Read with the limits of an opened index, as ``pincite.open`` returns it."""
        self._pincite = pincite

    def lazy_load_data(self, *targets: str) -> Iterable[Document]:
        """Yield the documents of links, files, folders, sitemaps and feeds, target by target.

        Raises:
            SourceError: A target cannot be read. An unreadable entry of a folder, sitemap or feed is skipped.
        """
        for target in targets:
            for read in self._pincite.read(target):
                yield _document(read)

    async def alazy_load_data(self, *targets: str) -> Iterable[Document]:
        """Return the documents of ``lazy_load_data``, all of them read by then."""
        return await self.aload_data(*targets)


class PinciteEmbedding(BaseEmbedding):
    """Embeds with the embedder of an opened index: unit vectors of its dimension (384 for the built-in model).

    The embedder reads the first 2,000 characters of a text, so split documents into chunks of at most 400 tokens.
    """

    _pincite: OpenIndex = PrivateAttr()

    def __init__(
        self,
        pincite: OpenIndex,
        *,
        embed_batch_size: int = _BATCH,
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's own fields
    ) -> None:
        """Embed with the embedder of an opened index.

        Args:
            pincite: The index, as ``pincite.open`` returns it.
            embed_batch_size: How many texts to embed in one call.
            **kwargs: Fields of LlamaIndex's ``BaseEmbedding``.
        """
        super().__init__(model_name=pincite.embedder.name, embed_batch_size=embed_batch_size, **kwargs)
        self._pincite = pincite

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex writes into a serialized pipeline."""
        return "PinciteEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return _floats(self._pincite.embedder.embed_queries([query])[0])

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [_floats(vector) for vector in self._pincite.embedder.embed_passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


def _passage_node(passage: Passage) -> NodeWithScore:
    node = _node(passage.source, passage.span, passage.text, {"page": passage.page, **_section(passage)})
    return NodeWithScore(node=node, score=passage.score)


def _citation_node(citation: Citation) -> NodeWithScore:
    more = {"page": citation.page, **_section(citation), "citation": citation.n, "link": citation.link}
    return NodeWithScore(node=_node(citation.source, citation.span, citation.quote, more))


def _section(place: Passage | Citation) -> dict[str, str | int | None]:
    return {"section": " ".join(place.section[-1].split()) if place.section else None}


def _node(source: Source, span: Span, text: str, more: dict[str, str | int | None]) -> TextNode:
    metadata = {
        "source_id": source.id,
        "title": source.title,
        "location": source.location,
        "start": span.start,
        "end": span.end,
        "date": source.date,
        "language": source.language,
        **more,
    }
    return TextNode(
        id_=f"{source.id}:{span.start}-{span.end}",
        text=text,
        start_char_idx=span.start,
        end_char_idx=span.end,
        metadata=_known(metadata),
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=_FOR_CODE,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.id)},
    )


def _document(read: LocatedDocument) -> Document:
    found = read.document
    metadata = {
        "source_id": source_id(read.location),
        "title": found.title,
        "location": read.location,
        "author": found.author,
        "date": found.date,
        "language": found.language,
    }
    return Document(
        id_=source_id(read.location),
        text=found.text,
        metadata=_known(metadata),
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=["source_id", "language"],
    )


def _known(metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata without missing values, which some vector stores refuse."""
    return {key: value for key, value in metadata.items() if value is not None}


def _response(answer: Answer) -> Response:
    return Response(
        response=answer.text if answer.status == "answered" else NOT_FOUND,
        source_nodes=[_citation_node(citation) for citation in answer.citations],
        metadata={"status": answer.status, "mode": answer.mode, "language": answer.language, "notice": answer.notice},
    )


def _floats(vector: Any) -> list[float]:  # noqa: ANN401 - an array of any float type
    return [float(value) for value in vector]
