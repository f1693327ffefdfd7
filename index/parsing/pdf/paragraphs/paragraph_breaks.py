"""Breaks between the lines of a text: none, a line, or a paragraph. Pure."""

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.parsing.pdf.paragraphs.placed_lines import Paragraph, PlacedLine, is_address
from index.parsing.pdf.printed_line import SENTENCE_END, STOP, PrintedLine, have_same_size
from index.text.normalization import LIST_MARK
from index.text.scripts import DENSE_FROM

_FIRST_WORD = re.compile(r"\S+")
_HYPHENS = "-\u2010"
HYPHENATED = re.compile(rf"[^\W\d_][{_HYPHENS}]$")
_LEADER = re.compile(r"(?:\. ?){4,}[ivxlc\d]{1,6}$|…[ .…]*\d{1,4}$", re.IGNORECASE)
"""The dots and the page number at the end of an entry of a table of contents."""
_EMPTY_LINE = 1.5
_FAR = 3.0  # in usual distances
_TEXT_WORDS = 6
_NEAR_SIZE = 1.6
"""A line without ascenders can seem smaller than its neighbours in the same font."""


def group_paragraphs(lines: Sequence[PlacedLine]) -> Iterator[Paragraph]:
    """The paragraphs of lines in reading order."""
    leading = _usual_leading(lines)
    paragraph: Paragraph = []
    before: PlacedLine | None = None
    for placed in lines:
        step = _break_between(before, placed, leading) if before else "paragraph"
        if step == "paragraph":
            if paragraph:
                yield paragraph
            paragraph = [[placed]]
        elif step == "line":
            paragraph.append([placed])
        else:
            paragraph[-1].append(placed)
        before = placed
    if paragraph:
        yield paragraph


def _usual_leading(lines: Sequence[PlacedLine]) -> float:
    """The median distance from one line to the next, in sizes."""
    gaps = [
        (a.line.bottom - b.line.bottom) / max(a.line.size, 1.0)
        for a, b in pairwise(lines)
        if a.page == b.page and have_same_size(a.line, b.line)
    ]
    usual = [gap for gap in gaps if 0.5 < gap < 3]  # noqa: PLR2004 - from set solid to double-spaced
    return statistics.median(usual) if usual else 1.2


def _break_between(before: PlacedLine, placed: PlacedLine, leading: float) -> str:
    """The break between two lines: "run on" for none, "line" or "paragraph"."""
    above, line = before.line, placed.line
    if above.cell != line.cell or line.is_row or line.is_code or not _is_same_text(before, placed, leading):
        is_block = (above.is_row and line.is_row) or (above.is_code and line.is_code)
        is_parted = line.is_code and _is_parted(before, placed, leading)
        return "line" if is_block and not is_parted else "paragraph"
    leads = _LEADER.search(above.text.rstrip()) is not None
    ended = leads or SENTENCE_END.search(above.text.rstrip()) is not None
    first = _FIRST_WORD.search(line.text)
    width = (line.right - line.left) * len(first[0]) / max(len(line.text), 1) if first else 0
    short = above.right + width + 0.5 * line.size < before.edge
    listed = LIST_MARK.match(line.text) is not None and (ended or short or not _is_within_text(above, line))
    gap = (above.bottom - line.bottom) / max(above.size, 1.0)
    moved = before.page != placed.page or gap < -0.5 or gap > _FAR * leading  # noqa: PLR2004 - as above
    starts_low = line.text.lstrip()[:1].islower() and not (placed.stands_alone and is_address(line))
    stopped = STOP.search(above.text.rstrip()) is not None
    hyphenated = HYPHENATED.search(above.text.rstrip()[-2:]) is not None
    parted = ended or short or listed
    if moved:
        parted = parted or (not hyphenated and _are_apart(before, placed))
        return "run on" if (starts_low and not stopped) or not parted else "paragraph"
    if gap > 1.3 * leading and (stopped or not starts_low):
        return "paragraph"
    headed = above.is_bold and not line.is_bold and not starts_low  # the words before a text, in its size
    parted = placed.stands_alone or headed or (not starts_low and _is_centred(above, line))
    if listed or leads or (parted and not hyphenated):
        return "line"
    indented = line.left - above.left > 0.8 * line.size and not LIST_MARK.match(above.text)
    if ended and (short or indented):
        return "line" if starts_low and above.text.rstrip().endswith(":") else "paragraph"
    return "line" if short and not starts_low else "run on"


def _are_apart(before: PlacedLine, placed: PlacedLine) -> bool:
    """Whether two lines far from each other are no text: like names, and the lines of a title page.

    A line of a text is so long that it may run on past a figure below it.
    """
    above, line = before.line, placed.line
    if before.page != placed.page or line.bottom > above.bottom or above.left > line.right or line.left > above.right:
        return before.stands_alone and placed.stands_alone
    words = len(above.text) / 3 if above.text >= DENSE_FROM else len(above.text.split())
    return above.is_bold or words < _TEXT_WORDS


def _is_parted(before: PlacedLine, placed: PlacedLine, leading: float) -> bool:
    """Whether there is an empty line between two lines of a page."""
    gap = before.line.bottom - placed.line.bottom
    return before.page == placed.page and not 0 < gap < _EMPTY_LINE * leading * before.line.size


def _is_within_text(above: PrintedLine, line: PrintedLine) -> bool:
    """Whether a number at the start of a line may be part of the sentence above it, and not the mark of an item."""
    is_number = line.text.lstrip()[:1].isalnum() or line.text.lstrip().startswith("(")
    return is_number and abs(line.left - above.left) < 0.5 * line.size and not LIST_MARK.match(above.text)


def _is_same_text(before: PlacedLine, placed: PlacedLine, leading: float) -> bool:
    """Whether the line before is text in the same size, or goes on in another one."""
    above, line = before.line, placed.line
    is_text = not (above.is_row or above.is_code)
    return is_text and (have_same_size(above, line) or _is_continued(before, placed, leading))


def _is_continued(before: PlacedLine, placed: PlacedLine, leading: float) -> bool:
    """Whether a line of another size goes on with the sentence of the line above it."""
    above, line = before.line, placed.line
    larger, smaller = max(above.size, line.size), min(above.size, line.size)
    return (
        before.page == placed.page
        and larger <= _NEAR_SIZE * smaller
        and abs(above.left - line.left) < smaller
        and 0 < above.bottom - line.bottom < 1.3 * leading * larger
        and line.text.lstrip()[:1].islower()
        and SENTENCE_END.search(above.text.rstrip()) is None
    )


def _is_centred(above: PrintedLine, line: PrintedLine) -> bool:
    """Whether two lines have one middle and different ends, like those of a title page."""
    shift = 2.5 * line.size
    ends_differ = abs(above.left - line.left) > shift and abs(above.right - line.right) > shift
    return ends_differ and abs(above.left + above.right - line.left - line.right) < 2 * line.size
