"""Line numbers: a column of numbers beside the lines of a text, as in transcripts, pleadings and manuscripts. Pure."""

import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.parsing.pdf.printed_line import PrintedLine, Row

_MIN_NUMBERS = 4
_MAX_DIGITS = 4
_MAX_FIRST = 9
_STEPS = (1, 5)
_SAME_EDGE_PT = 4.0
_ALONE_FROM = 15  # numbers of one page, some without a line beside them
_ALONE_SHARE = 0.15
_LOW_SHARE = 0.25
_MIN_WORDS = 3.5
_FILLED = 0.7  # of the widest line
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Column:
    """The numbers at the left edge of a page, from above, with what is printed beside each; and their step."""

    numbers: Row
    beside: list[PrintedLine | None]
    step: int

    @property
    def place(self) -> tuple[int, int]:
        """What the columns of one document have in common."""
        return self.step, round(self.numbers[-1].right / (2 * _SAME_EDGE_PT))


def drop_line_numbers(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The pages without the numbers of their lines; numbers of items, paragraphs and rows stay.

    Args:
        pages: The lines of each page; each line is the list of its parts.
    """
    places: dict[tuple[int, int], list[_Column]] = defaultdict(list)
    for page in pages:
        column = _find_column([part for row in page for part in row])
        if column:
            places[column.place].append(column)
    gone = {
        id(part) for columns in places.values() if _number_lines(columns) for one in columns for part in one.numbers
    }
    if not gone:
        return [list(page) for page in pages]
    rest = ([[part for part in row if id(part) not in gone] for row in page] for page in pages)
    return [[row for row in page if row] for page in rest]


def _find_column(parts: Sequence[PrintedLine]) -> _Column | None:
    """The numbers that count up down the left edge of a page, if there are any."""
    numbers = [part for part in parts if _is_number(part)]
    if len(numbers) < _MIN_NUMBERS:
        return None
    first = min(numbers, key=lambda part: part.left)
    aligned = sorted((part for part in numbers if _are_aligned(part, first)), key=lambda part: -part.bottom)
    run = max((_counting(aligned, step) for step in _STEPS), key=len)
    if len(run) < _MIN_NUMBERS:
        return None
    beside = [_find_beside(number, parts) for number in run]
    return _Column(run, beside, int(run[1].text) - int(run[0].text))


def _is_number(part: PrintedLine) -> bool:
    text = part.text.strip()
    return text.isdecimal() and len(text) <= _MAX_DIGITS and not (part.is_turned or part.is_code or part.cell)


def _are_aligned(one: PrintedLine, other: PrintedLine) -> bool:
    return min(abs(one.left - other.left), abs(one.right - other.right)) < _SAME_EDGE_PT


def _counting(numbers: Row, step: int) -> Row:
    """The longest run of numbers that differ by a step."""
    runs: list[Row] = [[]]
    for number in numbers:
        if runs[-1] and int(number.text) - int(runs[-1][-1].text) != step:
            runs.append([])
        runs[-1].append(number)
    return max(runs, key=len)


def _find_beside(number: PrintedLine, parts: Iterable[PrintedLine]) -> PrintedLine | None:
    """The nearest part to the right of a number, at its height."""
    middle = (number.bottom + number.top) / 2
    level = [part for part in parts if part.left >= number.right - 1 and part.bottom < middle < part.top]
    return min(level, key=lambda part: part.left, default=None)


def _number_lines(columns: Sequence[_Column]) -> bool:
    """Whether numbers count lines: some have no line, or sentences run on from one line to the next."""
    if int(columns[0].numbers[0].text) > _MAX_FIRST:
        return False  # years, or codes
    lines = [line for column in columns for line in column.beside if line]
    count = sum(len(column.numbers) for column in columns)
    if max(len(column.numbers) for column in columns) >= _ALONE_FROM and columns[0].step == 1:
        few = _ALONE_SHARE * count < count - len(lines) < count
        if few and not _are_alike(columns):
            return True
    if not lines or statistics.mean(len(_WORD.findall(line.text)) for line in lines) < _MIN_WORDS:
        return False  # items, or an algorithm
    widths = [line.right - line.left for line in lines]
    cased = [line for line in lines if line.text.lstrip()[:1].isupper() or line.text.lstrip()[:1].islower()]
    low = sum(line.text.lstrip()[:1].islower() for line in cased)
    runs_on = _LOW_SHARE * len(cased) <= low < len(cased)  # names in lower case are items
    return statistics.median(widths) >= _FILLED * max(widths) and runs_on


def _are_alike(columns: Sequence[_Column]) -> bool:
    """Whether the numbers are further apart than lines are, like those of an axis."""
    falls = [(above.bottom - one.bottom) / one.size for column in columns for above, one in pairwise(column.numbers)]
    return statistics.median(falls) > 3  # noqa: PLR2004 - heights; double-spaced lines are nearer
