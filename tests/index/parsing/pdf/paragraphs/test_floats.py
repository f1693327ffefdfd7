"""Floats: a table or a figure between two columns or pages does not cut a sentence."""

from index.catalog.text_structure import page_at
from index.parsing.extraction import extract
from index.types import Document, Raw
from tests.support.pdf_files import Print, pdf

OPEN = (
    "The tower was lit for the first time in the winter of 1871.",
    "Its keeper was paid forty crowns a year, and he had to buy the oil for the",
    "lamp himself in the harbour of Brell, which was open in the summer and",
)
REST = ("closed from November until the spring.", "Nobody lives on the reef now.")
SENTENCE = (
    "Its keeper was paid forty crowns a year, and he had to buy the oil for the lamp himself in the harbour of Brell, "
    "which was open in the summer and closed from November until the spring."
)
TABLE = (("Year", "Oil"), ("1871", "40"), ("1872", "44"), ("1873", "41"))


def column(lines: tuple[str, ...], y: float) -> list[Print]:
    """Lines, one below the other."""
    return [Print(line, 72, y - 13 * number) for number, line in enumerate(lines)]


def table(y: float) -> list[Print]:
    """A table with its caption."""
    cells = [
        Print(cell, 72 + 120 * place, y - 16 * number)
        for number, row in enumerate(TABLE)
        for place, cell in enumerate(row)
    ]
    return [*cells, Print("Table 1. Oil that was bought, in barrels.", 72, y - 90)]


def read(*pages: list[Print]) -> Document:
    """The document of these pages."""
    return extract(Raw("/texts/report.pdf", pdf(pages), "application/pdf"))


def test_a_table_on_the_next_page_comes_after_the_sentence() -> None:
    """The sentence is whole, and the table is on its own page."""
    document = read(column(OPEN, 300), [*table(780), *column(REST, 600)])
    assert SENTENCE in document.text
    assert "Year | Oil\n1871 | 40\n1872 | 44\n1873 | 41" in document.text
    assert [1, 2, 2] == [page_at(document.pages, document.text.index(w)) for w in ("Its keeper", "closed", "1872 |")]


def test_a_table_on_the_first_page_comes_before_the_sentence() -> None:
    """The sentence is whole, and the table is on its own page."""
    document = read([*column(OPEN, 500), *table(300)], column(REST, 780))
    assert SENTENCE in document.text
    assert [1, 2, 1] == [page_at(document.pages, document.text.index(w)) for w in ("Its keeper", "closed", "1872 |")]


def test_a_paragraph_after_a_table_is_not_joined_to_a_whole_sentence() -> None:
    """Text of its own stays where it is."""
    whole = (*OPEN[:2], "lamp himself in the harbour of Brell.")
    document = read(column(whole, 300), [*table(780), *column(REST, 600)])
    assert document.text.index("1872 |") < document.text.index("closed from")
