"""An index of Pincite's is a Chroma collection that LlamaIndex reads as it is."""

from collections.abc import Iterator
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
from llama_index.vector_stores.chroma import ChromaVectorStore

from bot.integrations.llama_index import PinciteEmbedding
from pincite import Pincite
from tests.support.pdf_files import Print, pdf
from tests.support.python_index import QUOTE, open_lamp


@pytest.fixture
def lamp(tmp_path: Path) -> Iterator[Pincite]:
    """An index of two pages and a PDF."""
    (tmp_path / "bell.pdf").write_bytes(
        pdf([[Print("The bell of the buoy rang in fog.")], [Print("It is of bronze.")]])
    )
    with open_lamp(tmp_path) as opened:
        opened.index(tmp_path / "bell.pdf")
        yield opened


def read_index(lamp: Pincite, folder: Path) -> VectorStoreIndex:
    """LlamaIndex's index over the collection."""
    client = chromadb.PersistentClient(str(folder / "data" / "chroma"), settings=Settings(anonymized_telemetry=False))
    [collection] = client.list_collections()
    store = ChromaVectorStore(chroma_collection=collection)
    return VectorStoreIndex.from_vector_store(store, embed_model=PinciteEmbedding(lamp))


def test_llama_index_retrieves_from_the_collection(lamp: Pincite, tmp_path: Path) -> None:
    """The best node is the passage that Pincite finds, and each node is the slice that its metadata names."""
    found = read_index(lamp, tmp_path).as_retriever(similarity_top_k=10).retrieve(QUOTE)
    assert QUOTE in found[0].text.replace("\n", " ")
    sources = {source.id: source for source in lamp.sources()}
    assert set(sources) == {node.metadata["source_id"] for node in found}
    for node in found:
        source = sources[node.metadata["source_id"]]
        assert node.text == lamp.text(source.id)[node.metadata["start"] : node.metadata["end"]]
        expected = {"title": source.title, "location": source.location, "language": source.language}
        assert expected == {key: node.metadata[key] for key in expected}
        assert source.date == node.metadata.get("date")
        assert ("page" in node.metadata) == source.location.endswith(".pdf")


def test_llama_index_filters_by_metadata(lamp: Pincite, tmp_path: Path) -> None:
    """A filter on a source gives its passages alone."""
    bell = next(source for source in lamp.sources() if source.location.endswith(".pdf"))
    filters = MetadataFilters(filters=[MetadataFilter(key="source_id", value=bell.id)])
    found = read_index(lamp, tmp_path).as_retriever(similarity_top_k=10, filters=filters).retrieve(QUOTE)
    assert [(bell.title, 1)] == [(node.metadata["title"], node.metadata["page"]) for node in found]
    assert isinstance(found[0].node, TextNode)


def test_what_is_removed_is_gone_from_the_collection(lamp: Pincite, tmp_path: Path) -> None:
    """LlamaIndex reads what is indexed now."""
    lamp.remove(*(source.id for source in lamp.sources()[1:]))
    found = read_index(lamp, tmp_path).as_retriever(similarity_top_k=10).retrieve(QUOTE)
    assert {lamp.sources()[0].id} == {node.metadata["source_id"] for node in found}
