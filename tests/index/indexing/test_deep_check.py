"""The deep check: each kind of damage is found and repaired from the stored texts, or named."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.engines.term_index import get_term_index
from index.errors import EmbedderError
from index.indexing.deep_check import DeepCheck
from index.passages.passage_records import PassageRecord
from index.passages.store import PassageStore
from index.types import source_id
from tests.support.fakes import DIMENSION, FakeFetcher, MemoryVectors, WordEmbedder
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, IndexBench, bench, page, unwatched

__all__ = ["bench"]  # a fixture

PAGES = {ARTICLE: page("Article", BODY * 9), OTHER: page("Other", BODY.replace("reef", "hill"))}
Damage = Callable[[IndexBench], None]


@pytest.fixture
def location(tmp_path: Path) -> Path:
    """A SQLite file, because most of the damage is done to it by another program."""
    return tmp_path / "catalog.sqlite"


@pytest.fixture
def sound(bench: IndexBench) -> IndexBench:
    """An index of two pages."""
    bench.fetcher.pages |= PAGES
    for location in PAGES:
        bench.indexer().index(location, "document", ALONE, unwatched)
    return bench


def deep_check(of: IndexBench, fingerprint: str = "one") -> DeepCheck:
    """The check of an index."""
    return DeepCheck(
        of.database,
        of.passages,
        of.vectors,
        lambda: of.embedder,
        fingerprint=fingerprint,
        lock=of.folder / "index.lock",
    )


def sql(*statements: str) -> Damage:
    """Damage by SQL in the catalog, by another program."""

    def damage(bench: IndexBench) -> None:
        with closing(sqlite3.connect(bench.folder / "catalog.sqlite")) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return damage


def lose_all_vectors(bench: IndexBench) -> None:
    """Lose Chroma and the vector files."""
    bench.vectors.delete(list(bench.vectors.ids))
    shutil.rmtree(bench.folder / "vectors")


def flip_a_vector_file(bench: IndexBench) -> None:
    """Flip bits of a vector in the vector files."""
    [path] = (bench.folder / "vectors").glob("*/vectors.npy")
    data = bytearray(path.read_bytes())
    data[-3] ^= 0x40
    path.write_bytes(data)


def flip_a_record(bench: IndexBench) -> None:
    """Change the text and the title of a record."""
    bench.vectors.records[1] = PassageRecord(1, "Other words.", {"title": "Another"})


def add_a_vector(id_: int, value: float) -> Damage:
    """Write a vector with the same value everywhere."""

    def damage(bench: IndexBench) -> None:
        bench.vectors.add([PassageRecord(id_, "w", {})], np.full((1, DIMENSION), value, np.float32))

    return damage


REPAIRED = {
    "a row of a deleted passage": (sql("DELETE FROM passage WHERE id = 1"), "written again from its text"),
    "an orphan passage": (
        sql("INSERT INTO passage (version_id, start, 'end', sentences, sentence_vectors) VALUES (99, 0, 1, x'', x'')"),
        "1 rows of catalog.sqlite belonged to deleted ones",
    ),
    "an orphan text": (sql("INSERT INTO text VALUES ('orphan', 'words')"), "1 texts belonged to no source"),
    "terms of no passage": (sql("INSERT INTO passage_fts (rowid, terms) VALUES (999, 'word')"), "Terms of 1 deleted"),
    "a passage without terms": (sql("DELETE FROM passage_fts WHERE rowid = 2"), "written again from its text"),
    "a damaged full-text index": (sql("DELETE FROM passage_fts_data WHERE id > 10"), "full-text index was damaged"),
    "a wrong count": (sql("UPDATE version SET passages = 99"), "2 versions were counted again"),
    "a moved span": (sql("UPDATE passage SET start = start + 1 WHERE id = 2"), "written again from its text"),
    "sentence vectors cut off": (
        sql("UPDATE passage SET sentence_vectors = substr(sentence_vectors, 1, 7) WHERE id = 2"),
        "written again from its text",
    ),
    "a killed run": (sql("UPDATE version SET state = 'building' WHERE id = 2"), "rest of a killed run"),
    "a vector of no passage": (add_a_vector(999, 0.1), "1 vectors of no passage"),
    "a lost vector": (lambda bench: bench.vectors.delete([1]), "1 lost vectors were restored"),
    "a vector of zeros": (add_a_vector(1, 0.0), "written again from its text"),
    "a changed record": (flip_a_record, "1 records of Chroma were written again"),
    "no vectors at all": (lose_all_vectors, "written again from its text"),
    "a damaged vector file": (flip_a_vector_file, "vector files differed from Chroma"),
    "files of an earlier state": (
        lambda bench: (bench.folder / "vectors" / "earlier").mkdir(),
        "Vector files of an earlier state",
    ),
}


@pytest.mark.parametrize("damage", REPAIRED)
def test_damage_is_repaired_and_named(sound: IndexBench, damage: str) -> None:
    """A second check finds nothing, and the vectors are those of the current passages."""
    act, words = REPAIRED[damage]
    act(sound)
    found = deep_check(sound).run()
    assert any(words in defect.words for defect in found), found
    assert all(defect.is_repaired for defect in found), found
    assert [] == deep_check(sound).run()
    ids = {id_ for source in sound.catalog.list_sources() for id_, _ in sound.passages.load_spans(source.id)}
    assert ids == sound.vectors.ids


def test_a_sound_index_has_no_defect(sound: IndexBench) -> None:
    """The check changes nothing and finds nothing."""
    before = dict(sound.vectors.records)
    assert [] == deep_check(sound).run()
    assert before == sound.vectors.records


def test_a_damaged_text_is_named_with_its_remedy(sound: IndexBench) -> None:
    """No text is guessed: the admin learns which source to index again. The remedy works."""
    sql("UPDATE text SET body = replace(body, 'granite', 'grenite')")(sound)
    found = deep_check(sound).run()
    assert [False, False] == [defect.is_repaired for defect in found]
    for location in PAGES:
        assert any(f"`pincite remove {source_id(location)}`" in defect.words for defect in found)
        sound.indexer().remove([source_id(location)])
        sound.indexer().index(location, "document", ALONE, unwatched)
    assert [] == deep_check(sound).run()


def test_a_repair_that_fails_is_named_and_loses_nothing(sound: IndexBench) -> None:
    """Without an embedder the source keeps its text, and the next check repairs it."""
    lose_all_vectors(sound)
    sound.embedder.fail_after = 0
    assert [False, False] == [defect.is_repaired for defect in deep_check(sound).run()]
    with pytest.raises(EmbedderError):
        sound.indexer().rebuild(unwatched)
    sound.embedder.fail_after = None
    assert [True, True] == [defect.is_repaired for defect in deep_check(sound).run()]


def test_the_index_of_another_embedder_waits_for_its_rebuild(sound: IndexBench) -> None:
    """Vectors of another embedder are not compared, and not deleted."""
    ids = sound.vectors.ids
    [defect] = deep_check(sound, "two").run()
    assert (False, True, ids) == (defect.is_repaired, "pincite rebuild" in defect.words, sound.vectors.ids)
    assert [] == deep_check(sound).run()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM passage WHERE id = 1", "written again from its text"),
        ("INSERT INTO text VALUES ('orphan', 'words')", "1 texts belonged to no source"),
        ("INSERT INTO passage_terms VALUES (999, 1, 'word')", "Terms of 1 deleted"),
        ("DELETE FROM passage_terms WHERE passage_id = 2", "written again from its text"),
        ("UPDATE term_count SET passages = passages + 1 WHERE term = 'granite'", "full-text index was damaged"),
        ("DELETE FROM term_count WHERE term IN ('', 'reef')", "full-text index was damaged"),
        ("DROP INDEX passage_by_term", "full-text index was damaged"),
        ("UPDATE version SET passages = 99", "2 versions were counted again"),
        ("UPDATE passage SET sentence_vectors = substr(sentence_vectors, 1, 7)", "written again from its text"),
        ("UPDATE version SET state = 'building' WHERE id = 2", "rest of a killed run"),
    ],
)
def test_damage_in_postgresql_is_repaired_and_named(
    tmp_path: Path, postgresql_address: str, damage: str, words: str
) -> None:
    """A second check finds nothing, and the term index is that of a new one."""
    database, vectors = schema.open_catalog(postgresql_address), MemoryVectors()
    passages = PassageStore(database, vectors, tmp_path / "vectors")
    pages = FakeFetcher(dict(PAGES))
    bench = IndexBench(Catalog(database), passages, vectors, WordEmbedder(), pages, tmp_path, database)
    for place in PAGES:
        bench.indexer().index(place, "document", ALONE, unwatched)
    with database.begin() as connection:
        connection.execute(text(damage))

    found, again = deep_check(bench).run(), deep_check(bench).run()
    with database.begin() as connection:
        is_intact = get_term_index(connection).is_intact(connection)
    database.close()

    assert any(words in defect.words for defect in found), found
    assert ([], True) == (again, is_intact)


def test_a_sound_index_in_postgresql_has_no_defect(tmp_path: Path, postgresql_address: str) -> None:
    """After sources were added, replaced and removed, the counts of terms are right."""
    database, vectors = schema.open_catalog(postgresql_address), MemoryVectors()
    passages = PassageStore(database, vectors, tmp_path / "vectors")
    pages = FakeFetcher(dict(PAGES))
    bench = IndexBench(Catalog(database), passages, vectors, WordEmbedder(), pages, tmp_path, database)
    for change in (PAGES, {ARTICLE: page("Article", BODY * 4)}):
        pages.pages |= change
        for place in PAGES:
            bench.indexer().index(place, "document", ALONE, unwatched)
    bench.indexer().remove([source_id(OTHER)])

    found = deep_check(bench).run()
    database.close()

    assert [] == found
