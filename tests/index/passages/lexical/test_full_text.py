"""Full-text search: which terms of a question are searched for, in both engines."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.catalog.passage_rows import NewPassage
from index.passages.lexical import full_text
from index.passages.scope import read_scope
from index.types import Document, PassageSpan, Span

SPAN = PassageSpan(Span(0, 1), (Span(0, 1),))
TEXTS = [f"the keeper of light {n} was there" for n in range(11)] + ["the agamemnon carried the cable"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Twelve passages, of which one is about a ship."""
    server = request.param == "postgresql"
    opened = schema.open_catalog(
        request.getfixturevalue("postgresql_address") if server else tmp_path / "catalog.sqlite"
    )
    catalog = Catalog(opened)
    version = catalog.begin_version("/a.txt", "document", Document("A.", "A", None, None, "en"), "one")
    states = np.zeros(2, np.float32), np.zeros((1, 2), np.float32)
    catalog.add_passages(version, [NewPassage(SPAN, text, *states) for text in TEXTS])
    catalog.publish(version)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("was the cable there", 12),
        ("was kostete ein kabel am anfang", 0),  # "was" is in every second passage and means something else
        ("was war die aufgabe der agamemnon", 1),
        ("unknown words alone", 0),
        ("", 0),
    ],
)
def test_a_question_in_another_language_is_not_searched_by_its_common_words(
    database: Database, question: str, found: int
) -> None:
    """If the passages have less than half of its words, only the rare ones count: names and numbers."""
    with database.begin() as connection:
        assert found == len(full_text.match(connection, question.split(), 40, read_scope(connection, None)))
