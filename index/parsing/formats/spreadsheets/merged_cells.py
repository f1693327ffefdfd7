"""Labels of a workbook that are merged over several rows, each of which they belong to. Pure."""

import re
from typing import NamedTuple, Self

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref=[\"']([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})[\"']")
_LETTERS = 26
MAX_LABELLED_ROWS = 1_000
"""A column that is merged to its end is no label of rows."""


class RowLabels:
    """The labels that are open: each is written in the rows down to its last one. Rows come in order."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: list[tuple[int, int, str]] = []

    def open(self, last: int, column: int, words: str) -> None:
        """Add a label that is merged down to a row."""
        self._open.append((last, column, words))

    def fill(self, row: int, cells: dict[int, str]) -> dict[int, str]:
        """Return a row with the labels before its own cells that begin above it."""
        self._open = [one for one in self._open if one[0] >= row]
        first = min(cells, default=0)
        return {column: words for _, column, words in self._open if column < first} | cells


class MergedCells:
    """The merged cells of a sheet, of which only the first one has words; those of one row need nothing."""

    def __init__(self, areas: list["_Area"]) -> None:
        """Take the areas."""
        self._areas = sorted(areas, key=lambda area: area.first)
        self._labels = RowLabels()
        self._next = 0

    @classmethod
    def of(cls, data: bytes) -> Self | None:
        """Find the merged cells in the XML of a sheet, which lists them behind its rows; None without any."""
        areas: list[_Area] = []
        for found in _MERGED.finditer(data):
            start, end = (read_reference(one.decode()) for one in found.groups())
            if start and end and 0 < end[1] - start[1] <= MAX_LABELLED_ROWS:
                areas.append(_Area(start[1], end[1], start[0]))
        return cls(areas) if areas else None

    def fill(self, row: int, cells: dict[int, str]) -> dict[int, str]:
        """Return a row with the labels before its own cells that begin above it; rows come in order."""
        filled = self._labels.fill(row, cells)
        while self._next < len(self._areas) and self._areas[self._next].first <= row:
            area = self._areas[self._next]
            self._next += 1
            if area.first == row and area.column in cells:
                self._labels.open(area.last, area.column, cells[area.column])
        return filled


class _Area(NamedTuple):
    first: int
    last: int
    column: int


def read_reference(written: str) -> tuple[int, int] | None:
    """Return the column and the row of a reference such as "B7", from 1; None for another text."""
    found = _REFERENCE.fullmatch(written)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column, int(found[2])
