"""Indexing that is killed at any point: the earlier version answers, and the next run repairs the index."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.store import PassageStore
from index.retrieval.retriever import Retriever
from index.text.chunking import split
from tests.support.fakes import WordEmbedder
from tests.support.index_bench import BODY, page
from tests.support.killed import FINGERPRINT, Points, killable_processes, reindex, run_until_killed

POINTS, PARTS = 36, 4
HOME = "https://example.org/"
ARTICLE, OTHER, NOTES, NEW = (f"{HOME}{name}.html" for name in ("article", "other", "notes", "new"))


def article(stone: str, *targets: str) -> str:
    """A long article about a stone that links to pages."""
    links = " ".join(f'<a href="{target}">page {n}</a>' for n, target in enumerate(targets))
    body = [
        f"Chapter {n} is about stone {n}. " + BODY.replace("granite", stone if n % 9 == 0 else "oak") for n in range(45)
    ]
    return page("Article", *body, f"{links} {BODY.replace('granite', stone)}")


BEFORE = {
    ARTICLE: article("granite", OTHER),
    OTHER: page("Other", BODY.replace("reef", "hill")),
    NOTES: page("Notes", BODY.replace("tide", "flood")),
}
AFTER = {
    ARTICLE: article("basalt", OTHER, NEW),
    OTHER: page("Other", BODY.replace("reef", "hill"), BODY.replace("reef", "cape")),
    NOTES: BEFORE[NOTES],
    NEW: page("New", BODY.replace("reef", "dune")),
}
STARTS = (ARTICLE, NOTES)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with everything indexed."""
    folder = tmp_path_factory.mktemp("before")
    reindex(folder, BEFORE, STARTS, Points(None))
    return folder


def opened(folder: Path) -> tuple[Database, Catalog, PassageStore, PassageCollection]:
    """The services of a process that opens the data directory now."""
    database = schema.open_catalog(folder / "catalog.sqlite")
    catalog = Catalog(database)
    vectors = PassageCollection(ChromaFolder(folder / "chroma"), FINGERPRINT, catalog.get_identity())
    return database, catalog, PassageStore(database, vectors, folder / "vectors"), vectors


def snapshot(folder: Path) -> dict[str, Any]:
    """The content of a data directory by source, without ids that differ between runs."""
    database, catalog, passages, vectors = opened(folder)
    found: dict[str, Any] = {}
    ids: set[int] = set()
    for source in catalog.list_sources():
        own = [id_ for id_, _ in passages.load_spans(source.id)]
        ids |= set(own)
        rows = passages.load_candidates(own)
        found[source.location] = (
            source,
            catalog.find_fetch_record(source.id),
            [(row.span, row.sentences, row.vector.tolist(), row.sentence_vectors.tolist()) for row in rows],
        )
    found["words"] = {word: len(passages.match([word], 999)) for word in ("granite", "basalt", "oak", "hill", "dune")}
    found["stale"] = (catalog.list_stale_passages(), len(ids) - passages.count(), len(ids) - vectors.count())
    near = vectors.find_nearest(WordEmbedder().embed_queries(["basalt"])[0], 500, newest=max(ids))
    found["in Chroma"] = set(near) == ids
    database.close()
    return found


def check_answers(folder: Path) -> None:
    """Every source answers completely, in its earlier or later version."""
    database, catalog, passages, vectors = opened(folder)
    retriever = Retriever(passages, vectors, WordEmbedder, fingerprint=FINGERPRINT)
    sources = {source.location: source for source in catalog.list_sources()}
    assert set(BEFORE) <= set(sources) <= set(AFTER)
    for source in sources.values():
        text = catalog.get_text(source.text_id) or ""
        cuts = split(text, source.language)
        assert [cut.span for cut in cuts] == [span for _, span in passages.load_spans(source.id)]
        best = retriever.rank("Where does the lighthouse stand?", source_ids=[source.id]).sentences[0]
        assert best.span.slice(text) == best.text
    stones = {
        stone
        for stone in ("granite", "basalt")
        if passages.match([stone], 9, passages.read_scope([sources[ARTICLE].id]))
    }
    assert stones in ({"granite"}, {"basalt"})
    database.close()


@pytest.fixture(scope="module")
def unbroken(before: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """The number of points that an unbroken run passes, and the content that it leaves."""
    folder, counted = tmp_path_factory.mktemp("unbroken") / "data", Points(None)
    shutil.copytree(before, folder)
    reindex(folder, AFTER, STARTS, counted)
    return counted.passed, snapshot(folder)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_run_that_is_killed_anywhere_loses_nothing_and_is_completed_by_the_next(
    before: Path, unbroken: tuple[int, dict[str, Any]], tmp_path: Path, part: int
) -> None:
    """Killed at 36 points, before and after writes: the old version answers, and a re-run equals an unbroken run."""
    passed, expected = unbroken
    assert passed > POINTS
    processes = killable_processes()
    for number in range(part, POINTS, PARTS):
        point = 1 + number * passed // POINTS
        folder = tmp_path / str(point)
        shutil.copytree(before, folder)
        run = processes.Process(target=reindex, args=(folder, AFTER, STARTS, Points(point)))
        run_until_killed(run)
        check_answers(folder)
        reindex(folder, AFTER, STARTS, Points(None))
        assert expected == snapshot(folder), point
        shutil.rmtree(folder)
