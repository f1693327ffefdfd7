"""A stored text as paragraphs, headings and tables with marked quotes. Pure.

``index.parsing.text_builder`` wrote the text: blank lines separate blocks, bars the cells of a table's row.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.types import Heading, Span

_BLANK_LINES = re.compile(r"\n{2,}")
_LINE = re.compile(r"[^\n]+")
_BAR = re.compile(r" \| ?")
_MIN_ROWS = 2  # one line with bars is no table


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A quote to mark.

    Attributes:
        number: The number that users see.
        is_main: Whether it is the quote for which the page was opened.
    """

    number: int
    span: Span
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of the text that are marked alike.

    Attributes:
        numbers: The quotes that contain the segment.
        starts: The quotes that start with the segment.
        is_main: Whether the main quote contains it.
        is_focus: Whether the main quote starts with it.
    """

    text: str
    numbers: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    is_main: bool = False
    is_focus: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphBlock:
    """A paragraph; line ends in it are those of the text."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """A heading; ``level`` is from 1 for the highest of the text."""

    level: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Rows of cells; a row may have fewer cells than the longest one."""

    rows: tuple[tuple[tuple[Segment, ...], ...], ...]


TextBlock = ParagraphBlock | HeadingBlock | TableBlock


def split_into_blocks(
    text: str, marks: Sequence[MarkedSpan] = (), headings: Sequence[Heading] = ()
) -> Iterator[TextBlock]:
    """Yield the blocks of a text, with the parts of quotes in them marked.

    Args:
        text: A canonical text.
        marks: Spans of the text; they may overlap and run over several blocks.
        headings: Of the text; one that is a part of a block stays in its paragraph.
    """
    painter = _Painter(text, marks)
    highest = min((heading.level for heading in headings), default=1)
    levels = {heading.span: heading.level - highest + 1 for heading in headings}
    for block in _find_blocks(text):
        if block in levels:
            yield HeadingBlock(levels[block], painter.paint(block))
            continue
        lines = [Span(*line.span()) for line in _LINE.finditer(text, block.start, block.end)]
        for is_table, group in _group_rows(text, lines):
            if is_table:
                rows = (tuple(painter.paint(cell) for cell in _cells(text, line)) for line in group)
                yield TableBlock(tuple(rows))
            else:
                yield ParagraphBlock(painter.paint(Span(group[0].start, group[-1].end)))


def _find_blocks(text: str) -> Iterator[Span]:
    start = 0
    for blank in _BLANK_LINES.finditer(text):
        yield Span(start, blank.start())
        start = blank.end()
    yield Span(start, len(text))


def _group_rows(text: str, lines: Iterable[Span]) -> Iterator[tuple[bool, Sequence[Span]]]:
    """Yield runs of lines that are rows of a table, and runs that are not."""
    waiting: list[Span] = []
    for has_bar, found in groupby(lines, key=lambda line: " | " in line.slice(text)):
        group = list(found)
        if not has_bar or len(group) < _MIN_ROWS:
            waiting += group
            continue
        if waiting:
            yield False, waiting
            waiting = []
        yield True, group
    if waiting:
        yield False, waiting


def _cells(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for bar in _BAR.finditer(text, line.start, line.end):
        yield Span(start, bar.start())
        start = bar.end()
    yield Span(start, line.end)


class _Painter:
    """Cuts spans of the text where quotes start and end."""

    def __init__(self, text: str, marks: Sequence[MarkedSpan]) -> None:
        self._text = text
        self._marks = sorted(marks, key=lambda mark: mark.number)
        self._started: set[int] = set()

    def paint(self, span: Span) -> tuple[Segment, ...]:
        """Return the segments of a span; spans come in the order of the text."""
        inside = [mark for mark in self._marks if mark.span.start < span.end and span.start < mark.span.end]
        if not inside:
            return (Segment(span.slice(self._text)),) if span.start < span.end else ()
        edges = {edge for mark in inside for edge in (mark.span.start, mark.span.end) if span.start < edge < span.end}
        return tuple(self._segment(Span(*pair), inside) for pair in pairwise(sorted({span.start, span.end, *edges})))

    def _segment(self, span: Span, inside: Sequence[MarkedSpan]) -> Segment:
        over = [mark for mark in inside if mark.span.start <= span.start and span.end <= mark.span.end]
        starts = [mark for mark in over if mark.number not in self._started]
        self._started |= {mark.number for mark in starts}
        return Segment(
            span.slice(self._text),
            tuple(mark.number for mark in over),
            tuple(mark.number for mark in starts),
            is_main=any(mark.is_main for mark in over),
            is_focus=any(mark.is_main for mark in starts),
        )
