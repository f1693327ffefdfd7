"""Floats: tables and figures at the edge of a column or page, which a sentence may run past. Pure."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice

from index.parsing.pdf.paragraphs.placed_lines import Paragraph, PlacedLine
from index.parsing.pdf.printed_line import STOP, PrintedLine, have_same_size
from index.text.normalization import LIST_MARK

_OPEN_END = re.compile(r"(?:[^\W\d_A-Z]|,|[^\W\d_][-\u2010])$")
_CAPTION = re.compile(r"[^\W\d_]{1,12}\.? ?\d{1,3}(?:[.-]\d+)*[a-z]?[.:)]?(?:\s|$)")  # "Figure 3:", "图 1"
_MAX_FLOATS = 60


def join_over_floats(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs, joined where a table or figure at the edge of a column or page stands within a sentence.

    It comes after the whole paragraph; before it if the paragraph runs on to another page, as it is on the first one.
    """
    joined: list[Paragraph] = []
    waiting = deque(paragraphs)
    while waiting:
        paragraph = waiting.popleft()
        floats: list[Paragraph] = []
        while count := _count_floats(paragraph, waiting):
            floats += [waiting.popleft() for _ in range(count)]
            rest = waiting.popleft()
            paragraph = [*paragraph[:-1], [*paragraph[-1], *rest[0]], *rest[1:]]
        end = paragraph[-1][-1].page
        joined += [one for one in floats if one[0][0].page < end]
        joined.append(paragraph)
        joined += [one for one in floats if one[0][0].page == end]
    return joined


def _count_floats(paragraph: Paragraph, following: Iterable[Paragraph]) -> int:
    """How many tables, captions and figures part a paragraph from its rest; 0 if it has no rest."""
    last = paragraph[-1][-1]
    if len(paragraph[-1]) == 1 or last.line.is_row or not _OPEN_END.search(last.line.text.rstrip()):
        return 0
    for count, other in enumerate(islice(following, _MAX_FLOATS)):
        if other[-1][-1].page > paragraph[0][0].page + 1:
            break
        if count and _goes_on(last, other[0][0]):
            return count
        if not _is_float([placed.line for run in other for placed in run], last.line):
            break
    return 0


def _goes_on(last: PlacedLine, first: PlacedLine) -> bool:
    """Whether a line may be the rest of a sentence that ends within another column or page."""
    if first.line.cell or last.line.cell or first.line.is_code:
        return False
    moved = first.page != last.page or first.line.bottom > last.line.bottom
    starts_low = first.line.text.lstrip()[:1].islower() and not LIST_MARK.match(first.line.text)
    return moved and starts_low and not first.line.is_row and have_same_size(first.line, last.line)


def _is_float(lines: Sequence[PrintedLine], usual: PrintedLine) -> bool:
    """Whether lines are a table, a caption, or in another size than the text; or one line that is no sentence."""
    return (
        all(line.is_row for line in lines)
        or _CAPTION.match(lines[0].text) is not None
        or not any(have_same_size(line, usual) for line in lines)
        or (len(lines) == 1 and STOP.search(lines[0].text.rstrip()) is None)
    )
