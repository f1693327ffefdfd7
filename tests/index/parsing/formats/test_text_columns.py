"""The columns of plain texts are cells."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw


def read(text: str) -> str:
    """The text of a plain text."""
    return extract(Raw("/texts/a.txt", text.encode(), "text/plain")).text


@pytest.mark.parametrize(
    "table",
    [
        "Quay      Depth\nNorth     4 m\nSouth     2.5 m",
        "Quay      Depth\nNorth       4 m\nSouth     2.5 m",
        "Quay\tDepth\nNorth\t4 m\nSouth\t2.5 m",
    ],
    ids=["left", "right", "tabs"],
)
def test_aligned_cells_are_parted_by_bars(table: str) -> None:
    """Cells that begin or end below one another, or stand behind tabs, make rows."""
    expected = "It is low water.\n\nQuay | Depth\nNorth | 4 m\nSouth | 2.5 m\n\nThe end."
    assert expected == read(f"It is low water.\n\n{table}\n\nThe end.\n")


@pytest.mark.parametrize(
    "text", ["It is low  water.\nIt is high  water now.\nIt rains  today.", "Ada  Quill\nQuay 4\nVelm", "a  b\nc  d"]
)
def test_lines_that_are_not_aligned_are_no_table(text: str) -> None:
    """Two blanks in a sentence or an address, and two lines alone, are no columns."""
    assert " | " not in read(f"{text}\n\nThe end.\n")
