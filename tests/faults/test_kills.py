"""``kill -9`` at 40 points of index, reindex, remove and rebuild: each source answers or is wholly gone."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.retrieval.retriever import Retriever
from index.types import source_id
from tests.support.chroma_index import ChromaIndex, open_index
from tests.support.fakes import WordEmbedder
from tests.support.index_bench import ALONE, BODY, page, unwatched
from tests.support.killed import Points, change, killable_processes, run_until_killed

POINTS = 10
"""Of each command."""

ARTICLE, OTHER, NEW = (f"https://example.org/{name}.html" for name in ("article", "other", "new"))
BEFORE = {
    ARTICLE: page("Article", *[BODY.replace("reef", f"reef{n}") for n in range(12)]),
    OTHER: page("Other", BODY.replace("reef", "hill")),
}
AFTER = BEFORE | {
    ARTICLE: page("Article", *[BODY.replace("reef", f"cape{n}") for n in range(12)]),
    NEW: page("New", *[BODY.replace("reef", f"dune{n}") for n in range(12)]),
}
TARGETS = {"index": NEW, "reindex": ARTICLE, "remove": ARTICLE, "rebuild": ARTICLE}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with two pages."""
    folder = tmp_path_factory.mktemp("before")
    opened = open_index(folder, BEFORE)
    for location in BEFORE:
        opened.indexer.index(location, "document", ALONE, unwatched)
    opened.close()
    return folder


def check_answers(opened: ChromaIndex, fingerprint: str) -> set[str]:
    """Each source has all its passages, and answers with a slice of its text; returns their locations."""
    retriever = Retriever(opened.passages, opened.vectors, WordEmbedder, fingerprint=fingerprint)
    found = opened.catalog.list_sources()
    for source in found:
        text = opened.catalog.get_text(source.text_id) or ""
        best = retriever.rank("When was the lighthouse built?", source_ids=[source.id]).sentences[0]
        assert best.span.slice(text) == best.text
        assert source.passages == len(opened.passages.load_spans(source.id))
    return {source.location for source in found}


def count_rows(folder: Path) -> dict[str, int]:
    """The rows of the tables that belong to sources."""
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of this test
            for table in ("source", "text", "version", "passage", "passage_fts")
        }


@pytest.mark.slow
@pytest.mark.parametrize("command", TARGETS)
def test_a_kill_at_any_point_loses_nothing(before: Path, tmp_path: Path, command: str) -> None:
    """Killed at ten points, the sources answer at once, and the deep check repairs what is left."""
    processes = killable_processes()
    counted = Points(None)
    unbroken = tmp_path / "unbroken"
    shutil.copytree(before, unbroken)
    change(unbroken, AFTER, command, TARGETS[command], counted)
    for number in range(POINTS):
        point = 1 + number * counted.passed // POINTS
        folder = tmp_path / str(point)
        shutil.copytree(before, folder)
        run = processes.Process(target=change, args=(folder, AFTER, command, TARGETS[command], Points(point)))
        run_until_killed(run)
        check_killed(folder, command, point)
        shutil.rmtree(folder)


def check_killed(folder: Path, command: str, point: int) -> None:
    """The index of one embedder answers, and after the deep check nothing is left of what is gone."""
    opened = open_index(folder, AFTER)
    [fingerprint] = opened.catalog.list_fingerprints()  # an index of two embedders answers nobody
    if fingerprint == "two":
        opened.close()
        opened = open_index(folder, AFTER, "two")
    found = check_answers(opened, fingerprint)
    assert {OTHER} <= found, point
    assert ARTICLE in found or command == "remove"
    defects = opened.deep_check.run()
    assert all(defect.is_repaired for defect in defects), (point, defects)
    assert [] == opened.deep_check.run()
    assert found == check_answers(opened, fingerprint)
    sources = opened.catalog.list_sources()
    rows = count_rows(folder)
    passages = sum(source.passages for source in sources)
    assert (len(found), passages, passages) == (rows["source"], rows["passage"], rows["passage_fts"])
    assert passages == opened.vectors.count()
    if ARTICLE not in found:
        assert None is opened.catalog.find_source(source_id(ARTICLE))
        assert (1, 1) == (rows["text"], rows["version"])
    opened.close()
