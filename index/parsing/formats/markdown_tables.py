"""The tables of Pandoc's Markdown that have no bars (simple, multiline) or a grid, as tables of bars. Pure.

CommonMark would show their lines as one paragraph.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

_RULER = re.compile(r" {0,3}-{2,}(?: +-{2,})+ *")
"""The dashes below or above the columns of a simple table."""

_EDGE = re.compile(r" {0,3}-{3,} *")
"""The whole line above and below a multiline table."""

_GRID = re.compile(r"\+(?:[-=:]+\+)+ *")
_GRID_LINE = re.compile(r"[+|].*[+|] *")
_GRID_PART = re.compile(r"\+(?=[-=:]+\+)|(?<=[-=:])\+")
_NO_WIDTH = frozenset(("Mn", "Me", "Cf"))
_Line = list[str]
"""A line by the places that its characters take in a font of one width: wide ones take two, marks none."""


def take_table(lines: Sequence[str], start: int) -> tuple[list[str], int] | None:
    """Take the table that begins at a line, which follows an empty line or none.

    Returns:
        The table with bars, and the number of its lines; None if none begins there.
    """
    if _GRID.fullmatch(lines[start]):
        return _take_grid(lines, start)
    head = lines[start : start + 2]
    if _RULER.fullmatch(head[0]):
        return _take_simple(lines, start, start)
    if _EDGE.fullmatch(head[0]):
        return _take_multiline(lines, start)
    is_headed = len(head) > 1 and head[0].strip() and _RULER.fullmatch(head[1])
    return _take_simple(lines, start, start + 1) if is_headed else None


def _take_simple(lines: Sequence[str], start: int, ruler: int) -> tuple[list[str], int] | None:
    """A table whose rows are lines. One without a head ends with dashes, and may have rows of several lines."""
    end = ruler + 1
    is_headed = ruler > start
    while end < len(lines) and (lines[end].strip() if is_headed else not _is_dashes(lines[end])):
        if is_headed and _is_dashes(lines[end]):
            break
        end += 1
    is_closed = end < len(lines) and _is_dashes(lines[end])
    body = lines[ruler + 1 : end]
    if not body or not (is_headed or is_closed):
        return None
    columns = _list_columns(lines[ruler])
    has_parts = not is_headed and any(not line.strip() for line in body)
    groups = _part_rows(body) if has_parts else [[line] for line in body]
    rows = [_cut(lines[start:ruler], columns)] if is_headed else []
    return _write_rows([*rows, *(_cut(group, columns) for group in groups)]), end + is_closed - start


def _take_multiline(lines: Sequence[str], start: int) -> tuple[list[str], int] | None:
    """A table between two lines of dashes, whose rows are parted by empty lines and whose head is above a ruler."""
    ruler = start + 1
    while ruler < len(lines) and lines[ruler].strip() and not _is_dashes(lines[ruler]):
        ruler += 1
    if ruler >= len(lines) or ruler == start + 1 or not _RULER.fullmatch(lines[ruler]):
        return None
    end = next((place for place in range(ruler + 1, len(lines)) if _is_dashes(lines[place])), None)
    if end is None:
        return None
    columns = _list_columns(lines[ruler])
    rows = (_cut(group, columns) for group in [lines[start + 1 : ruler], *_part_rows(lines[ruler + 1 : end])])
    return _write_rows(rows), end + 1 - start


def _take_grid(lines: Sequence[str], start: int) -> tuple[list[str], int] | None:
    """A table drawn with lines; a cell over several rows is in each of them, one over several columns in the first."""
    end = start
    while end < len(lines) and _GRID_LINE.fullmatch(lines[end]):
        end += 1
    drawn = [_place(line.rstrip()) for line in lines[start:end]]
    edges = sorted({part.start() for line in drawn for part in _GRID_PART.finditer(_outline(line))})
    bands: list[tuple[list[_Line], list[bool]]] = []  # the lines of a row, and the columns that end below it
    open_lines: list[_Line] = []
    for line in drawn[1:]:
        ends = [_is_drawn(_outline(line)[left + 1 : right]) for left, right in pairwise(edges)]
        if any(ends):
            bands.append(([*open_lines, line], ends))
            open_lines = []
        else:
            open_lines.append(line)
    if not bands or open_lines:
        return None
    rows = [[""] * len(bands[0][1]) for _ in bands]
    open_cells: list[list[str]] = [[] for _ in bands[0][1]]  # the words of each column since its last edge
    for number, (band, ends) in enumerate(bands):
        for column, words in enumerate(_cut_band(band, edges, ends)):
            open_cells[column].append(words)
            if ends[column]:
                for row in rows[number + 1 - len(open_cells[column]) : number + 1]:
                    row[column] = " ".join(open_cells[column])
                open_cells[column] = []
    return _write_rows(rows), end - start


def _cut_band(band: Sequence[_Line], edges: Sequence[int], ends: Sequence[bool]) -> list[str]:
    """The cells of a row of a grid; the last line may be dashes below some columns and words in the others."""
    words = [""] * len(ends)
    column = 0
    while column < len(ends):
        last = column
        while last + 1 < len(ends) and not _has_edge(band, edges[last + 1]):
            last += 1
        lines = band[:-1] if ends[column] else band
        words[column] = " ".join("".join(line[edges[column] + 1 : edges[last + 1]]).strip() for line in lines)
        column = last + 1
    return words


def _has_edge(band: Sequence[_Line], edge: int) -> bool:
    return all(line[edge : edge + 1] in (["|"], ["+"]) for line in band)


def _is_drawn(part: str) -> bool:
    return bool(part) and not part.strip("-=:+")


def _is_dashes(line: str) -> bool:
    return _RULER.fullmatch(line) is not None or _EDGE.fullmatch(line) is not None


def _list_columns(ruler: str) -> list[int]:
    """The places at which columns begin; the first has all that stands left of the second."""
    return [0, *[found.start() for found in re.finditer(r"-+", ruler)][1:]]


def _part_rows(lines: Iterable[str]) -> list[list[str]]:
    """The lines of each row, which empty lines part."""
    rows: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            rows[-1].append(line)
        elif rows[-1]:
            rows.append([])
    return [row for row in rows if row]


def _cut(lines: Iterable[str], columns: Sequence[int]) -> list[str]:
    """The words of each column of some lines."""
    placed = [_place(line) for line in lines]
    spans = [*pairwise(columns), (columns[-1], None)]
    return [" ".join("".join(line[start:end]).strip() for line in placed) for start, end in spans]


def _write_rows(rows: Iterable[Sequence[str]]) -> list[str]:
    written: list[str] = []
    for row in rows:
        cells = [" ".join(cell.split()).replace("|", "\\|") for cell in row]
        written.append(f"| {' | '.join(cells)} |")
        if len(written) == 1:
            written.append("|---" * len(cells) + "|")
    return written


def _place(line: str) -> _Line:
    if line.isascii():
        return list(line)
    placed: _Line = []
    for character in line:
        if placed and unicodedata.category(character) in _NO_WIDTH:
            placed[-1] += character
        else:
            placed += [character, ""] if unicodedata.east_asian_width(character) in "WF" else [character]
    return placed


def _outline(line: _Line) -> str:
    """A line with one character for each place."""
    return "".join(place[:1] or " " for place in line)
