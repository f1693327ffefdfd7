"""The title of a printed document: words, and no number, stamp or row of a table."""

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import Print, pdf

BODY = [Print(f"The tower of Brell was built by the man number {n}.", 72, 600 - 14 * n) for n in range(6)]


def title(*page: Print) -> str | None:
    """The title of a page."""
    return extract(Raw("/texts/report.pdf", pdf([[*page, *BODY]]), "application/pdf")).title


def test_a_large_number_is_no_title() -> None:
    """The largest words are the title."""
    assert "The tower of Brell" == title(Print("The tower of Brell", 72, 760, 20), Print("2.5", 72, 700, 40))


def test_a_turned_stamp_is_no_title() -> None:
    """A stamp in the margin is large, and runs in another direction."""
    stamp = Print("preprint: 2203.00274 of May 2022", 30, 200, 24, turned=True)
    assert "The tower of Brell" == title(Print("The tower of Brell", 72, 760, 20), stamp)


def test_a_row_of_a_table_is_no_title() -> None:
    """A running head with a page number is two parts of a line."""
    head = [Print("Lights of the coast", 72, 800, 11), Print("72", 500, 800, 11)]
    assert "The tower of Brell was built by the man number 0" == title(*head)


def test_lines_of_the_same_size_further_down_are_no_part_of_the_title() -> None:
    """A title is a block of lines."""
    far = Print("Contents of this book", 72, 650, 20)
    assert "The tower of Brell" == title(Print("The tower of Brell", 72, 760, 20), far)


def test_a_title_starts_above_its_largest_line() -> None:
    """Lines of one title can differ a little in size."""
    lines = [Print("The towers and", 72, 770, 20), Print("lamps of Brell", 72, 746, 20.6)]
    assert "The towers and lamps of Brell" == title(*lines)
