"""The reading order of a page: columns are read down, and each row of a table is one line. Pure.

The order of the file is kept where neither columns nor a table is found.
"""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

from index.parsing.pdf.layout.column_runs import MAX_LEADING, MIN_COLUMN_ROWS, ColumnRun
from index.parsing.pdf.layout.ruled_tables import part_tables
from index.parsing.pdf.paragraphs.code_lines import join_code
from index.parsing.pdf.printed_line import PrintedLine, Rectangle, Row, around, is_rtl, join_texts, merge_lines

_MAX_CELL_LINES = 8
_MAX_CELL_WORDS = 4
_MAX_ROWS = 400
_SAME_LINE = 0.5  # of the height
_LABEL = re.compile(
    r"[^\w\s]{1,2}|[\ue000-\uf8ffo§]|\(?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)\]:]|\d{1,3}(?:\.\d{1,3})+\.?"
)
_LEADER = re.compile(r"[\s.…·_]+")
_EQUATION_NUMBER = re.compile(r"\(\d+[.\d]*[a-z]?\)")


def arrange_lines(lines: Sequence[Row]) -> list[PrintedLine]:
    """The lines of a page in reading order.

    Args:
        lines: The lines in the order of the file, each as its parts between wide gaps.
    """
    named = [_drop_leaders(join_code(row)) for row in lines]
    turned = [row for row in named if row[0].is_turned]
    upright = _move_outer_blocks([row for row in named if not row[0].is_turned] if turned else named)
    return [*part_tables(upright, _arrange_area), *_arrange_area(turned)]


def _arrange_area(lines: Sequence[Row]) -> list[PrintedLine]:
    return [line for region in _split_regions(lines) for line in _arrange_region(region)]


def _move_outer_blocks(lines: Sequence[Row]) -> list[Row]:
    """The lines, of which those above all others come first, and those below all others last.

    Some programs draw a title, or what is at the foot of a page, after or before everything else. A block that is
    beside the others, such as an address, stays where the file has it.
    """
    regions = [(region, _find_area(region)) for region in _split_regions(lines)]
    for outer in (regions[-1:], regions[:1]):
        for region, area in outer:
            others = [one for one in regions if one[0] is not region]
            if not any(area.left < other.right and other.left < area.right for _, other in others):
                continue
            reach = _SAME_LINE * region[0][0].size  # boxes of letters are higher than these
            if area.bottom + reach >= max(other.top for _, other in others):
                regions = [(region, area), *others]
            elif area.top - reach <= min(other.bottom for _, other in others):
                regions = [*others, (region, area)]
    return [row for region, _ in regions for row in region]


def _find_area(region: Sequence[Row]) -> Rectangle:
    """The area of some lines."""
    return reduce(around, (Rectangle(part.left, part.bottom, part.right, part.top) for row in region for part in row))


def add_lines(lines: Sequence[Row], added: Sequence[Row]) -> list[Row]:
    """Lines in the order of the file, with others that stand anywhere among them, such as the values of a form.

    Each goes into the line at its height, and each block of lines behind it; else behind the nearest line above.
    """
    placed = [list(row) for row in lines]
    for block in _split_regions(added):
        first = block[0]
        beside = [
            place
            for place, one in enumerate(placed)
            if _share_height(one, first) and _distance(one, first) > -_SAME_LINE * first[0].size
        ]
        if beside:
            near = min(beside, key=lambda place: _distance(placed[place], first))
            if len(block) == 1:
                placed[near] = sorted(
                    placed[near] + first,
                    key=lambda part: part.left,
                    reverse=is_rtl(join_texts(placed[near])),
                )
                continue
        else:
            above = [place for place, one in enumerate(placed) if one[0].bottom > first[0].bottom]
            near = min(above, key=lambda place: placed[place][0].bottom, default=-1)
        placed[near + 1 : near + 1] = block
    return placed


def _share_height(one: Row, other: Row) -> bool:
    height = min(one[0].size, other[0].size)
    return min(one[0].top, other[0].top) - max(one[0].bottom, other[0].bottom) > _SAME_LINE * height


def _distance(one: Row, other: Row) -> float:
    return min(max(a.left - b.right, b.left - a.right) for a in one for b in other)


def _split_regions(lines: Sequence[Row]) -> Iterator[list[Row]]:
    """Runs of lines that go down the page; a line may go back up into a free place beside the last few lines."""
    region: list[Row] = []
    lowest: Row = []
    for line in lines:
        if region and not (_continues(lowest, line) or _fills_place(region, lowest, line)):
            yield region
            region = []
        if not region or line[0].bottom <= lowest[0].bottom:
            lowest = line
        region.append(line)
    if region:
        yield region


def _continues(above: Row, line: Row) -> bool:
    fall = min(part.bottom for part in above) - line[0].bottom
    height = max(above[0].size, line[0].size, 1.0)
    return -_SAME_LINE * height < fall < MAX_LEADING * height and (
        fall > _SAME_LINE * height or not _overlap_across(above, line)
    )


def _fills_place(region: Sequence[Row], lowest: Row, line: Row) -> bool:
    """Whether a line goes back up, beside what is there: by a few lines, or beside a column of short cells."""
    rise = line[0].bottom - lowest[0].bottom
    few = rise < _MAX_CELL_LINES * MAX_LEADING / 2 * max(line[0].size, 1.0)
    if rise <= 0 or line[0].bottom > max(part.top for row in region for part in row):
        return False
    near = region[-3 * _MAX_CELL_LINES :] if few else region
    free = all(_overlap_down(row, line) <= 0 or not _overlap_across(row, line) for row in near)
    return free and (few or _are_cells([*region, line]))


def _are_cells(region: Sequence[Row]) -> bool:
    return len(region) <= _MAX_ROWS and all(len(part.text.split()) <= _MAX_CELL_WORDS for row in region for part in row)


def _overlap_across(one: Row, other: Row) -> bool:
    return any(a.left < b.right and b.left < a.right for a in one for b in other)


def _overlap_down(one: Row, other: Row) -> float:
    top = min(max(part.top for part in one), max(part.top for part in other))
    return top - max(min(part.bottom for part in one), min(part.bottom for part in other)) - 0.3 * other[0].size


def _arrange_region(region: Sequence[Row]) -> Iterator[PrintedLine]:
    rows = [_join_label(row) for row in _cluster_rows(region)]
    if all(len(row) == 1 for row in rows):
        yield from (part for line in region for part in (_join_label(line)))
        return
    rises = any(line[0].bottom > above[0].bottom + line[0].size for above, line in pairwise(region))
    min_rows = MIN_COLUMN_ROWS - rises  # the file itself goes down one column, then back up
    start = 0
    before: Row | None = None
    while start < len(rows):
        if len(rows[start]) == 1:
            yield from before or ()
            before = rows[start]
            start += 1
            continue
        run = ColumnRun(rows, start, min_rows)
        if before and not run.take_before(before):
            yield from before
        before = None
        yield from run.lines()
        start = run.end
    yield from before or ()


def _cluster_rows(region: Sequence[Row]) -> list[Row]:
    """The rows from top to bottom: parts at about the same height are one row, in reading order."""
    rows: list[Row] = []
    for line in sorted(region, key=lambda line: -line[0].bottom):
        height = max(line[0].size, 1.0)
        near = rows[-1] if rows and abs(rows[-1][0].bottom - line[0].bottom) < _SAME_LINE * height else None
        if near is not None and not _overlap_across(near, line):
            near += line
            near.sort(key=lambda part: part.left, reverse=is_rtl(join_texts(near)))
        else:
            rows.append(list(line))
    return rows


def _drop_leaders(row: Row) -> Row:
    """A row without the dots that lead the eye from one part to the next."""
    return [part for part in row if not _LEADER.fullmatch(part.text)] or row if len(row) > 1 else row


def _join_label(row: Row) -> Row:
    """A row whose bullet or number is one part with the words after it."""
    if len(row) > 1 and _LABEL.fullmatch(row[0].text.strip()):
        return [merge_lines(row[:2], join_texts(row[:2])), *row[2:]]
    if len(row) > 1 and _EQUATION_NUMBER.fullmatch(row[-1].text.strip()):
        return [*row[:-2], merge_lines(row[-2:], join_texts(row[-2:]))]
    return row
