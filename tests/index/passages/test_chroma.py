"""The Chroma collection: stored on disk, one for each fingerprint, readable by other clients, errors in words."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from index.errors import StoreError
from index.passages.chroma import ConnectsToChroma, PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.chroma_server import ChromaServer, ServerAddress
from index.passages.passage_records import PassageRecord, to_records
from index.types import Document, Span
from tests.support.chroma_server import RunningChroma, running_chroma

AXES = np.eye(4, dtype=np.float32)
TEXT = "The tower is of granite. The keeper lived there."
BOOK = Document(TEXT, "A light", "An author", "1811-02-03", "en", pages=(0, 25))
UNDATED = Document(TEXT, "A light on a reef", None, None, "en")
SPANS = (Span(0, 24), Span(25, len(TEXT)))


def collection(folder: Path, fingerprint: str = "one", catalog: str = "catalog-1") -> PassageCollection:
    """The collection of a fingerprint."""
    return PassageCollection(ChromaFolder(folder), fingerprint, catalog)


def records(*ids: int) -> list[PassageRecord]:
    """Records of these ids."""
    return to_records("light", "/light.txt", UNDATED, [(id_, SPANS[0]) for id_ in ids])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    """A Chroma server for all tests of this module."""
    with running_chroma(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture(params=["folder", "server"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConnectsToChroma]:
    """Chroma in a folder, and on a server."""
    opened: ConnectsToChroma
    if request.param == "folder":
        opened = ChromaFolder(tmp_path)
    else:
        opened = ChromaServer(ServerAddress(request.getfixturevalue("server").url))
    yield opened
    opened.close()


def other_collection(connection: ConnectsToChroma, fingerprint: str = "one", catalog: str = "") -> PassageCollection:
    """The collection of a fingerprint, in a catalog of the test's own."""
    return PassageCollection(connection, fingerprint, catalog or f"catalog-{id(connection):x}")


def seen_by_others(folder: Path, ids: Sequence[int]) -> dict[str, Any]:
    """The records of these ids, read with chromadb alone; every collection of the folder is looked at."""
    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    [found] = client.list_collections()
    rows = found.get(ids=[str(id_) for id_ in ids], include=["documents", "metadatas", "embeddings"])
    return dict(zip(rows["ids"], zip(rows["documents"] or (), rows["metadatas"] or (), strict=True), strict=True))


def rows(database: Path) -> str:
    """All rows of all tables of a database."""
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = str([connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names])  # noqa: S608 - fixed
    connection.close()
    return found


def test_the_nearest_vectors_come_first(connection: ConnectsToChroma) -> None:
    """A query finds the vector that points its way, then the next."""
    vectors = other_collection(connection)
    vectors.add(records(11, 12, 13), AXES[:3])
    assert [12, 11] == vectors.find_nearest(np.array([0.5, 1, 0, 0], np.float32), 2, newest=13)


def test_deleted_ids_are_gone_and_unknown_ones_are_no_error(connection: ConnectsToChroma) -> None:
    """Deleting an id twice, or an unknown id, changes nothing else."""
    vectors = other_collection(connection)
    vectors.add(records(11, 12), AXES[:2])
    vectors.delete([11, 99])
    vectors.delete([11])
    assert ([12], 1) == (vectors.find_nearest(AXES[0], 5, newest=12), vectors.count())


def test_deleted_texts_leave_the_disk(tmp_path: Path) -> None:
    """No table of Chroma's contains a deleted text, its log of changes included; other texts stay."""
    vectors = collection(tmp_path)
    made = [PassageRecord(id_, f"secret {id_} of the keeper", {"title": f"title {id_}"}) for id_ in range(100, 300)]
    vectors.add(made, np.ones((200, 4), np.float32))
    vectors.delete([150, *range(200, 300)])
    found = rows(tmp_path / "chroma.sqlite3")
    assert [False, False, True] == [f"secret {id_} of" in found for id_ in (150, 299, 199)]
    assert [False, False, True] == [f"title {id_}'" in found for id_ in (150, 299, 199)]


def test_stored_vectors_are_fetched_unchanged(connection: ConnectsToChroma) -> None:
    """The vectors of existing ids come back bit by bit; an unknown id is absent."""
    vectors = other_collection(connection)
    stored = np.random.default_rng(0).normal(size=(3, 384)).astype(np.float32)
    vectors.add(records(11, 12, 13), stored)
    ids, found = vectors.fetch([13, 99, 11])
    assert {11: stored[0].tolist(), 13: stored[2].tolist()} == dict(zip(ids, found.tolist(), strict=True))
    assert [11, 12, 13] == sorted(vectors.list_ids())
    assert ([], 0) == (vectors.fetch([99])[0], len(vectors.fetch([])[1]))


def test_other_clients_read_text_and_metadata(tmp_path: Path) -> None:
    """A client that knows only Chroma finds each passage's text, source and place."""
    vectors = collection(tmp_path)
    vectors.add(to_records("light", "/light.txt", BOOK, [(11, SPANS[0]), (12, SPANS[1])]), AXES[:2])
    expected = {"source_id": "light", "title": "A light", "location": "/light.txt", "date": "1811-02-03"}
    expected |= {"language": "en"}
    assert {
        "11": ("The tower is of granite.", {**expected, "start": 0, "end": 24, "page": 1}),
        "12": ("The keeper lived there.", {**expected, "start": 25, "end": len(TEXT), "page": 2}),
    } == seen_by_others(tmp_path, [11, 12])


def test_an_update_replaces_metadata_and_leaves_texts_and_vectors(tmp_path: Path) -> None:
    """After an update, a date and page that are unknown by now are absent; text and vector are as before."""
    vectors = collection(tmp_path)
    vectors.add(to_records("light", "/light.txt", BOOK, [(11, SPANS[0])]), AXES[1:2])
    vectors.update_metadata(to_records("light", "/light.txt", UNDATED, [(11, SPANS[0]), (99, SPANS[0])]))
    [(text, metadata)] = seen_by_others(tmp_path, [11, 99]).values()
    assert "The tower is of granite." == text
    assert {"source_id", "title", "location", "start", "end", "language"} == set(metadata)
    assert ("A light on a reef", AXES[1].tolist()) == (metadata["title"], vectors.fetch([11])[1][0].tolist())


def test_another_fingerprint_sees_nothing_and_can_drop_the_rest(connection: ConnectsToChroma) -> None:
    """Vectors of two embedders are never mixed."""
    other_collection(connection).add(records(11), AXES[:1])
    other = other_collection(connection, "two")
    assert 0 == other.count()
    other.add(records(12), AXES[:1])
    other.drop_others()
    assert (1, 0) == (other.count(), other_collection(connection).count())


def test_the_vectors_of_another_catalog_are_left_alone(tmp_path: Path) -> None:
    """A new catalog counts its ids from 1 again, so it must not use them; the other one may come back."""
    collection(tmp_path).add(records(11, 12), AXES[:2])
    with pytest.raises(StoreError, match="another catalog"):
        collection(tmp_path, catalog="catalog-2").count()
    assert [11, 12] == sorted(collection(tmp_path).list_ids())


def test_an_empty_collection_of_another_catalog_is_replaced(tmp_path: Path) -> None:
    """Nothing is lost with it."""
    collection(tmp_path).add(records(11), AXES[:1])
    collection(tmp_path).delete([11])
    collection(tmp_path, catalog="catalog-2").add(records(11), AXES[2:3])
    assert [11] == collection(tmp_path, catalog="catalog-2").list_ids()


def test_other_vectors_of_another_catalog_are_left_alone(tmp_path: Path) -> None:
    """A catalog drops its own vectors of earlier embedders only."""
    collection(tmp_path).add(records(11), AXES[:1])
    collection(tmp_path, "two", "catalog-2").drop_others()
    assert [11] == collection(tmp_path).list_ids()


def test_vectors_of_an_older_pincite_are_replaced(tmp_path: Path) -> None:
    """An older Pincite wrote neither texts nor its catalog; the catalog has its vectors, which are written again."""
    made = collection(tmp_path)
    client = chromadb.PersistentClient(str(tmp_path), settings=Settings(anonymized_telemetry=False))
    old = client.create_collection(made.name, embedding_function=None, configuration={"hnsw": {"space": "ip"}})
    old.add(ids=["11"], embeddings=AXES[:1])
    assert 0 == made.count()


def test_writes_of_another_process_are_found(tmp_path: Path) -> None:
    """Search and fetch find an id that another process added after this one had opened the folder."""
    vectors = collection(tmp_path)
    vectors.add(records(11), AXES[:1])
    assert [11] == vectors.find_nearest(AXES[1], 5, newest=11)
    code = (
        "import sys, numpy; from pathlib import Path; from index.passages.chroma import PassageCollection\n"
        "from index.passages.chroma_folder import ChromaFolder\n"
        "from index.passages.passage_records import PassageRecord\n"
        "records = [PassageRecord(int(id_), 'text', {'title': 'title'}) for id_ in sys.argv[2:]]\n"
        "vectors = numpy.eye(4, dtype=numpy.float32)[1:3]\n"
        "PassageCollection(ChromaFolder(Path(sys.argv[1])), 'one', 'catalog-1').add(records, vectors)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path), "12", "13"], check=True)
    assert [12, 11] == [id_ for id_ in vectors.find_nearest(AXES[1], 5, newest=13) if id_ != 13]
    subprocess.run([sys.executable, "-c", code, str(tmp_path), "14", "15"], check=True)
    ids, found = vectors.fetch([14, 15])
    assert {14: AXES[1].tolist(), 15: AXES[2].tolist()} == dict(zip(ids, found.tolist(), strict=True))


def test_a_damaged_folder_is_one_sentence(tmp_path: Path) -> None:
    """A Chroma file that is no database raises an error that names the next step, once."""
    (tmp_path / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="pincite rebuild") as raised:
        collection(tmp_path).count()
    assert 1 == str(raised.value).count("pincite rebuild")


def test_a_closed_folder_may_be_replaced(tmp_path: Path) -> None:
    """Chroma forgets the folder, so a program can make another index at its path; a later call opens it again."""
    vectors = collection(tmp_path / "chroma")
    vectors.close()
    vectors.add(records(11, 12), AXES[:2])
    vectors.close()
    shutil.rmtree(tmp_path / "chroma")
    other = collection(tmp_path / "chroma")
    other.add(records(13), AXES[:1])
    assert [13] == other.list_ids()
    other.close()
    assert 1 == other.count()
