"""The copy of vectors between two Chromas: whole, exact, and continued after a kill."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.indexing.transfer.vector_transfer import VectorTransfer
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.passage_records import PassageRecord
from tests.support.chroma_index import ChromaIndex, open_index
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, page, unwatched

PAGES = {ARTICLE: page("Article", BODY * 9), OTHER: page("Other", BODY.replace("reef", "hill"))}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ChromaIndex]:
    """An index of two pages."""
    opened = open_index(tmp_path, PAGES)
    for location in PAGES:
        opened.indexer.index(location, "document", ALONE, unwatched)
    yield opened
    opened.close()


@pytest.fixture
def target(index: ChromaIndex, tmp_path: Path) -> Iterator[PassageCollection]:
    """An empty collection of the same catalog."""
    collection = PassageCollection(ChromaFolder(tmp_path / "target"), "one", index.catalog.get_identity())
    yield collection
    collection.close()


def transfer(index: ChromaIndex, folder: Path) -> VectorTransfer:
    """A transfer under the lock of the index."""
    return VectorTransfer(index.catalog, index.passages, folder / "index.lock")


def contents(collection: PassageCollection) -> dict[int, tuple[str, dict[str, object], list[float]]]:
    """Everything in a collection."""
    read = collection.read(collection.list_ids())
    return {record.id: (record.text, dict(record.metadata), vector.tolist()) for record, vector in read}


def test_a_copy_is_equal_and_a_second_run_writes_nothing(
    index: ChromaIndex, target: PassageCollection, tmp_path: Path
) -> None:
    """Texts, metadata and each bit of a vector are the same; nothing is embedded."""
    embedded = index.embedder.embedded
    first = transfer(index, tmp_path).run(index.vectors, target)
    second = transfer(index, tmp_path).run(index.vectors, target)
    assert contents(index.vectors) == contents(target)
    count = index.passages.count()
    assert ([count, count], [count, 0]) == ([first.passages, second.passages], [first.written, second.written])
    assert embedded == index.embedder.embedded


def test_a_run_repairs_what_differs(index: ChromaIndex, target: PassageCollection, tmp_path: Path) -> None:
    """A lost record, a wrong vector, a wrong text and a record of no passage are mended, and only these are written."""
    transfer(index, tmp_path).run(index.vectors, target)
    lost, wrong, renamed, *_ = sorted(target.list_ids())
    vector = np.roll(target.fetch([lost])[1], 1)
    target.delete([lost])
    [(record, _)] = target.read([wrong])
    target.add([record], vector)
    [(record, own)] = target.read([renamed])
    target.add([PassageRecord(renamed, "another text", record.metadata)], own[None])
    target.add([PassageRecord(999, "nobody's", {"title": "x"})], vector)
    assert 3 == transfer(index, tmp_path).run(index.vectors, target).written
    assert contents(index.vectors) == contents(target)


def test_lost_vectors_come_from_the_vector_files(index: ChromaIndex, target: PassageCollection, tmp_path: Path) -> None:
    """Without the files the copy ends with a sentence, and the source is as before."""
    before = contents(index.vectors)
    lost = max(before)
    index.vectors.delete([lost])
    transfer(index, tmp_path).run(index.vectors, target)
    assert before == contents(target)
    index.passages.clear_vector_files()
    target.delete([lost])
    with pytest.raises(StoreError, match=r"1 passages have no vector to copy; run `pincite rebuild`"):
        transfer(index, tmp_path).run(index.vectors, target)
    assert np.array_equal(sorted(before), sorted([*index.vectors.list_ids(), lost]))
