"""The check of stored citations: a quote is a slice of its text, or gets its place again, or is named."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from bot.state.answers import AnswerStore
from bot.state.citation_check import CitationCheck
from bot.state.engine import open_bot_database
from bot.state.schema.answer_tables import citations
from index.catalog.database import Database, Location
from index.types import Span
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The cable broke. The first message 🌍 was sent in August. Then silence."
SOURCE = make_source(text=TEXT)
ANSWER = quote_answer(
    "When was it sent?",
    make_citation(1, SOURCE, TEXT, "The first message 🌍 was sent in August.", Span(0, 56)),
    make_citation(2, SOURCE, TEXT, "Then silence."),
)


@pytest.fixture
def database(location: Location) -> Iterator[Database]:
    """A database with an answer and its citations."""
    opened = open_bot_database(location)
    AnswerStore(opened).save_answer(ANSWER, chat_id=1, thread_id=None, user_id=1)
    yield opened
    opened.close()


def change(database: Database, statement: str) -> None:
    """Damage the citations."""
    with database.begin() as connection:
        connection.execute(text(f"UPDATE citation SET {statement}"))  # noqa: S608 - of this test


def quotes_are_slices(database: Database) -> bool:
    """Return whether each quote is the slice that its citation names."""
    with database.begin() as connection:
        rows = connection.execute(select(citations)).all()
    return all(TEXT[row.start : row.end] == row.quote and row.context_start <= row.start for row in rows)


def test_sound_citations_have_no_defect(database: Database) -> None:
    """The check finds nothing."""
    assert [] == list(CitationCheck(database, lambda _: TEXT).run())


def test_a_citation_of_a_removed_source_is_sound(database: Database) -> None:
    """Its button shows the quote, which needs no text."""
    assert [] == list(CitationCheck(database, lambda _: None).run())


@pytest.mark.parametrize("damage", ["start = start + 1", '"end" = 9999', "context_start = 9999", "start = -5"])
def test_a_wrong_place_is_corrected_by_the_quote(database: Database, damage: str) -> None:
    """The quote is where its characters are in the text."""
    change(database, damage)
    [defect] = CitationCheck(database, lambda _: TEXT).run()
    assert (True, True) == (defect.is_repaired, quotes_are_slices(database))
    assert [] == list(CitationCheck(database, lambda _: TEXT).run())


def test_a_head_row_that_is_not_in_its_text_is_removed(database: Database) -> None:
    """The quote stays, without the line above it; a head row that is a slice stays too."""
    change(database, "head = '[0, 16, \"The cable broke.\"]'")
    assert [] == list(CitationCheck(database, lambda _: TEXT).run())
    change(database, "head = '[4, 9, \"rope\"]'")
    [defect] = CitationCheck(database, lambda _: TEXT).run()
    assert (True, True) == (defect.is_repaired, quotes_are_slices(database))
    assert [] == list(CitationCheck(database, lambda _: TEXT).run())


def test_a_quote_that_is_not_in_its_text_is_named(database: Database) -> None:
    """No quote is changed: the admin learns which one does not match."""
    change(database, "quote = 'Never written.'")
    found = list(CitationCheck(database, lambda _: TEXT).run())
    assert found
    assert not any(defect.is_repaired for defect in found)
