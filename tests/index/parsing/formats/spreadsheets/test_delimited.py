"""Tables in text: the sign between their cells is found, and a text without one stays a text."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw


def read(text: str, media_type: str = "text/csv", location: str = "/texts/lamps.csv") -> str:
    """The text of a file."""
    return extract(Raw(location, text.encode(), media_type)).text


@pytest.mark.parametrize(
    "text",
    [
        'Lamp,Cost\n"Oil, old",12\nGas,20\n',
        'Lamp;Cost\r\n"Oil, old";12\r\nGas;20\r\n',
        "Lamp\tCost\nOil, old\t12\nGas\t20",
        "Lamp|Cost\nOil, old|12\nGas|20",
        'sep=;\nLamp;Cost\n"Oil, old";12\nGas;20',
    ],
    ids=["commas", "semicolons", "tabs", "bars", "stated"],
)
def test_rows_are_lines_with_bars(text: str) -> None:
    """A row is a line, and a quoted cell keeps its commas."""
    assert "Lamp | Cost\nOil, old | 12\nGas | 20" == read(text)


def test_decimal_commas_part_no_cells() -> None:
    """A sign that parts all rows alike counts more than one that is in some numbers."""
    assert "Year | Costs\n2022 | 1\n2023 | -814,38" == read("Year;Costs\n2022;1\n2023;-814,38\n")


def test_cell_of_several_lines_is_one_line() -> None:
    """A quoted cell may have line ends."""
    assert "Lamp | Note\nOil | old and dear" == read('Lamp,Note\nOil,"old\nand dear"\n')


def test_list_without_cells_is_a_plain_text() -> None:
    """A file of one column is no table."""
    assert "Oil\nGas\nLight, at last" == read("Oil\nGas\nLight, at last\n")


def test_title_is_the_name_of_the_file() -> None:
    """A head of columns is no title."""
    assert "lamps" == extract(Raw("/texts/lamps.tsv", b"Lamp\tCost\nOil\t12\n", "application/octet-stream")).title
    assert (
        "old lamps" == extract(Raw("https://a.example/old%20lamps.csv?x=1", b"Lamp,Cost\nOil,12\n", "text/csv")).title
    )
