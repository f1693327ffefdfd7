"""Tables and sections from a file to an answer, with the built-in models."""

from collections.abc import Iterator

import pytest

import pincite
from pincite import Pincite

VOYAGES = """# Voyages of the guild

The guild of Brell kept ships for two hundred years. Its books are in the archive of the town.

## Early voyages

The first ship left the harbour of Brell in the spring of 1601 with ten men. It came back with pepper and salt.

## Late voyages

The last ship sailed in 1789. It carried wool to the north and was lost in a storm off Tarn.

| Country | Capital | Population |
|---------|---------|------------|
| Norway | Oslo | 5.5 million |
| Sweden | Stockholm | 10.5 million |
| Denmark | Copenhagen | 5.9 million |
"""


@pytest.fixture(scope="module")
def guild(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pincite]:
    """An index of one text."""
    folder = tmp_path_factory.mktemp("guild")
    (folder / "voyages.md").write_text(VOYAGES, encoding="utf-8")
    with pincite.open(folder / "data") as opened:
        opened.index(str(folder / "voyages.md"))
        yield opened


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What is the capital of Norway?", "Norway | Oslo | 5.5 million"),
        ("How many people live in Denmark?", "Denmark | Copenhagen | 5.9 million"),
    ],
)
def test_a_row_of_a_table_answers_below_its_head(guild: Pincite, question: str, row: str) -> None:
    """The row is the only quote, and the head row above it is a slice of the text too."""
    answer = guild.ask(question)
    (source,) = guild.sources()
    text = guild.text(source.id)
    assert [row] == [citation.quote for citation in answer.citations]
    head = answer.citations[0].head
    assert head is not None
    assert "Country | Capital | Population" == head.quote == head.span.slice(text)


def test_a_question_for_a_section_finds_it(guild: Pincite) -> None:
    """The first sentences below the heading answer, and name it."""
    answer = guild.ask("Early voyages")
    assert "The first ship left" in answer.citations[0].quote
    assert {("Early voyages",)} == {citation.section for citation in answer.citations}
