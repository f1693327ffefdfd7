"""The lines of ruled tables: a row is one line; cells of running text are read one after the other. Pure."""

import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby, pairwise

from index.parsing.pdf.layout.ruled_cells import distinct, find_columns
from index.parsing.pdf.printed_line import (
    CELL_SEPARATOR,
    STOP,
    Cell,
    PrintedLine,
    Row,
    is_rtl,
    join_cell,
    join_texts,
    merge_lines,
)
from index.text.normalization import LIST_MARK

_TEXT_LINES = 3
_MANY_LINES = 10
_TEXT_CELLS = 2
_MIN_ALIGNED = 3
_ALIGNED_SHARE = 0.8
_LOW_SHARE = 0.3
_SAME_HEIGHT = 0.3  # of the size
_SAME_LEVEL = 0.1
_CELL_WORDS = 5
_REACH_PT = 4.0
_FILLED_SHARE = 0.3

Arranges = Callable[[Sequence[Row]], list[PrintedLine]]
"""Puts the lines of an area into reading order."""


def part_tables(lines: Sequence[Row], arrange: Arranges) -> Iterator[PrintedLine]:
    """The lines of a page in reading order, with each table where the file has its first words."""
    tables = _find_tables(lines)
    opened = {table for table, rows in tables.items() if _is_open(rows, lines)}
    frames = {table for table, rows in tables.items() if not _has_filled_rows(rows)} | opened
    if frames:
        lines = reduce(_sort_open, (tables[table] for table in sorted(opened)), lines)
        tables = {table: rows for table, rows in tables.items() if table not in frames}
        lines = [[_without_cell(part, frames) for part in row] for row in lines]
    rest: list[Row] = []
    for row in lines:
        begun = dict.fromkeys(part.cell.table for part in row if part.cell and part.cell.table in tables)
        if begun:
            yield from arrange(rest)
            rest = []
        for table in begun:
            yield from _list_rows(tables.pop(table), arrange)
        outside = [part for part in row if not part.cell]
        if outside:
            rest.append(outside)
    yield from arrange(rest)


def _find_tables(lines: Sequence[Row]) -> dict[int, list[Row]]:
    tables: dict[int, list[Row]] = {}
    for row in lines:
        for table, parts in groupby(row, key=lambda part: part.cell.table if part.cell else None):
            if table is not None:
                tables.setdefault(table, []).append(list(parts))
    return tables


def _has_filled_rows(rows: Sequence[Row]) -> bool:
    """Whether half of the rows have several cells with text; else it is a form, a figure, or a frame."""
    cells = {part.cell for row in rows for part in row if part.cell}
    tops = distinct(cell.top for cell in cells)
    if len(cells) < _FILLED_SHARE * len(tops) * len(distinct(cell.left for cell in cells)):
        return False
    counts = Counter(_nearest(tops, cell.top) for cell in cells)
    return 2 * sum(count >= _TEXT_CELLS for count in counts.values()) >= len(tops)


def _is_open(rows: Sequence[Row], lines: Sequence[Row]) -> bool:
    """Whether the rows of a table go on beside its cells, because no rule is painted at its outer edge."""
    levels = {round(row[0].bottom, 1): row[0] for row in rows}.values()
    low, high = min(line.bottom for line in levels), max(line.bottom for line in levels)
    outside = [part for row in lines for part in row if not part.cell and low - 1 < part.bottom < high + 1]
    beside = [
        next((part for part in outside if abs(part.bottom - line.bottom) < _SAME_LEVEL * line.size), None)
        for line in levels
    ]
    words = [len(part.text.split()) for part in beside if part]
    is_beside = len(words) >= max(_MIN_ALIGNED, _ALIGNED_SHARE * len(levels))
    return is_beside and statistics.median(words) <= _CELL_WORDS


def _sort_open(lines: Sequence[Row], rows: Sequence[Row]) -> Sequence[Row]:
    """The lines of a page, of which those of an open table are in its place from top to bottom.

    The file may have a group of rows, or the head, behind the rest of the page.
    """
    parts = [part for row in rows for part in row]
    low, high = min(part.bottom for part in parts), max(part.top for part in parts)
    is_within = [all(low - 1 < part.bottom and part.top < high + 1 for part in row) for row in lines]
    within = [row for row, inside in zip(lines, is_within, strict=True) if inside]
    if not within or any(len(part.text.split()) > 2 * _CELL_WORDS for row in within for part in row):
        return lines  # the text of a column beside the table
    start = is_within.index(True)
    within.sort(key=lambda row: -row[0].bottom)
    outside = [row for row, inside in zip(lines, is_within, strict=True) if not inside]
    return [*outside[:start], *within, *outside[start:]]


def _without_cell(part: PrintedLine, tables: Collection[int]) -> PrintedLine:
    return replace(part, cell=None) if part.cell and part.cell.table in tables else part


def _list_rows(rows: Sequence[Row], arrange: Arranges) -> Iterator[PrintedLine]:
    cells: dict[Cell, list[Row]] = {}
    for row in rows:
        for cell, parts in groupby(row, key=lambda part: part.cell):
            if cell:
                cells.setdefault(cell, []).append(list(parts))
    cells = {cell: _join_justified(printed) for cell, printed in cells.items()}
    for cell in [cell for cell, printed in cells.items() if _may_be_rows(printed)]:
        _split_cell(cells, cell)
    rtl = is_rtl(" ".join(join_texts(row) for row in rows))
    columns = find_columns(cells)
    tops = distinct(cell.top for cell in cells)
    parted = {_column_of(cell, columns) for cell, printed in cells.items() if _has_columns(printed)}
    first = len(columns) - 1 if rtl else 0
    for number in reversed(range(len(tops))):
        band = {cell: printed for cell, printed in cells.items() if _nearest(tops, cell.top) == number}
        by_column = _group_by_column(band, columns)
        in_parts = any(column in parted and len(printed) > 1 for column, (_, printed) in by_column.items())
        names = by_column[first][1] if first in by_column else ()
        if in_parts or _has_rows(list(band.values()), names):
            within = [part for row in rows for part in row if part.cell in band]
            within.sort(key=lambda part: -part.bottom)  # the file may have them in another order
            yield from arrange([[replace(part, cell=None)] for part in within])
            continue
        row_cells = {column: (cell, arrange(printed)) for column, (cell, printed) in by_column.items()}
        if _is_text([lines for _, lines in row_cells.values()]):
            for column in sorted(row_cells, reverse=rtl):
                yield from row_cells[column][1]
        else:
            yield _join_row(row_cells, columns, rtl=rtl)


def _group_by_column(band: Mapping[Cell, list[Row]], columns: Sequence[float]) -> dict[int, tuple[Cell, list[Row]]]:
    """The cells of a row by their columns; two of one column, such as a cell and a shade in it, are one."""
    found: dict[int, tuple[Cell, list[Row]]] = {}
    for cell, printed in band.items():
        column = _column_of(cell, columns)
        other, before = found.get(column, (cell, []))
        found[column] = other._replace(right=max(other.right, cell.right)), [*before, *printed]
    return found


def _column_of(cell: Cell, columns: Sequence[float]) -> int:
    return bisect_right(columns, cell.left + _REACH_PT) - 1


def _may_be_rows(lines: Sequence[Row]) -> bool:
    """Whether each line of a cell may belong to another row; a text goes on in lower case."""
    firsts = [row[0] for row in lines]
    low = sum(line.text[:1].islower() for line in firsts[1:])
    return len(lines) >= _MIN_ALIGNED and not _has_sentence(firsts) and low < _LOW_SHARE * (len(lines) - 1)


def _has_columns(lines: Sequence[Row]) -> bool:
    """Whether most lines of a cell are the cells of columns that no rule parts."""
    words = [part for row in lines for part in row if not LIST_MARK.fullmatch(f"{part.text.strip()} ")]
    parts = sorted(words, key=lambda part: -part.bottom)
    levels = [1]
    for above, part in pairwise(parts):
        if above.bottom - part.bottom < _SAME_HEIGHT * part.size:
            levels[-1] += 1
        else:
            levels.append(1)
    return len(levels) > 1 and sum(count > 1 for count in levels) >= _ALIGNED_SHARE * len(levels)


def _join_justified(lines: list[Row]) -> list[Row]:
    """The lines of a cell, of which justified ones are one part each.

    They have wide blanks between their words, as a cell is narrow, and reach from one edge of the text to the other.
    """
    wide = [row for row in lines if len(row) > 1]
    if not wide or not any(part.text[:1].islower() for row in wide for part in row[1:]):
        return lines
    left = min(part.left for row in lines for part in row)
    right = max(part.right for row in lines for part in row)
    slack = _SAME_HEIGHT * wide[0][0].size
    if len(wide) == len(lines) or any(
        min(part.left for part in row) > left + slack or max(part.right for part in row) < right - slack for row in wide
    ):
        return lines
    return [[merge_lines(row, join_texts(row))] for row in lines]


def _split_cell(cells: dict[Cell, list[Row]], cell: Cell) -> None:
    """Give each row of a table its line of a cell beside them all, such as one with their numbers."""
    tops = distinct(
        other.top for other in cells if cell.bottom < other.top - _REACH_PT and other.top < cell.top + _REACH_PT
    )
    if len(tops) < _MIN_ALIGNED:
        return
    for row in cells.pop(cell):
        top = next((top for top in tops if top > row[0].bottom + row[0].size / 2), tops[-1])
        cells.setdefault(cell._replace(top=top), []).append(row)


def _has_rows(cells: Sequence[Sequence[Row]], names: Sequence[Row]) -> bool:
    """Whether the lines of some cells are at the same heights, as where no rule parts the rows of a table.

    ``names``: the lines of the first cell. Most rows have a name there; the cells of a head may have more lines.
    """
    high = sorted(([row[0] for row in cell] for cell in cells if _may_be_rows(cell)), key=len)
    if len(high) < _TEXT_CELLS or 2 * len(names) < len(high[-1]):
        return False
    *others, highest = high
    return all(
        sum(any(abs(line.bottom - other.bottom) < _SAME_HEIGHT * line.size for other in highest) for line in cell)
        >= _ALIGNED_SHARE * len(cell)
        for cell in others
    )


def _nearest(places: Sequence[float], place: float) -> int:
    return min(range(len(places)), key=lambda number: abs(places[number] - place))


def _is_text(cells: Sequence[Sequence[PrintedLine]]) -> bool:
    """Whether the cells of a row are running text, which is not read across."""
    texts = [len(lines) for lines in cells if len(lines) >= _TEXT_LINES and _has_sentence(lines)]
    return len(cells) == 1 or len(texts) >= _TEXT_CELLS or max(texts, default=0) >= _MANY_LINES


def _has_sentence(lines: Sequence[PrintedLine]) -> bool:
    return any(STOP.search(line.text) and not line.text[-2:-1].isdigit() for line in lines)


def _join_row(row: Mapping[int, tuple[Cell, list[PrintedLine]]], columns: Sequence[float], *, rtl: bool) -> PrintedLine:
    """One line of a row; a cell that is several columns wide counts once."""
    texts: dict[int, str] = {}
    end = columns[0] - 1
    for number, left in enumerate(columns):
        if number in row:
            cell, lines = row[number]
            texts[number] = join_cell(lines)
            end = cell.right - 1
        elif left >= end:
            texts[number] = ""
    ordered = [texts[number] for number in sorted(texts, reverse=rtl)]
    while not ordered[-1]:
        ordered.pop()
    return merge_lines([line for _, lines in row.values() for line in lines], CELL_SEPARATOR.join(ordered), is_row=True)
