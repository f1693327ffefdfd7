"""Placed lines: printed lines with their page and the right edge of their column. Pure."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.parsing.pdf.printed_line import SENTENCE_END, PrintedLine, have_same_size, is_rtl

_MIN_ALONE = 3
_FILLED = 0.9
_COLUMN_QUANTILE = 0.9  # a title may be wider than its column
_COLUMN_SHIFT = 2.5  # in sizes: lines of one column start that near to each other
_MIN_BLOCK = 4
_BLOCK_LEADING = 2.6  # in sizes
_LOW_SHARE = 0.4
_NEAR_LINES = 3
_ADDRESS = re.compile(r"\S+@\S+\.\S+|(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its page, from 0, and the right edge of its column.

    ``stands_alone``: the lines of its size on the page are no running text, since each starts in upper case.
    """

    line: PrintedLine
    page: int
    edge: float
    stands_alone: bool


Paragraph = list[list[PlacedLine]]
"""Lines that end on purpose; each of these has printed lines."""


def place_lines(pages: Sequence[Sequence[PrintedLine]], first: int = 0) -> Iterator[PlacedLine]:
    """The lines of pages, which count from ``first``; a line from right to left is turned around."""
    for number, page in enumerate(pages, first):
        turned = [_mirror_rtl(line) for line in page]
        alone = {
            line.size: _stand_alone([one for one in turned if have_same_size(one, line)])
            for line in {line.size: line for line in turned}.values()
        }
        for block in _split_blocks(turned):
            edges = _block_edges(block) or [_right_edge(_same_column(turned, line)) for line in block]
            lists_names = any(map(is_address, block)) and _stand_alone(block)
            for line, edge in zip(block, edges, strict=True):
                yield PlacedLine(line, number, edge, alone[line.size] or lists_names)


def _same_column(lines: Sequence[PrintedLine], line: PrintedLine) -> list[PrintedLine]:
    return [other for other in lines if abs(other.left - line.left) < _COLUMN_SHIFT * line.size]


def _right_edge(column: Sequence[PrintedLine]) -> float:
    return sorted(line.right for line in column)[round(_COLUMN_QUANTILE * (len(column) - 1))]


def _split_blocks(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Lines of one size, one below the other, that start at about the same place."""
    block: list[PrintedLine] = []
    for line in lines:
        if block and not (
            have_same_size(block[-1], line)
            and abs(min(other.left for other in block) - line.left) < _COLUMN_SHIFT * line.size
            and 0 < block[-1].bottom - line.bottom < _BLOCK_LEADING * line.size
        ):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _block_edges(block: Sequence[PrintedLine]) -> list[float]:
    """The right edge at each line of a block of running text; none for other lines, whose page has to tell."""
    if len(block) < _MIN_BLOCK or sum(_may_run_on(line.text) for line in block[1:]) < _LOW_SHARE * (len(block) - 1):
        return []
    widest, left = _right_edge(block), min(line.left for line in block)
    edges = [_narrow(block, place, widest) for place in range(len(block))]
    full = sum(line.right - left >= _FILLED * (edge - left) for line, edge in zip(block, edges, strict=True))
    return edges if 2 * full > len(block) else []


def _narrow(block: Sequence[PrintedLine], place: int, edge: float) -> float:
    """The right edge at a line of a block, which is nearer where running text stands beside a picture."""
    near = block[max(place - _NEAR_LINES, 0) : place + _NEAR_LINES + 1]
    if sum(_may_run_on(line.text) for line in near) < _LOW_SHARE * len(near):
        return edge
    for side in (block[max(place - _NEAR_LINES, 0) : place + 1], block[place : place + _NEAR_LINES + 1]):
        if len(side) >= _NEAR_LINES:
            edge = min(edge, max(line.right for line in side))
    return edge


def _may_run_on(text: str) -> bool:
    """Whether a line starts within a sentence; in a script without cases any line may."""
    first = text.lstrip()[:1]
    return first.isalpha() and not first.isupper()


def is_address(line: PrintedLine) -> bool:
    """Whether a line is a mail address or a web address, and no word of a sentence."""
    return _ADDRESS.fullmatch(line.text.strip()) is not None


def _stand_alone(lines: Sequence[PrintedLine]) -> bool:
    """Whether lines such as those of a slide never run on: none starts in lower case, and none fills the width."""
    firsts = ["A" if is_address(line) else line.text.lstrip()[:1] for line in lines]
    widths = [line.right - line.left for line in lines]
    loose = statistics.median(widths) < _FILLED * max(widths) or not any(
        SENTENCE_END.search(line.text.rstrip()) for line in lines
    )
    return len(lines) >= _MIN_ALONE and loose and not any(first.islower() or not first.isascii() for first in firsts)


def _mirror_rtl(line: PrintedLine) -> PrintedLine:
    """The mirror image of a line from right to left, so that every line starts at its left end."""
    return replace(line, left=-line.right, right=-line.left) if is_rtl(line.text) else line
