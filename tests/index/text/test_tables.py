"""``index.text.tables``: the rows of a table, and the head row that says what their cells are."""

import pytest

from index.text.chunking import split
from index.text.tables import find_rows, list_rows_below, with_head
from index.types import Span

CAPITALS = "Country | Capital | Population\nNorway | Oslo | 5.5 million\nSweden | Stockholm | 10.5 million"
TEXT = f"Of the north.\n\nCapitals, by country\n{CAPITALS}\n\nThat is all."


def lines(text: str) -> list[Span]:
    """The lines of a text."""
    starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    return [Span(start, start + len(line)) for start, line in zip(starts, text.split("\n"), strict=True) if line]


def read(text: str) -> list[str]:
    """The rows below heads, as they are read."""
    return [
        row.words
        for span, row in zip(lines(text), find_rows(text, lines(text)), strict=True)
        if row and row.head != span
    ]


def test_a_row_is_read_with_its_head() -> None:
    """Each cell has the name of its column; row and head are slices of the text."""
    rows = find_rows(TEXT, lines(TEXT))
    assert [None, None, "Country | Capital | Population"] == [row and row.words for row in rows[:3]]
    assert [
        "Country: Norway; Capital: Oslo; Population: 5.5 million.",
        "Country: Sweden; Capital: Stockholm; Population: 10.5 million.",
    ] == read(TEXT)
    assert {"Country | Capital | Population"} == {row.head.slice(TEXT) for row in rows if row}
    assert {"Country | Capital | Population"} == {row.head_text for row in rows if row}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Station | 2019 | 2020\nBrell | 12 | 14", ["Station: Brell; 2019: 12; 2020: 14."]),
        ("| May | June\nBrell | 12 | 14", ["Brell; May: 12; June: 14."]),
        ("Ship | Master\nArk | Ann Lee\nBell | Bo Day", ["Ship: Ark; Master: Ann Lee.", "Ship: Bell; Master: Bo Day."]),
        ("Ship | Master | Lost\nArk | | 1601", ["Ship: Ark; Lost: 1601."]),
        ("Adults | £5\nChildren | £3", []),
        ("Mayor | Ann Lee\nFounded | 1601\nRiver | Tarn", []),
        ("The mayor spoke first. | Nobody listened at all.\nThen came rain. | 12", []),
        ("Home | News | About us", []),
    ],
)
def test_the_first_row_is_a_head_if_it_names_columns(table: str, expected: list[str]) -> None:
    """Values and sentences in the first row name no columns."""
    assert expected == read(table)


def test_a_passage_in_the_middle_of_a_table_knows_the_head() -> None:
    """The head row is put before the passage for the search, unless the passage has it."""
    sweden = Span(TEXT.index("Sweden"), TEXT.index("\n\nThat"))
    whole = Span(TEXT.index("Country"), sweden.end)
    assert "Country | Capital | Population\nSweden | Stockholm | 10.5 million" == with_head(TEXT, sweden)
    assert (CAPITALS, "That is all.") == (with_head(TEXT, whole), with_head(TEXT, Span(sweden.end + 2, len(TEXT))))


def test_a_row_is_one_sentence() -> None:
    """A full stop in a cell does not cut a row; it ends a sentence in a line with a bar that is no table."""
    table = "Ship | Fate\nArk | Lost. Never found. | 1601\nBell | Sold"
    sentences = [span.slice(table) for passage in split(table, "en") for span in passage.sentences]
    assert table.split("\n") == sentences
    assert 2 == len([span for passage in split("He left. | She stayed.", "en") for span in passage.sentences])


def test_a_head_may_have_numbers_with_other_units_than_those_below() -> None:
    """Prices may be below "1 day"; a first row with the same unit is a row as others are."""
    assert ["Item: Skis; 1 day: 18 €; 3 days: 48 €.", "Item: Sledge; 1 day: 7 €; 3 days: 18 €."] == read(
        "Item | 1 day | 3 days\nSkis | 18 € | 48 €\nSledge | 7 € | 18 €"
    )
    assert [] == read("Boots | 9 € | 20 €\nSkis | 18 € | 48 €\nSledge | 7 € | 18 €")


def test_the_rows_below_a_head_are_listed() -> None:
    """All rows of the table, and none below what is no head."""
    head = next(row.head for row in find_rows(TEXT, lines(TEXT)) if row)
    assert ["Norway | Oslo | 5.5 million", "Sweden | Stockholm | 10.5 million"] == [
        row.slice(TEXT) for row in list_rows_below(TEXT, head)
    ]
    assert [] == list_rows_below(TEXT, Span(0, 13))
