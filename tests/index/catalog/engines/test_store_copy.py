"""The copy of a store to the other engine and back."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from bot.state.engine import open_bot_database
from bot.state.job_queue import JobQueue
from bot.state.users import User, UserStore
from index.arrays import TokenStates
from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.catalog.engines.term_index import get_term_index
from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage
from index.errors import StoreError
from index.passages.lexical import full_text
from index.passages.scope import read_scope
from index.types import Document, Heading, Link, PassageSpan, Span, Validators

BODY = "The lamp 🌍 has wicks. The lamp burns oil.\nStorms broke it."
STATES = TokenStates(np.array([0, 3], np.uint16), np.array([[1, 2], [3, 255]], np.uint8))


def passage(start: int, end: int, terms: str) -> NewPassage:
    """A passage of one sentence."""
    spans = PassageSpan(Span(start, end), (Span(start, end),))
    return NewPassage(spans, terms, np.zeros(2, np.float32), np.ones((1, 2), np.float32), STATES)


def fill(catalog: Catalog) -> None:
    """Index a source with everything that a catalog stores, and remove another one."""
    for location in ("/lamp.txt", "/gone.txt"):
        heading = (Heading(Span(0, 8), 1),)
        document = Document(BODY, "Lamp", None, "1811-02-01", "en", pages=(0, 9), headings=heading)
        version = catalog.begin_version(location, "document", document, "one")
        catalog.add_passages(version, [passage(0, 21, "the lamp has wicks"), passage(22, 40, "the lamp burns oil oil")])
        record = FetchRecord("parser", "digest", Validators("etag"), (Link("https://example.org/ü", "words"),))
        catalog.publish(version, record)
    gone = catalog.list_sources()[1].id
    catalog.retire([gone])
    catalog.delete_passages(catalog.list_stale_passages())
    catalog.delete_unused()


@pytest.fixture
def stores(tmp_path: Path, postgresql_address: str) -> Iterator[tuple[Database, Database, Database]]:
    """A SQLite file with an index, a new database in PostgreSQL, and a new SQLite file."""
    three = (
        schema.open_catalog(tmp_path / "catalog.sqlite"),
        schema.open_catalog(postgresql_address),
        schema.open_catalog(tmp_path / "back" / "catalog.sqlite"),
    )
    fill(Catalog(three[0]))
    yield three
    for database in three:
        database.close()


def describe(database: Database) -> object:
    """Everything that a reader sees of a catalog."""
    catalog = Catalog(database)
    [source] = catalog.list_sources()
    with database.begin() as connection:
        terms = [
            sorted(words.split()) for part in get_term_index(connection).read(connection) for words in part.values()
        ]
        found = [full_text.match(connection, [term], 9, read_scope(connection, None)) for term in ("lamp", "oil")]
        assert get_term_index(connection).is_intact(connection)
    record = catalog.find_fetch_record(source.id)
    return catalog.get_identity(), source, catalog.load_document(source), record, terms, found


def test_a_copy_there_and_back_has_everything(stores: tuple[Database, Database, Database]) -> None:
    """Sources, texts, pages, headings, records, terms and ids are the same after each copy."""
    sqlite, postgresql, back = stores
    expected = describe(sqlite)
    rows = postgresql.copy_from(sqlite)
    assert (expected, rows) == (describe(postgresql), back.copy_from(postgresql))
    assert expected == describe(back)


def test_ids_of_deleted_rows_are_not_given_again(stores: tuple[Database, Database, Database]) -> None:
    """The id of a passage is also its id in the vector store, so the copy continues the numbers of its source."""
    for source, target in pairwise(stores):
        target.copy_from(source)
    ids = []
    for database in stores:
        catalog = Catalog(database)
        version = catalog.begin_version("/new.txt", "document", Document("A.", "A", None, None, "en"), "one")
        ids.append(catalog.add_passages(version, [passage(0, 1, "a"), passage(0, 1, "b")]))
    assert [[5, 6]] * 3 == ids


def test_a_second_run_copies_nothing(stores: tuple[Database, Database, Database]) -> None:
    """The same rows are recognized, and stay."""
    sqlite, postgresql, _ = stores
    assert postgresql.copy_from(sqlite) > 0
    assert 0 == postgresql.copy_from(sqlite)


def test_a_store_with_other_rows_is_not_overwritten(stores: tuple[Database, Database, Database]) -> None:
    """The error names the remedy, and the store keeps its rows."""
    sqlite, postgresql, _ = stores
    fill(Catalog(postgresql))
    expected = describe(postgresql)
    with pytest.raises(StoreError, match="data of its own; name an empty database"):
        postgresql.copy_from(sqlite)
    assert expected == describe(postgresql)


def test_a_copy_that_differs_is_undone(
    stores: tuple[Database, Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a row arrives otherwise than it left, nothing is copied, and the next run copies everything."""
    sqlite, postgresql, _ = stores

    def copy_and_damage(_source: object, target: object) -> None:
        target.execute(text("UPDATE text SET body = 'other'"))  # type: ignore[attr-defined]  # a connection

    with monkeypatch.context() as patch:
        patch.setattr(postgresql, "_layout", replace(schema.LAYOUT, copy_rest=copy_and_damage))
        with pytest.raises(StoreError, match="The copy of text differs"):
            postgresql.copy_from(sqlite)
    assert [] == Catalog(postgresql).list_sources()
    postgresql.copy_from(sqlite)
    assert describe(sqlite) == describe(postgresql)


def test_users_and_jobs_are_copied(tmp_path: Path, postgresql_address: str) -> None:
    """The bot's tables have large ids, empty columns and null characters, which PostgreSQL does not store."""
    sqlite, postgresql = open_bot_database(tmp_path / "bot.sqlite"), open_bot_database(postgresql_address)
    UserStore(sqlite).save(User(7_000_000_000, "Ann\0🌍", None, "en"))
    job = JobQueue(sqlite).propose(
        "/a.txt", "A", pages=1, user_id=7_000_000_000, chat_id=-100123456789012, language="en"
    )
    postgresql.copy_from(sqlite)

    user, copied = UserStore(postgresql).get(7_000_000_000), JobQueue(postgresql).get(job)
    expected = JobQueue(sqlite).get(job)
    sqlite.close()
    postgresql.close()

    assert (User(7_000_000_000, "Ann\ufffd🌍", None, "en"), expected) == (user, copied)
