"""Running heads: page numbers, and lines that repeat at the same edge of many pages. Pure.

A number is a page number only if it moves with the page. Rows of tables and whole slides stay.
"""

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.parsing.pdf.printed_line import Row, have_same_size, join_texts

_EDGE_DEPTH = 3
_MIN_NUMBERED = 2
_MIN_REPEATS = 3
_REPEATED_SHARE = 0.3
_MANY_REPEATS = 10
_SAME_PLACE_PT = 6.0
_LARGE = 1.15  # of the usual size
_ROW_LEADING = 2.6  # in heights
_PARAGRAPH_LEADING = 1.5
_COLUMN_WORDS = 3
_MAX_DROPPED = 0.4
_PAGES_A_SHEET = (1, 2)
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|s\.|página|pagina|pág\.|стр\.|с\.|страница|第|صفحة|עמוד)\W*)?"
    r"(?:(?:[a-z]|#)[-–.])?(?:#|[ivxlc]{1,7})"
    r"(?:\W*(?:of|/|von|de|di|sur|из|页|頁|ページ|من|מתוך)\W*#?)?\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_MAX_DIGITS = 6
_ROMAN = re.compile(r"\W*([ivxlc]{1,7})\W*", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NUMBERED_WORD = re.compile(r"\W*[^\W\d_]+\W? ?#\W*")  # "Chapter 3" is a heading


@dataclass(frozen=True, slots=True)
class _EdgeLine:
    """A line, or a part of one, at the upper or lower edge of a page.

    Attributes:
        parts: One part; or all cells, where the line is a row of a table.
        depth: How many lines are nearer to the edge.
        inner: The next line.
    """

    page: int
    parts: Row
    depth: int
    inner: Row

    @property
    def text(self) -> str:
        return " ".join(join_texts(self.parts).split())

    @property
    def masked(self) -> str:
        return _NUMBER.sub("#", self.text)

    @property
    def place(self) -> int:
        return round(self.parts[0].bottom / _SAME_PLACE_PT)

    @property
    def is_page_number(self) -> bool:
        return _PAGE_NUMBER.fullmatch(self.masked) is not None

    @property
    def is_row(self) -> bool:
        return len(self.parts) > 1

    @property
    def ids(self) -> set[int]:
        return {id(part) for part in self.parts}

    @property
    def starts_text(self) -> bool:
        """Whether the next line follows as in a paragraph."""
        line = self.parts[0]
        return any(
            abs(line.bottom - inner.bottom) < _PARAGRAPH_LEADING * line.size
            and abs(line.left - inner.left) < line.size
            and have_same_size(line, inner)
            for inner in self.inner
        )

    def numbers(self) -> list[int]:
        """Its numbers in order, or its Roman number."""
        roman = _ROMAN.fullmatch(self.text)
        if roman:
            return [_roman_value(roman[1].lower())]
        return [int(found[0][-_MAX_DIGITS:]) for found in _NUMBER.finditer(self.text)]


def drop_running_heads(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The pages without page numbers and without lines that repeat at the same edge of many pages.

    Args:
        pages: The lines of each page; each line is the list of its parts.
    """
    edges = [list(_edge_lines(number, page)) for number, page in enumerate(pages)]
    lines = [line for page in edges for line in page]
    numbers = _find_page_numbers(lines, len(pages), _usual_size(pages))
    alone = {part for line in lines if line.is_page_number for part in line.ids} & numbers
    for running in (numbers | _find_repeated(lines, len(pages)), alone):
        rest = [_drop(page, edge, running) for page, edge in zip(pages, edges, strict=True)]
        emptied = sum(bool(page) and not left for page, left in zip(pages, rest, strict=True))
        few = _count_letters(rest) >= (1 - _MAX_DROPPED) * _count_letters(pages)
        if 2 * emptied <= sum(map(bool, pages)) and few:
            return rest
    return [list(page) for page in pages]  # slides with little text, or copies of one form: nothing would be left


def _count_letters(pages: Sequence[Sequence[Row]]) -> int:
    return sum(len(part.text) for page in pages for row in page for part in row)


def _edge_lines(number: int, page: Sequence[Row]) -> Iterator[_EdgeLine]:
    """The outermost lines of a page from both edges."""
    rows: list[Row] = []
    for part in sorted((part for row in page for part in row), key=lambda part: part.bottom):
        if rows and part.bottom - rows[-1][0].bottom < _SAME_PLACE_PT / 2:
            rows[-1].append(part)
        else:
            rows.append([part])
    for ordered in (rows, rows[::-1]):
        for depth, row in enumerate(ordered[:_EDGE_DEPTH]):
            inner = ordered[depth + 1] if depth + 1 < len(ordered) else []
            if _is_table_row(row, inner):
                yield _EdgeLine(number, sorted(row, key=lambda part: part.left), depth, inner)
            else:
                yield from (_EdgeLine(number, [part], depth, inner) for part in row)


def _is_table_row(row: Row, inner: Row) -> bool:
    """Whether the next line has as many parts, and is no line of two columns of text."""
    if len(row) == 1 or len(row) != len(inner) or abs(row[0].bottom - inner[0].bottom) > _ROW_LEADING * row[0].size:
        return False
    return not all(len(part.text.split()) >= _COLUMN_WORDS for part in inner)


def _usual_size(pages: Sequence[Sequence[Row]]) -> float:
    sizes = [part.size for page in pages for row in page for part in row]
    return statistics.median(sizes) if sizes else 0.0


def _needed(pages: int) -> float:
    return max(_MIN_REPEATS, min(_REPEATED_SHARE * pages, _MANY_REPEATS))


def _find_repeated(lines: Sequence[_EdgeLine], pages: int) -> set[int]:
    """The ids of parts with the same words at the same place; the head of a table stays where it is first."""
    groups: dict[tuple[str, int], list[_EdgeLine]] = defaultdict(list)
    for line in lines:
        groups[line.text, line.place].append(line)
    found = set()
    for group in groups.values():
        if len({line.page for line in group}) >= _needed(pages):
            first = min(line.page for line in group)
            found |= {part for line in group if not (line.is_row and line.page == first) for part in line.ids}
    return found


def _find_page_numbers(lines: Sequence[_EdgeLine], pages: int, usual_size: float) -> set[int]:
    """The ids of parts whose number moves with the page, with or without the same words on each page."""
    groups: dict[tuple[str, int, int, tuple[int, ...]], list[_EdgeLine]] = defaultdict(list)
    for line in lines:
        is_heading = line.parts[0].size > _LARGE * usual_size or _NUMBERED_WORD.fullmatch(line.masked)
        if line.is_row or (is_heading and not line.is_page_number):
            continue
        numbers = line.numbers()
        for position, number in enumerate(numbers):
            others = (*numbers[:position], *numbers[position + 1 :])
            for step in _PAGES_A_SHEET:
                moves = [other - step * line.page for other in others] if step > 1 else others
                groups[line.masked, line.place, step, (number - step * line.page, *moves)].append(line)
    found = set()
    for (_, _, step, _), group in groups.items():
        alone = group[0].is_page_number and step == 1
        if len({line.page for line in group}) >= (_MIN_NUMBERED if alone else _needed(pages)):
            found |= {part for line in group for part in line.ids}
    return found


def _drop(page: Sequence[Row], edge: Sequence[_EdgeLine], running: set[int]) -> list[Row]:
    """A page without its running lines, from the edge to the first line that stays."""
    going = set(running)
    for line in sorted(edge, key=lambda line: -line.depth):
        inner_stays = not going.issuperset(map(id, line.inner))
        if line.starts_text and inner_stays and not _NUMBER.search(line.text):
            going -= line.ids
    gone: set[int] = set()
    kept_depth = _EDGE_DEPTH
    for position, line in enumerate(edge):
        if position and line.depth < edge[position - 1].depth:
            kept_depth = _EDGE_DEPTH  # the other edge
        if line.ids <= going and line.depth <= kept_depth:
            gone |= line.ids
        else:
            kept_depth = min(kept_depth, line.depth)
    rows = ([part for part in row if id(part) not in gone] for row in page)
    return [row for row in rows if row]


def _roman_value(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-one if one < max(values[place:]) else one for place, one in enumerate(values))
