"""Full-text search in PostgreSQL ranks as FTS5 does."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.catalog.passage_rows import NewPassage
from index.passages.lexical import full_text
from index.passages.lexical.tsvector_search import TsvectorSearch
from index.passages.scope import read_scope
from index.types import Document, PassageSpan, Span

SOURCES = 6
PASSAGES = 50
COMMON = ["the", "of", "and", "cable", "ship"]
RARE = [f"word{n}" for n in range(400)] + ["電信", "कच्चा", "x" * 3_000, "1858", "ß", "cafe"]
SPAN = PassageSpan(Span(0, 1), (Span(0, 1),))


def passage(terms: Sequence[str]) -> NewPassage:
    """A passage with these terms."""
    return NewPassage(SPAN, " ".join(terms), np.zeros(2, np.float32), np.zeros((1, 2), np.float32))


def fill(database: Database) -> list[str]:
    """Index passages of common and rare terms, of which half of the sources are replaced; return ids of sources."""
    catalog, chance = Catalog(database), random.Random(7)  # noqa: S311 - a sample needs no secrecy
    for at in [*range(SOURCES), *range(SOURCES // 2)]:
        version = catalog.begin_version(f"/{at}.txt", "document", Document("A.", "A", None, None, "en"), "one")
        rows = [
            passage(chance.choices(COMMON, k=chance.randrange(12)) + chance.choices(RARE, k=chance.randrange(1, 60)))
            for _ in range(PASSAGES)
        ]
        catalog.add_passages(version, rows[:30])
        catalog.add_passages(version, rows[30:])
        catalog.publish(version)
        catalog.delete_passages(catalog.list_stale_passages())
    return [source.id for source in catalog.list_sources()]


@pytest.fixture
def databases(tmp_path: Path, postgresql_address: str) -> Iterator[tuple[Database, Database]]:
    """The same passages in SQLite and in PostgreSQL."""
    both = schema.open_catalog(tmp_path / "catalog.sqlite"), schema.open_catalog(postgresql_address)
    yield both
    for database in both:
        database.close()


def find(database: Database, terms: Sequence[str], source_ids: Sequence[str] | None) -> list[int]:
    """The ids of the best passages."""
    with database.begin() as connection:
        return full_text.match(connection, terms, 40, read_scope(connection, source_ids))


def score(sqlite: Database, terms: Sequence[str]) -> dict[int, float]:
    """The scores of FTS5, without the last digits, by which equal passages differ."""
    query = "SELECT rowid, round(bm25(passage_fts), 12) FROM passage_fts WHERE passage_fts MATCH :wanted"
    with sqlite.begin() as connection:
        rows = connection.execute(text(query), {"wanted": " OR ".join(f'"{term}"' for term in terms)})
        return {row[0]: row[1] for row in rows}


def test_both_engines_rank_alike(databases: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions of common and rare terms find passages of the same scores, in all sources and in some."""
    sqlite, postgresql = databases
    ids = fill(sqlite)
    assert ids == fill(postgresql)
    chance = random.Random(11)  # noqa: S311 - a sample needs no secrecy
    for scored in (15_000, 60):  # all terms, and the rarest ones of a large index
        monkeypatch.setattr(full_text, "_SCORED", scored)
        for _ in range(40):
            terms = chance.sample(COMMON, 3) + chance.choices(RARE, k=4) + ["unknown"]
            some = chance.choice([None, [ids[0], ids[3]], ids[2:3]])
            scores = score(sqlite, terms)
            first, second = find(sqlite, terms, some), find(postgresql, terms, some)
            assert [scores[id_] for id_ in first] == [scores[id_] for id_ in second]


@pytest.mark.parametrize("terms", [[], ["unknown"], ["it's", "a\\b", "", "&|!:*<->()"]])
def test_terms_that_no_passage_contains_find_nothing(postgresql_address: str, terms: list[str]) -> None:
    """Unknown terms and the operators of a query are no error, in an empty index and in a full one."""
    database = schema.open_catalog(postgresql_address)
    assert [] == find(database, terms, None)
    fill(database)
    assert [] == find(database, terms, None)
    database.close()


def test_a_long_question_counts_its_rarest_terms(postgresql_address: str) -> None:
    """A text of hundreds of terms in place of a question finds a passage with the rarest of them."""
    database = schema.open_catalog(postgresql_address)
    fill(database)
    catalog = Catalog(database)
    version = catalog.begin_version("/last.txt", "document", Document("A.", "A", None, None, "en"), "one")
    [expected] = catalog.add_passages(version, [passage(["singular"] * 40)])
    catalog.publish(version)
    assert expected in find(database, [*COMMON, *RARE, "singular"], None)
    with database.begin() as connection:
        assert {"the": 7} == TsvectorSearch().count_passages(connection, ["the", "unknown"], 7)
    database.close()
