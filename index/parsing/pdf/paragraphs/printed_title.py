"""The title of a printed document, by the size of its letters. Pure."""

import re
import statistics
from collections.abc import Iterator, Sequence

from index.parsing.pdf.printed_line import PrintedLine, have_same_size
from index.text.normalization import canonicalize, join_lines

_LETTERS = re.compile(r"(?<!\d)[^\W\d_]{2}|[^\W\d_\u0000-\u2e7f]")
_TITLE_LARGER = 1.15
_TITLE_LINES = 4
_TITLE_LEADING = 1.8  # in sizes
_TITLE_CHARS = 200


def find_title(pages: Sequence[Sequence[PrintedLine]]) -> str | None:
    """The largest lines of the first page that has any, if they are larger than the rest."""
    first = next((page for page in pages if page), [])
    named = [line for line in first if names_something(line)]
    if not named:
        return None
    largest = max(named, key=lambda line: line.size)
    usual = statistics.median(line.size for page in pages for line in page)
    place = first.index(largest)
    above = [*reversed(list(_continue(largest, first[:place][::-1])))]
    lines = [*above, largest, *_continue(largest, first[place + 1 :])][:_TITLE_LINES]
    title = canonicalize(join_lines(line.text.strip() for line in lines)).replace("\n", " ")
    return title if largest.size > _TITLE_LARGER * usual and len(title) <= _TITLE_CHARS else None


def _continue(largest: PrintedLine, lines: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    """The lines next to the largest one, in either direction, that are set as it is."""
    before = largest
    for line in lines:
        near = abs(before.bottom - line.bottom) < _TITLE_LEADING * largest.size
        if not (near and names_something(line) and have_same_size(line, largest)):
            break
        yield line
        before = line


def names_something(line: PrintedLine) -> bool:
    """Whether a line has words and is neither a row of a table nor turned."""
    return _LETTERS.search(line.text) is not None and not (line.is_row or line.is_turned)
