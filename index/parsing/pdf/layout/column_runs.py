"""Runs of lines with the same gutters: columns of running text, or rows of a table. Pure."""

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.parsing.pdf.printed_line import (
    CELL_SEPARATOR,
    SENTENCE_END,
    PrintedLine,
    Row,
    have_same_size,
    is_rtl,
    join_cell,
    join_texts,
    merge_lines,
)
from index.text.normalization import LIST_MARK
from index.text.scripts import DENSE_FROM

MAX_LEADING = 2.6  # from a line to the next one of the same block, in heights
_MIN_GUTTER = 0.7  # in heights
_MAX_CELL_LEADING = 1.6  # from one line of a cell to the next one
_TIGHT = 1.2
_LONE_GAP = 2.2  # in heights, for a line whose neighbours have no such gap
MIN_COLUMN_ROWS = 3
_MAX_COLUMNS = 4
_PROSE_WORDS = 2.5
_SENTENCE_WORDS = 4
_TEXT_WORDS = 3
_PROSE_FILL = 0.7
_FULL_SHARE = 0.5
_LOW_SHARE = 0.3
_PAIR = 2
_LABEL = re.compile(  # "Table 3:", "2.1", "(*)"
    r"[^\W\d_]{2,12}\.? (?:\d{1,3}(?:[.–-]\d+)*[.:]?|[A-Z][.:])|\d{1,2}(?:\.\d{1,2})*\.?|\([*†‡]+\)"
)


class ColumnRun:
    """Rows with the same gutters, from a row with several parts to the last one that leaves a gutter free."""

    def __init__(self, rows: Sequence[Row], start: int, min_rows: int) -> None:
        self._min_rows = min_rows
        self.gutters = _gaps(rows[start])
        self.end = start + 1
        while self.end < len(rows):
            row = rows[self.end]
            left = [cut for cut in (_narrowed(gutter, row) for gutter in self.gutters) if cut]
            if not left or not _are_neighbours(rows[self.end - 1], row):
                break
            self.gutters = left
            self.end += 1
        while len(rows[self.end - 1]) == 1 and self.end > start + 1 and not self._is_beside(rows[self.end - 1][0]):
            self.end -= 1
        self.rows = rows[start : self.end]
        self.edges = [right for _, right in _find_gutters(self.rows)]
        self.is_rtl = is_rtl(" ".join(join_texts(row) for row in self.rows))

    def _is_beside(self, part: PrintedLine) -> bool:
        """Whether a lone part belongs to a column and not to the text after the run."""
        return self.gutters[0][1] <= part.left + 1 or part.text.lstrip()[:1].islower()

    def take_before(self, row: Row) -> bool:
        """Take in the row before, if it is the first line of a cell that is higher than its neighbours."""
        part, first = row[0], self.rows[0][0]
        begins = part.right <= self.gutters[0][1] and part.text.lstrip()[:1].isalnum()
        if self.is_rtl or not begins or not _is_first_line([part], first) or abs(part.left - first.left) > part.size:
            return False
        self.rows = [row, *self.rows]
        return True

    def lines(self) -> Iterator[PrintedLine]:
        """The lines in reading order: down each column, or the rows of a table."""
        full = [row for row in self.rows if len(row) > 1]
        cells = [self._cells(row) for row in self.rows]
        columns = [[cell for cell in column if cell] for column in zip(*cells, strict=True)]
        if self._are_columns(columns, full):
            for column in columns:
                yield from column
        elif len(full) > 1:
            yield from self._table(cells)
        else:
            yield from self._labelled()

    def _labelled(self) -> Iterator[PrintedLine]:
        """A row with the lines that go on below its last part, and the other lines."""
        row, *others = self.rows
        if len(row) == 1:  # it was taken in
            first, *more = others.pop(0)
            row = [merge_lines([*row, first], join_cell([*row, first])), *more]
        rest = [other[0] for other in others]
        beside = self._lines_below(row[-1], rest)
        last = merge_lines([row[-1], *beside], join_cell([row[-1], *beside]))
        yield _join_lone([*row[:-1], last], row)
        yield from rest[len(beside) :]

    def _lines_below(self, part: PrintedLine, rest: Sequence[PrintedLine]) -> list[PrintedLine]:
        """The lines that go on with the text of a part, which fills the width of them all."""
        found: list[PrintedLine] = []
        for above, line in pairwise([part, *rest]):
            shift = line.right - part.right if self.is_rtl else line.left - part.left
            near = 0 < above.bottom - line.bottom <= _MAX_CELL_LEADING * line.size
            if not (near and abs(shift) < line.size and have_same_size(part, line)):
                break
            found.append(line)
        widest = max((line.right - line.left for line in found), default=0.0)
        is_text = bool(found) and _count_words(part.text) >= _TEXT_WORDS
        return found if is_text and _next_width(part, found[0]) >= widest else []

    def _cells(self, row: Row) -> list[PrintedLine | None]:
        """The cell of a row in each column, in reading order."""
        cells: list[Row] = [[] for _ in range(len(self.edges) + 1)]
        for part in row:
            cells[sum(part.left >= edge - 1 for edge in self.edges)].append(part)
        merged = [merge_lines(cell, join_texts(cell, CELL_SEPARATOR)) if cell else None for cell in cells]
        return merged[::-1] if self.is_rtl else merged

    def _are_columns(self, columns: Sequence[Sequence[PrintedLine]], full: Sequence[Row]) -> bool:
        """Whether the columns are running text, and not the cells of a table."""
        if len(full) < self._min_rows or len(columns) > _MAX_COLUMNS:
            return False
        filled = all(_is_filled(column, max(_FULL_SHARE * len(full), self._min_rows)) for column in columns)
        runs_on = [_runs_on(column) for column in columns]
        return filled and (all(runs_on) or (self._min_rows < MIN_COLUMN_ROWS and any(runs_on)))

    def _table(self, rows: Sequence[Sequence[PrintedLine | None]]) -> Iterator[PrintedLine]:
        written: list[list[list[PrintedLine]]] = []
        falls = [above[0].bottom - row[0].bottom for above, row in pairwise(self.rows)]
        for number, (row, cells) in enumerate(zip(self.rows, rows, strict=True)):
            if number and _continues_cells(
                written[-1], cells, self.rows[number - 1], row, tight=_TIGHT * falls[number - 1] < max(falls)
            ):
                written[-1] = [[*cell, more] if more else cell for cell, more in zip(written[-1], cells, strict=True)]
            else:
                written.append([[cell] if cell else [] for cell in cells])
        for row_cells in written:
            texts = [join_cell(cell) for cell in row_cells]
            while texts and not texts[-1]:
                texts.pop()
            parts = [part for cell in row_cells for part in cell]
            yield merge_lines(parts, CELL_SEPARATOR.join(texts), is_row=True)


def _join_lone(row: Row, printed: Row) -> PrintedLine:
    """One line of several parts, with bars where they are far from each other, unless the first one is a label."""
    widest = max(right - left for left, right in _gaps(printed))
    justified = any(part.text.lstrip()[:1].islower() for part in row[1:])
    labelled = len(row) == _PAIR and _is_label(*row)
    separated = widest > _LONE_GAP * row[0].size and not (justified or labelled)
    return merge_lines(row, join_texts(row, CELL_SEPARATOR if separated else " "), is_row=separated)


def _find_gutters(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The intervals across that the rows leave free, from the left; one row in ten may cross them."""
    parts = [part for row in rows for part in row]
    height = statistics.median(part.size for part in parts)
    ends = sorted([(part.left, 1) for part in parts] + [(part.right, -1) for part in parts])
    allowed = len(rows) // 10
    found: list[tuple[float, float]] = []
    covered = 0
    start: float | None = None
    for place, step in ends:
        if covered + step > allowed and start is not None:
            found += [(start, place)] if place - start >= _MIN_GUTTER * height else []
            start = None
        covered += step
        if covered <= allowed and start is None:
            start = place
    return found[1:] if allowed and found and found[0][0] <= ends[0][0] else found


def _gaps(row: Row) -> list[tuple[float, float]]:
    parts = sorted(row, key=lambda part: part.left)
    return [(one.right, other.left) for one, other in pairwise(parts)]


def _narrowed(gutter: tuple[float, float], row: Row) -> tuple[float, float] | None:
    """What a row leaves free of a gutter; None where that is too narrow."""
    left, right = gutter
    for part in row:
        if part.right <= left or part.left >= right:
            continue
        if part.left <= left and part.right >= right:
            return None
        if (part.left + part.right) / 2 < (left + right) / 2:
            left = part.right
        else:
            right = part.left
    return (left, right) if right - left >= _MIN_GUTTER * row[0].size else None


def _are_neighbours(above: Row, row: Row) -> bool:
    fall = above[0].bottom - row[0].bottom
    return fall < MAX_LEADING * max(above[0].size, row[0].size)


def _is_filled(column: Sequence[PrintedLine], min_lines: float) -> bool:
    """Whether a column has lines of several words, most as long as the column is wide."""
    if len(column) < min_lines:
        return False
    width = max(line.right for line in column) - min(line.left for line in column)
    full = [line for line in column[:-1] if line.right - line.left >= _PROSE_FILL * width]
    words = statistics.mean(_count_words(line.text) for line in column)
    return words >= _PROSE_WORDS and len(full) >= _FULL_SHARE * (len(column) - 1)


def _runs_on(column: Sequence[PrintedLine]) -> bool:
    """Whether sentences run on from line to line; in a script without cases any line may."""
    firsts = [line.text.lstrip()[:1] for line in column[1:]]
    cased = [first for first in firsts if first.islower() or first.isupper()]
    numbers = sum(first.isdigit() for first in firsts)
    return sum(first.islower() for first in cased) >= _LOW_SHARE * len(cased) and numbers <= _FULL_SHARE * len(firsts)


def _count_words(text: str) -> float:
    """The words of a line; two characters of a script without blanks count as one."""
    return sum(max(1.0, sum(letter >= DENSE_FROM for letter in word) / 2) for word in text.split())


def _continues_cells(
    above: Sequence[Sequence[PrintedLine]], cells: Sequence[PrintedLine | None], upper: Row, lower: Row, *, tight: bool
) -> bool:
    """Whether a printed line goes on with the cells of the row above it.

    ``tight``: it is nearer to that row than rows of the table are to each other.
    """
    if upper[0].bottom - lower[0].bottom > _MAX_CELL_LEADING * max(upper[0].size, lower[0].size):
        return False
    pairs = [(one, other) for one, other in zip(above, cells, strict=True) if other]
    begun = [(one, other) for one, other in zip(above, cells, strict=True) if one]
    if len(begun) < len(pairs) and all(other and _is_first_line(one, other) for one, other in begun):
        return True  # the cells in the middle are lower than the others
    if not all(one and have_same_size(one[-1], other) for one, other in pairs):
        return False
    firsts = [other.text.lstrip()[:1] for _, other in pairs]
    if len(pairs) == sum(map(bool, above)) > 1 and not tight:
        return False  # each cell is there again: names in lower case, and no second line
    lone = len(pairs) == 1 and not cells[0] and not LIST_MARK.match(pairs[0][1].text)
    if lone and firsts[0].isdigit():
        texts = pairs[0][0][-1].text, pairs[0][1].text  # else a number alone, or numbers below a caption
        lone = "|" not in texts[1] and min(map(_count_words, texts)) >= _SENTENCE_WORDS
    return all(first.islower() for first in firsts) or (lone and _wraps(*pairs[0]))


def _is_first_line(cell: Sequence[PrintedLine], more: PrintedLine) -> bool:
    """Whether a line goes on with the sentence or the name in a cell."""
    ended = SENTENCE_END.search(cell[-1].text.rstrip()) is not None
    near = 0 < cell[-1].bottom - more.bottom <= _MAX_CELL_LEADING * more.size
    starts_low = more.text.lstrip()[:1].islower() and "@" not in more.text.split()[0]
    return near and not ended and starts_low and have_same_size(cell[-1], more)


def _is_label(label: PrintedLine, text: PrintedLine) -> bool:
    """Whether a part is the number of the heading, caption or note after it."""
    return _LABEL.fullmatch(label.text.strip()) is not None and _count_words(text.text) >= _TEXT_WORDS


def _next_width(line: PrintedLine, after: PrintedLine) -> float:
    """How wide a line would be with the first word of the next one, and a blank."""
    word = after.text.split(maxsplit=1)[0]
    return (line.right - line.left) + (after.right - after.left) * len(word) / len(after.text) + 0.5 * line.size


def _wraps(cell: Sequence[PrintedLine], more: PrintedLine) -> bool:
    """Whether the last line of a cell is as long as the column allows, or ends within a sentence."""
    return SENTENCE_END.search(cell[-1].text.rstrip()) is None or cell[-1].right >= more.right
