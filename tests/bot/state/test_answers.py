"""The store of answers: citations behind buttons, and the answers themselves."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.types import Answer, HeadRow
from bot.state.answers import AnswerStore
from bot.state.engine import open_bot_database
from index.catalog.database import Database, Location
from index.errors import StoreError, VersionError
from index.types import Span
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The cable broke. The first message 🌍 was sent in August. Then silence."
SOURCE = make_source(text=TEXT)
FIRST = make_citation(1, SOURCE, TEXT, "The first message 🌍 was sent in August.", Span(0, 56))
SECOND = make_citation(2, SOURCE, TEXT, "Then silence.")
ANSWER = quote_answer("When was it sent?", FIRST, SECOND)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of the database."""
    return tmp_path / "data" / "bot.sqlite"


@pytest.fixture
def store(database: Database) -> AnswerStore:
    """An empty database."""
    return AnswerStore(database)


def save(store: AnswerStore, answer: Answer = ANSWER) -> dict[int, str]:
    """Save an answer in a group's topic; return its keys."""
    return dict(store.save_answer(answer, chat_id=-100123456789012, thread_id=5, user_id=7_000_000_000).keys)


def test_a_key_finds_its_citation(store: AnswerStore) -> None:
    """A key finds everything that a button shows: the quote, its place, and the source at that time."""
    found = store.citation(save(store)[1])

    assert found is not None
    assert (1, FIRST.quote, FIRST.span, FIRST.context) == (found.n, found.quote, found.span, found.context)
    about = (found.source_id, found.text_id, found.title, found.author, found.date, found.location, found.kind)
    assert about == (SOURCE.id, SOURCE.text_id, SOURCE.title, SOURCE.author, SOURCE.date, SOURCE.location, SOURCE.kind)
    assert (FIRST.link, ANSWER.question) == (found.link, found.question)
    assert (-100123456789012, 5) == (found.chat_id, found.thread_id)


def test_a_key_finds_where_a_quote_is(store: AnswerStore) -> None:
    """The page, the section, the head row and the other sources are stored; a quote without them has none."""
    head = HeadRow(Span(0, 16), "The cable broke.")
    placed = replace(FIRST, page=3, section=("Ships", "Früher"), head=head, also=("copy",))
    found = [store.citation(key) for key in save(store, quote_answer("When was it sent?", placed, SECOND)).values()]

    assert [(3, ("Ships", "Früher"), head, ("copy",)), (None, (), None, ())] == [
        (one.page, one.section, one.head, one.also) for one in found if one
    ]


def test_a_key_is_short_and_fits_a_url(store: AnswerStore) -> None:
    """A key has ten URL-safe characters."""
    assert all(re.fullmatch(r"[\w-]{10}", key, re.ASCII) for key in save(store).values())


def test_no_two_keys_are_the_same(store: AnswerStore) -> None:
    """The same answer, saved again, gets new keys."""
    keys = [key for _ in range(20) for key in save(store).values()]

    assert len(keys) == len(set(keys))


def test_a_key_works_after_the_store_was_opened_again(
    store: AnswerStore, database: Database, location: Location
) -> None:
    """A key outlives the process."""
    key = save(store)[2]
    database.close()
    reopened = open_bot_database(location)
    found = AnswerStore(reopened).citation(key)
    reopened.close()

    assert found is not None
    assert SECOND.quote == found.quote


def test_an_unknown_key_finds_nothing(store: AnswerStore) -> None:
    """An unknown key gives None, not an error."""
    assert store.citation("AAAAAAAAAA") is None


def test_an_answer_is_remembered_with_its_messages(store: AnswerStore) -> None:
    """A stored answer has its question, user, chat, time and messages."""
    saved = store.save_answer(ANSWER, chat_id=7, thread_id=None, user_id=7)
    store.add_messages(saved.id, [31, 32])
    store.add_messages(saved.id, [32])
    found = store.answer(saved.id)

    assert found is not None
    assert (7, None, 7, ANSWER.question, "answered", (31, 32)) == (
        found.chat_id,
        found.thread_id,
        found.user_id,
        found.question,
        found.status,
        found.message_ids,
    )
    assert (saved.keys, saved.created_at) == (found.keys, found.created_at)


def test_an_answer_without_citations_is_remembered(store: AnswerStore) -> None:
    """An answer without citations is stored too, without keys."""
    saved = store.save_answer(quote_answer("Who?"), chat_id=7, thread_id=None, user_id=7)
    store.add_messages(saved.id, [])
    found = store.answer(saved.id)

    assert found is not None
    assert ("not_found", {}, ()) == (found.status, found.keys, found.message_ids)


def test_there_is_no_answer_of_an_unknown_id(store: AnswerStore) -> None:
    """An unknown id gives None."""
    assert store.answer(12) is None


def test_many_threads_save_at_once(store: AnswerStore) -> None:
    """All answers of simultaneous threads are saved."""
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: save(store)[1], range(40)))

    assert all(store.citation(key) is not None for key in keys)


def test_a_store_of_another_version_is_refused(path: Path) -> None:
    """A file with another layout is not changed, and the error says what to do."""
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()

    with pytest.raises(VersionError, match="another version of Pincite"):
        open_bot_database(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    """Another file under the database's name is an error in one sentence."""
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to look like a page of one" * 20)

    with pytest.raises(StoreError, match="is damaged"):
        open_bot_database(path)


def test_a_store_of_the_version_before_is_completed(path: Path) -> None:
    """An older file keeps its answers and gets the new columns and tables."""
    path.parent.mkdir()
    with sqlite3.connect(path) as older:
        older.execute(
            "CREATE TABLE answer (id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id BIGINT NOT NULL, thread_id BIGINT, "
            "user_id BIGINT NOT NULL, question VARCHAR NOT NULL, status VARCHAR NOT NULL, created_at INTEGER NOT NULL)"
        )
        older.execute("INSERT INTO answer VALUES (4, 5, NULL, 6, 'When?', 'not_found', 7)")
        older.execute("PRAGMA user_version = 1")
    older.close()

    database = open_bot_database(path)
    store = AnswerStore(database)
    found = store.answer(4)
    kept = store.citation(save(store)[1])
    database.close()

    assert found is not None
    assert ("When?", "") == (found.question, found.text)
    assert kept is not None
