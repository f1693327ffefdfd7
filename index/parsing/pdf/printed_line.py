"""A printed line, or a part of one. Sizes and places are in points; the origin of a page is its lower left corner."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.text.normalization import join_lines

CELL_SEPARATOR = " | "
_CLOSING = r"['\"”’»)\]」』]*"
_NOTE_MARK = r"(?:[⁰¹²³⁴-⁹](?:[⁰¹²³⁴-⁹,–]*[⁰¹²³⁴-⁹])?|(?<=[^\s\d.]{4}[.!?…])\d{1,3})?"
STOP = re.compile(rf"[.!?…。！？؟۔।]{_CLOSING}{_NOTE_MARK}\s*$")
"""The stop at the end of a sentence, with the mark of a note behind it."""

SENTENCE_END = re.compile(rf"[.!?:;…。！？؟۔।]{_CLOSING}{_NOTE_MARK}\s*$")
"""A stop, or a sign before a list."""

_SAME_SIZE = 0.12
_RTL_LETTER = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""A character that may be written from right to left. To look for one is faster than to ask for each direction."""


class Rectangle(NamedTuple):
    """An area of a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def area(self) -> float:
        """Its size in square points."""
        return (self.right - self.left) * (self.top - self.bottom)

    def contains(self, x: float, y: float) -> bool:
        """Whether a point is in the area."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def around(one: Rectangle, other: Rectangle) -> Rectangle:
    """The area around two areas."""
    return Rectangle(
        min(one.left, other.left), min(one.bottom, other.bottom), max(one.right, other.right), max(one.top, other.top)
    )


class Cell(NamedTuple):
    """A cell between the rules of a page; tables of the page are counted from 0."""

    table: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class RecognizedLine:
    """A line in a picture.

    Attributes:
        left: Its left edge, in pixels from the left.
        top: Its upper edge, in pixels from above.
        right: Its right edge.
        bottom: Its lower edge.
        confidence: In [0, 1], higher is better.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line, or the part of a line between two wide gaps.

    Attributes:
        left: Its left end, from the left edge of the page.
        right: Its right end, from the left edge of the page.
        bottom: Its lower edge, from the lower edge of the page.
        size: The height of its letters' boxes.
        is_row: Whether it is a row of a table, which does not run on.
        is_turned: Whether it runs in another direction than most lines of its page, like a stamp in the margin.
        is_bold: Whether all of it is set in bold letters.
        ends_word: Whether the file has a blank after it, as it has one between two words.
        cell: That of a ruled table around it.
        is_code: Whether all of it is in letters of one width, like code.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    is_row: bool = False
    is_turned: bool = False
    ends_word: bool = False
    is_bold: bool = False
    cell: Cell | None = None
    is_code: bool = False

    @property
    def top(self) -> float:
        """Its upper edge, from the lower edge of the page."""
        return self.bottom + self.size


Row = list[PrintedLine]
"""The parts of one printed line between wide gaps, in reading order."""


def have_same_size(one: PrintedLine, other: PrintedLine) -> bool:
    """Whether two lines are set in letters of about one size."""
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def is_rtl(text: str) -> bool:
    """Whether most letters of a text are written from right to left."""
    if not _RTL_LETTER.search(text):
        return False
    directions = Counter(unicodedata.bidirectional(character) for character in text)
    return directions["R"] + directions["AL"] > directions["L"]


def has_rtl_letter(text: str) -> bool:
    """Whether a text has a letter that is written from right to left."""
    return any(unicodedata.bidirectional(found[0]) in {"R", "AL"} for found in _RTL_LETTER.finditer(text))


def merge_lines(parts: Sequence[PrintedLine], text: str, *, is_row: bool = False) -> PrintedLine:
    """One line with this text in the place of several parts."""
    return PrintedLine(
        text,
        min(part.left for part in parts),
        max(part.right for part in parts),
        min(part.bottom for part in parts),
        max(parts, key=lambda part: len(part.text)).size,
        is_row,
        parts[0].is_turned,
        parts[-1].ends_word,
        all(part.is_bold for part in parts),
        parts[0].cell if len({part.cell for part in parts}) == 1 else None,
    )


def join_texts(parts: Iterable[PrintedLine], separator: str = " ") -> str:
    """The texts of parts in reading order."""
    return separator.join(part.text.strip() for part in parts)


def join_cell(cell: Iterable[PrintedLine]) -> str:
    """The lines of a cell as one text."""
    text = ""
    for part in cell:
        line = part.text.strip()
        text = text[:-1] + line if text.endswith(("-", "‐")) and line[:1].islower() else join_lines((text, line))
    return text
