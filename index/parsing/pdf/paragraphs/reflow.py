"""Reflow: printed lines become paragraphs that run over lines, columns and pages. Pure."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.parsing.pdf.paragraphs.floats import join_over_floats
from index.parsing.pdf.paragraphs.line_glue import LineGlue
from index.parsing.pdf.paragraphs.paragraph_breaks import HYPHENATED, group_paragraphs
from index.parsing.pdf.paragraphs.placed_lines import Paragraph, PlacedLine, place_lines
from index.parsing.pdf.printed_line import PrintedLine
from index.text.normalization import canonicalize

_JOINS_WITH_BLANK = frozenset(("and", "or", "und", "oder", "bzw.", "sowie", "y", "o", "et", "ou", "e", "и", "или"))
_WORDS = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_SNIPPET = 40


def reflow_pages(
    pages: Sequence[Sequence[PrintedLine]], notes: Sequence[Sequence[Sequence[PrintedLine]]]
) -> tuple[str, tuple[int, ...]]:
    """The text of a printed document.

    Args:
        pages: The lines of each page, in reading order.
        notes: The lines of each footnote of each page; they never part a sentence.

    Returns:
        The text, canonical, and the offset at which each page starts in it.
    """
    known = Counter(word.lower() for page in pages for line in page for word in _WORDS.findall(line.text))
    glues = LineGlue([line for page in pages for line in page])
    written: list[str] = []
    starts: list[int] = []
    length = 0
    for paragraph in _insert_notes(join_over_floats(list(group_paragraphs(list(place_lines(pages))))), notes):
        before = ""
        for page, glue, text in _join_paragraph(paragraph, known, glues):
            if not before:
                glue = "\n\n" if written else ""  # noqa: PLW2901 - between two paragraphs
            within = len(text) - len(text.lstrip("\n"))
            while len(starts) <= page:
                starts.append(length + len(glue) + within)
            written += (glue, text)
            length += len(glue) + len(text)
            before = text
    starts += [length] * (len(pages) - len(starts))
    return _canonicalize_offsets("".join(written), starts)


def _insert_notes(
    paragraphs: Sequence[Paragraph], notes: Sequence[Sequence[Sequence[PrintedLine]]]
) -> Iterator[Paragraph]:
    """The paragraphs with the footnotes of each page after its last one.

    They come before a paragraph that runs on to the next page, so that they count as text of their own page.
    """
    waiting = deque((number, note) for number, page in enumerate(notes) for note in page)
    for paragraph in paragraphs:
        first, last = paragraph[0][0].page, paragraph[-1][-1].page
        while waiting and waiting[0][0] < first + (last > first):
            number, note = waiting.popleft()
            yield from group_paragraphs(list(place_lines([note], number)))
        yield paragraph
    for number, note in waiting:
        yield from group_paragraphs(list(place_lines([note], number)))


def _join_paragraph(
    paragraph: Sequence[Sequence[PlacedLine]], known: Counter[str], glues: LineGlue
) -> Iterator[tuple[int, str, str]]:
    """The text of a paragraph in parts, each with its page and with what is between it and the part before it."""
    page = -1
    text = glue = ""
    above: PrintedLine | None = None
    for run in paragraph:
        lines = _join_hyphenated([_canonical_line(placed.line) for placed in run], known)
        starts_line = True
        for placed, line in zip(run, lines, strict=True):
            if not line:
                continue
            between = "" if above is None else "\n" if starts_line else glues.between(above, text, line)
            if placed.page != page:
                if text:
                    yield page, glue, text
                page, glue, text = placed.page, between, line
            else:
                text += between + line
            above, starts_line = placed.line, False
    if text:
        yield page, glue, text


def _canonical_line(line: PrintedLine) -> str:
    text = canonicalize(line.text)
    return " " * (len(line.text) - len(line.text.lstrip(" "))) + text if line.is_code and text else text


def _join_hyphenated(lines: list[str], known: Counter[str]) -> list[str]:
    """Lines without hyphenated words: the second half of a word moves to the line of the first."""
    for position, (above, line) in enumerate(pairwise(list(lines))):
        above = lines[position]  # noqa: PLW2901 - it may have changed
        end, start = above.rsplit(None, 1)[-1] if above else "", line.split(None, 1)[0] if line else ""
        if not HYPHENATED.search(above[-2:]) or not start[:1].isalnum():
            continue
        joined = end[:-1] + start
        whole, parted = (_bare_word(joined), _bare_word(end[:-1] + "-" + start))
        is_compound = not start[0].islower() and not (end[:-1].isupper() and start.isupper())  # "Nord-Süd", "Covid-19"
        is_written_whole = known[whole] > max(known[parted], is_compound)  # "ReAct", not "Re-Act"
        keeps = not is_written_whole and (known[parted] > known[whole] or "-" in end[:-1] + start or is_compound)
        if start in _JOINS_WITH_BLANK:
            joined = f"{end} {start}"
        elif keeps:
            joined = f"{end[:-1]}-{start}"
        lines[position] = above[: len(above) - len(end)] + joined
        lines[position + 1] = line[len(start) :].lstrip()
    return lines


def _bare_word(word: str) -> str:
    found = _WORDS.search(word)
    return found[0].lower() if found else ""


def _canonicalize_offsets(text: str, starts: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """The canonical text, and the offset in it of the first words of each page."""
    final = canonicalize(text, keep_indents=True)
    if final == text:
        return final, tuple(starts)
    found: list[int] = []
    place = 0
    for start in starts:
        at = final.find(canonicalize(text[start : start + 2 * _SNIPPET])[:_SNIPPET], place)
        place = at if at >= 0 else place
        found.append(place)
    return final, tuple(found)
