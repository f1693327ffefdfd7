"""Pincite inside LlamaIndex: its own classes take the retriever, the query engine, the reader and the embedding."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.llms.mock import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import MetadataMode, NodeRelationship, NodeWithScore, TextNode
from llama_index.core.tools import QueryEngineTool

from bot.integrations.llama_index import (
    NOT_FOUND,
    PinciteEmbedding,
    PinciteQueryEngine,
    PinciteReader,
    PinciteRetriever,
)
from index.errors import NotFoundError, UnknownSourceError
from index.types import source_id
from pincite import Pincite
from tests.support.pdf_files import Print, pdf
from tests.support.python_index import QUOTE, SEEN_FROM, UNKNOWN, SlowEmbedder, open_lamp, ticks_during

LIGHT = "lit light"
BELL = "Does the bell weigh ninety kilograms?"


@pytest.fixture(scope="module")
def lamp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pincite]:
    """An index of two pages and a PDF of two."""
    folder = tmp_path_factory.mktemp("lamp")
    pages = ("The bell of the buoy rang in fog.", "The bell weighs ninety kilograms.")
    (folder / "bell.pdf").write_bytes(pdf([[Print(text)] for text in pages]))
    with open_lamp(folder, embedder=SlowEmbedder()) as opened:
        opened.index(folder / "bell.pdf")
        yield opened


def text_node(found: NodeWithScore) -> TextNode:
    """The node."""
    assert isinstance(found.node, TextNode)
    return found.node


def check_slice(lamp: Pincite, found: NodeWithScore) -> None:
    """Assert that the text of a node is the slice of the stored text at its offsets."""
    node = text_node(found)
    stored = lamp.text(str(node.metadata["source_id"]))
    assert node.text == stored[node.start_char_idx : node.end_char_idx]
    assert (node.metadata["start"], node.metadata["end"]) == (node.start_char_idx, node.end_char_idx)


def test_a_retrieved_node_is_a_slice_of_its_source(lamp: Pincite) -> None:
    """Offsets, source, title, location and date are those of the stored text; scores fall and lie in [0, 1]."""
    found = PinciteRetriever(lamp, similarity_top_k=3).retrieve(SEEN_FROM)
    for node in found:
        check_slice(lamp, node)
    best = text_node(found[0])
    page = lamp.sources()[0]
    assert QUOTE in best.text.replace("\n", " ")
    expected = {"source_id": page.id, "title": page.title, "location": page.location, "date": "2026-03-04"}
    assert expected == {key: best.metadata[key] for key in expected}
    assert page.id == best.relationships[NodeRelationship.SOURCE].node_id  # type: ignore[union-attr]
    scores = [node.score or 0.0 for node in found]
    assert scores == sorted(scores, reverse=True)
    assert 0.0 <= scores[-1] <= scores[0] <= 1.0


def test_a_node_of_a_pdf_names_its_page(lamp: Pincite) -> None:
    """The page is where the passage starts."""
    location = next(source.location for source in lamp.sources() if source.location.endswith(".pdf"))
    found = PinciteRetriever(lamp, source_ids=[source_id(location)]).retrieve(BELL)
    assert {1} == {node.metadata["page"] for node in found}
    response = PinciteQueryEngine(lamp).query(BELL)
    assert [("The bell weighs ninety kilograms.", 2)] == [
        (text_node(node).text, node.metadata["page"]) for node in response.source_nodes[:1]
    ]


def test_a_retriever_keeps_to_its_sources_and_number(lamp: Pincite) -> None:
    """No other source, no more passages; an unknown source is an error."""
    oil = next(source for source in lamp.sources() if source.title == "Paraffin in lighthouses")
    found = PinciteRetriever(lamp, source_ids=[oil.id]).retrieve(SEEN_FROM)
    assert {oil.id} == {node.metadata["source_id"] for node in found}
    assert 1 == len(PinciteRetriever(lamp, similarity_top_k=1).retrieve(SEEN_FROM))
    with pytest.raises(UnknownSourceError):
        PinciteRetriever(lamp, source_ids=["nonesuch"]).retrieve(SEEN_FROM)


def test_a_model_reads_title_and_text_without_offsets(lamp: Pincite) -> None:
    """What a prompt shows of a node is for reading; an embedding sees the text alone."""
    node = text_node(PinciteRetriever(lamp).retrieve(SEEN_FROM)[0])
    shown = node.get_content(MetadataMode.LLM)
    assert "The lamp on the reef" in shown
    assert "start" not in shown
    assert node.text == node.get_content(MetadataMode.EMBED)


def test_a_retriever_query_engine_answers_from_the_retriever(lamp: Pincite) -> None:
    """LlamaIndex's engine gives its model the passages, filtered by LlamaIndex's postprocessor."""
    best = PinciteRetriever(lamp).retrieve(SEEN_FROM)[0]
    engine = RetrieverQueryEngine.from_args(
        PinciteRetriever(lamp),
        llm=MockLLM(),
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=best.score or 1.0)],
    )
    response = engine.query(SEEN_FROM)
    assert [text_node(best).text] == [text_node(node).text for node in response.source_nodes]
    assert "nineteen miles" in str(response)


async def test_a_fusion_of_retrievers_takes_it(lamp: Pincite) -> None:
    """Several retrievers asked at once give each passage once."""
    fused = QueryFusionRetriever(
        [PinciteRetriever(lamp), PinciteRetriever(lamp)], llm=MockLLM(), num_queries=1, use_async=True
    )
    ids = [node.node_id for node in await fused.aretrieve(SEEN_FROM)]
    assert sorted(set(ids)) == sorted(ids)
    assert len(ids) > 1


async def test_async_retrieval_does_not_block_the_loop(lamp: Pincite) -> None:
    """The event loop goes on while the embedder is busy; the nodes are the same."""
    retriever, asked_once = PinciteRetriever(lamp), "From how far away was the light seen?"
    found, ticks = await ticks_during(retriever.aretrieve(asked_once))
    assert ticks > 5
    assert [node.node_id for node in retriever.retrieve(asked_once)] == [node.node_id for node in found]


def test_the_source_nodes_of_an_answer_are_its_citations(lamp: Pincite) -> None:
    """Each node is an exact quote with the number in the response."""
    response = PinciteQueryEngine(lamp).query(SEEN_FROM)
    answer = lamp.ask(SEEN_FROM)
    assert answer.text == str(response)
    quotes = [(citation.n, citation.quote, citation.source.id) for citation in answer.citations]
    assert quotes == [
        (node.metadata["citation"], text_node(node).text, node.metadata["source_id"]) for node in response.source_nodes
    ]
    for node in response.source_nodes:
        check_slice(lamp, node)
    assert {"status": "answered", "mode": "quotes", "language": "en", "notice": None} == response.metadata


async def test_what_no_source_says_has_no_source_nodes(lamp: Pincite) -> None:
    """The refusal is one sentence, in both ways of asking; the event loop goes on meanwhile."""
    engine = PinciteQueryEngine(lamp)
    response, ticks = await ticks_during(engine.aquery(UNKNOWN))
    assert ticks > 5
    assert [(NOT_FOUND, []), (NOT_FOUND, [])] == [
        (str(found), found.source_nodes) for found in (response, engine.query(UNKNOWN))
    ]
    assert "The sources do not say." == NOT_FOUND


def test_a_query_engine_is_a_tool_of_others(lamp: Pincite) -> None:
    """An agent or another engine calls it as a tool."""
    tool = QueryEngineTool.from_defaults(PinciteQueryEngine(lamp), name="lamps", description="About lamps.")
    assert "nineteen miles" in str(tool.call(SEEN_FROM))


def test_read_documents_become_llama_indexs_own_index(lamp: Pincite) -> None:
    """Reader and embedding are enough for ``VectorStoreIndex``: the best node is that of the question's words."""
    location = lamp.sources()[0].location
    documents = PinciteReader(lamp).load_data(location)
    [document] = documents
    assert lamp.text(source_id(location)) == document.text
    expected = {
        "source_id": source_id(location),
        "title": "The lamp on the reef",
        "location": location,
        "author": "Mara Quill",
        "date": "2026-03-04",
        "language": "en",
    }
    assert expected == document.metadata
    made = VectorStoreIndex.from_documents(
        documents,
        embed_model=PinciteEmbedding(lamp),
        transformations=[SentenceSplitter(chunk_size=100, chunk_overlap=0)],
    )
    [found] = made.as_retriever(similarity_top_k=1).retrieve("Three keepers lived in the tower at a time.")
    assert "Three keepers lived in the tower" in text_node(found).text
    assert "The lamp on the reef" == found.metadata["title"]
    assert text_node(found).text == document.text[text_node(found).start_char_idx : text_node(found).end_char_idx]


def test_an_ingestion_pipeline_takes_the_embedding(lamp: Pincite) -> None:
    """The pipeline, which serializes its steps for its cache, gives each chunk its vector."""
    pipeline = IngestionPipeline(
        transformations=[SentenceSplitter(chunk_size=100, chunk_overlap=0), PinciteEmbedding(lamp)]
    )
    nodes = pipeline.run(documents=PinciteReader(lamp).load_data(lamp.sources()[1].location))
    embedding = PinciteEmbedding(lamp)
    assert [embedding.get_text_embedding(text_node(NodeWithScore(node=node)).text) for node in nodes] == [
        node.embedding for node in nodes
    ]


def test_a_folder_is_read_file_by_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An unreadable file of a folder is logged and left out; an unreadable target is an error. Nothing is indexed."""
    with open_lamp(tmp_path) as opened:
        folder = tmp_path / "notes"
        folder.mkdir()
        (folder / "a.txt").write_text("Oil burns.", encoding="utf-8")
        (folder / "b.pdf").write_bytes(b"no pdf")
        reader = PinciteReader(opened)
        documents = reader.load_data(str(folder), str(tmp_path / "oil.html"))
        assert ["Oil burns", "Paraffin in lighthouses"] == [document.metadata["title"] for document in documents]
        assert "b.pdf" in caplog.text
        with pytest.raises(NotFoundError):
            reader.load_data(str(tmp_path / "nonesuch.txt"))
        assert 2 == len(opened.sources())


async def test_async_reading_does_not_block_the_loop(lamp: Pincite) -> None:
    """Both asynchronous methods of a reader give what the blocking one gives."""
    location = lamp.sources()[0].location
    reader = PinciteReader(lamp)
    loaded, lazily = await asyncio.gather(reader.aload_data(location), reader.alazy_load_data(location))
    assert [document.text for document in loaded] == [document.text for document in lazily]


async def test_embeddings_are_those_of_the_index(lamp: Pincite) -> None:
    """Questions and texts go through the embedder of the index; the asynchronous ones let the event loop go on."""
    embedding = PinciteEmbedding(lamp)
    assert (lamp.embedder.name, "PinciteEmbedding") == (embedding.model_name, embedding.class_name())
    query, ticks = await ticks_during(embedding.aget_query_embedding(LIGHT))
    assert ticks > 5
    assert query == embedding.get_query_embedding(LIGHT)
    assert embedding.get_text_embedding(LIGHT) == await embedding.aget_text_embedding(LIGHT)
    batch = await embedding.aget_text_embedding_batch([LIGHT, "oil"])
    assert [embedding.get_text_embedding(LIGHT), embedding.get_text_embedding("oil")] == batch
    assert isinstance(batch[0][0], float)
