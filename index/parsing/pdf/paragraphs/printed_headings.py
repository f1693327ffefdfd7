"""The headings of a PDF file: from its outline, else from the sizes of its letters."""

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise
from typing import NamedTuple

import pypdfium2 as pdfium

from index.parsing.pdf.printed_line import PrintedLine, have_same_size
from index.text.analyzer import join_words
from index.text.normalization import join_lines
from index.types import Heading, Span

_LARGER = 1.13  # than the usual line
_MAX_LINES = 3
_SAME_SIZE_PT = 0.5  # measured heights of one size differ by rounding
_MAX_LEADING = 1.7  # from one line of a heading to the next, in sizes
_MAX_CHARS = 200
_MAX_ENTRIES = 5_000
_MAX_LEVEL = 6
_MIN_SHARE = 0.5
_NO_HEADING_END = re.compile(r"[.,;:…。，]['\"”’»)\]]*$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NUMBER = re.compile(r"^(?:(?:\d+|[ivxlc]+|[a-z]) )+(?=[^\W\d_]{2})")
_LINE = re.compile(r"[^\n]+")


class PrintedHeading(NamedTuple):
    """A heading before its place in the text is known; ``page`` counts from 0."""

    words: str
    page: int
    level: int


def read_outline(document: pdfium.PdfDocument) -> list[PrintedHeading]:
    """Return the entries of a file's outline that lead to a page, without those after a damaged one."""
    found: list[PrintedHeading] = []
    try:
        for entry in islice(document.get_toc(max_depth=_MAX_LEVEL), _MAX_ENTRIES):
            target = entry.get_dest()
            page = None if target is None else target.get_index()
            title = entry.get_title()
            if page is not None and len(title) <= _MAX_CHARS:  # else it is a whole paragraph
                found.append(PrintedHeading(join_words(title), page, entry.level + 1))
    except (UnicodeDecodeError, pdfium.PdfiumError):
        return found
    return found


def find_headings(
    text: str, starts: Sequence[int], pages: Sequence[Sequence[PrintedLine]], outline: Sequence[PrintedHeading]
) -> tuple[Heading, ...]:
    """Find the headings of a printed text.

    Args:
        text: Canonical.
        starts: The offset at which each page starts.
        pages: The lines of each page, without footnotes.
        outline: The entries of the file's outline. Where the text has most of them, no other line is a heading.
    """
    listed = _locate(text, starts, outline)
    if listed and len(listed) >= _MIN_SHARE * len(outline):
        return listed
    return _locate(text, starts, list(_find_large(pages)))


def _find_large(pages: Sequence[Sequence[PrintedLine]]) -> Iterator[PrintedHeading]:
    """Yield the lines in larger letters than most; the size gives the level."""
    letters = sorted((line.size, len(line.text)) for page in pages for line in page)
    if not letters:
        return
    usual = statistics.median_low(size for size, length in letters for _ in range(1 + length // 20))
    groups = [
        (number, lines)
        for number, page in enumerate(pages)
        for is_large, run in groupby(page, key=lambda line: not line.is_row and line.size > _LARGER * usual)
        if is_large
        for lines in _part_headings(list(run))
    ]
    found = [(number, lines) for number, lines in groups if _is_heading(lines)]
    sizes: list[PrintedLine] = []
    for _, lines in sorted(found, key=lambda group: -group[1][0].size):
        if not sizes or not have_same_size(sizes[-1], lines[0]):
            sizes.append(lines[0])
    for number, lines in found:
        level = next(place for place, line in enumerate(sizes, start=1) if have_same_size(line, lines[0]))
        yield PrintedHeading(join_words(_join(lines)), number, min(level, _MAX_LEVEL))


def _part_headings(run: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Part large lines where their size changes, or where they are further apart than the lines of one heading."""
    parts = [[run[0]]]
    for above, line in pairwise(run):
        is_same = abs(above.size - line.size) < _SAME_SIZE_PT
        if is_same and 0 < above.bottom - line.bottom <= _MAX_LEADING * line.size:
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _is_heading(lines: Sequence[PrintedLine]) -> bool:
    words = _join(lines)
    return (
        len(lines) <= _MAX_LINES
        and len(words) <= _MAX_CHARS
        and _LETTERS.search(words) is not None
        and _NO_HEADING_END.search(words) is None
    )


def _join(lines: Sequence[PrintedLine]) -> str:
    return join_lines(line.text.strip() for line in lines)


def _locate(text: str, starts: Sequence[int], headings: Sequence[PrintedHeading]) -> tuple[Heading, ...]:
    """Return the headings that are lines of their own on their pages, ascending."""
    known: dict[int, list[tuple[Span, str]]] = {}
    found: dict[int, Heading] = {}
    ends: dict[int, int] = {}  # by page: where its last heading ends
    for heading in headings:
        if heading.page >= len(starts) or not heading.words:
            continue
        if heading.page not in known:
            known[heading.page] = _list_lines(text, starts, heading.page)
        span = _find_lines(known[heading.page], heading.words, ends.get(heading.page, 0))
        if span is not None:
            found.setdefault(span.start, Heading(span, heading.level))
            ends[heading.page] = span.end
    return tuple(found[start] for start in sorted(found))


def _list_lines(text: str, starts: Sequence[int], page: int) -> list[tuple[Span, str]]:
    """The whole lines of a page; one that runs on from or to another page is no heading."""
    end = starts[page + 1] if page + 1 < len(starts) else len(text)
    return [
        (Span(*line.span()), _bare(join_words(line[0])))
        for line in _LINE.finditer(text, starts[page], end)
        if text[max(line.start() - 1, 0) : line.start()] in {"", "\n"}
        and text[line.end() : line.end() + 1] in {"", "\n"}
    ]


def _find_lines(lines: Sequence[tuple[Span, str]], words: str, after: int) -> Span | None:
    """Return the span of the first lines that have these words and no others; None if there are none."""
    wanted = _bare(words)
    for place, (span, said) in enumerate(lines):
        if span.start < after or not said or not wanted.startswith(said):
            continue
        for count in range(1, _MAX_LINES + 1):
            run = lines[place : place + count]
            if " ".join(known for _, known in run) == wanted:
                return Span(span.start, run[-1][0].end)
    return None


def _bare(words: str) -> str:
    """Return words without the number of a section."""
    return _NUMBER.sub("", words)
