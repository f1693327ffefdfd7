"""Reflow: printed lines become paragraphs that run over lines, columns and pages, without running heads. Pure."""

import re
import statistics
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.parsing.pdf.printed_line import PrintedLine, have_same_size, is_rtl
from index.text.normalization import LIST_MARK, canonicalize, join_lines

_FIRST_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?:;…。！？؟۔।]['\"”’»)\]」』]*$")
_HYPHENS = "-\u2010"
_HYPHENATED = re.compile(rf"[^\W\d_][{_HYPHENS}]$")
_JOINS_WITH_BLANK = frozenset(("and", "or", "und", "oder", "bzw.", "sowie", "y", "o", "et", "ou", "e", "и", "или"))
_WORDS = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_LEADER = re.compile(r"(?:\. ?){4,}[ivxlc\d]{1,6}$|…[ .…]*\d{1,4}$", re.IGNORECASE)
"""The dots and the page number at the end of an entry of a table of contents."""

_NEAR_SIZE = 1.6
"""A line without ascenders can seem smaller than its neighbours in the same font."""

_TITLE_LARGER = 1.15
_TITLE_LINES = 4
_TITLE_CHARS = 200
_SNIPPET = 40
_MIN_ALONE = 3
_FILLED = 0.9
_COLUMN_QUANTILE = 0.9  # a title may be wider than its column


@dataclass(frozen=True, slots=True)
class _PlacedLine:
    """A line with its page, from 0, and the right edge of its column.

    ``stands_alone``: the lines of its size on the page are no running text, since each starts in upper case.
    """

    line: PrintedLine
    page: int
    edge: float
    stands_alone: bool


_Paragraph = list[list[_PlacedLine]]
"""Lines that end on purpose; each of these has printed lines."""


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
    written: list[str] = []
    starts: list[int] = []
    length = 0
    for paragraph in _insert_notes(list(_group_paragraphs(list(_place_lines(pages)))), notes):
        before = ""
        for page, text in _join_paragraph(paragraph, known):
            if not before:
                glue = "\n\n" if written else ""
            elif text.startswith("\n") or join_lines((before[-2:], text[:1])) == before[-2:] + text[:1]:
                glue = ""
            else:
                glue = " "
            within = len(text) - len(text.lstrip("\n"))
            while len(starts) <= page:
                starts.append(length + len(glue) + within)
            written += (glue, text)
            length += len(glue) + len(text)
            before = text
    starts += [length] * (len(pages) - len(starts))
    return _canonicalize_offsets("".join(written), starts)


def _insert_notes(
    paragraphs: Sequence[_Paragraph], notes: Sequence[Sequence[Sequence[PrintedLine]]]
) -> Iterator[_Paragraph]:
    """The paragraphs with the footnotes of each page after its last one.

    They come before a paragraph that runs on to the next page, so that they count as text of their own page.
    """
    waiting = deque((number, note) for number, page in enumerate(notes) for note in page)
    for paragraph in paragraphs:
        first, last = paragraph[0][0].page, paragraph[-1][-1].page
        while waiting and waiting[0][0] < first + (last > first):
            number, note = waiting.popleft()
            yield from _group_paragraphs(list(_place_lines([note], number)))
        yield paragraph
    for number, note in waiting:
        yield from _group_paragraphs(list(_place_lines([note], number)))


def find_title(pages: Sequence[Sequence[PrintedLine]]) -> str | None:
    """The largest lines of the first page that has any, if they are larger than the rest."""
    first = next((page for page in pages if page), None)
    if first is None:
        return None
    largest = max(first, key=lambda line: line.size)
    usual = statistics.median(line.size for page in pages for line in page)
    start = first.index(largest)
    lines = [line.text for line in first[start : start + _TITLE_LINES] if have_same_size(line, largest)]
    title = canonicalize(join_lines(line.strip() for line in lines)).replace("\n", " ")
    return title if largest.size > _TITLE_LARGER * usual and len(title) <= _TITLE_CHARS else None


def _place_lines(pages: Sequence[Sequence[PrintedLine]], first: int = 0) -> Iterator[_PlacedLine]:
    for number, page in enumerate(pages, first):
        turned = [_mirror_rtl(line) for line in page]
        alone = {
            line.size: _stand_alone([one for one in turned if have_same_size(one, line)])
            for line in {line.size: line for line in turned}.values()
        }
        for line in turned:
            column = sorted(other.right for other in turned if abs(other.left - line.left) < 2.5 * line.size)
            edge = column[round(_COLUMN_QUANTILE * (len(column) - 1))]
            yield _PlacedLine(line, number, edge, alone[line.size])


def _stand_alone(lines: Sequence[PrintedLine]) -> bool:
    """Whether lines such as those of a slide never run on: none starts in lower case, and none fills the width."""
    firsts = [line.text.lstrip()[:1] for line in lines]
    widths = [line.right - line.left for line in lines]
    loose = statistics.median(widths) < _FILLED * max(widths) or not any(
        _SENTENCE_END.search(line.text.rstrip()) for line in lines
    )
    return len(lines) >= _MIN_ALONE and loose and not any(first.islower() or not first.isascii() for first in firsts)


def _mirror_rtl(line: PrintedLine) -> PrintedLine:
    """The mirror image of a line from right to left, so that every line starts at its left end."""
    return replace(line, left=-line.right, right=-line.left) if is_rtl(line.text) else line


def _group_paragraphs(lines: Sequence[_PlacedLine]) -> Iterator[_Paragraph]:
    leading = _usual_leading(lines)
    paragraph: _Paragraph = []
    before: _PlacedLine | None = None
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


def _usual_leading(lines: Sequence[_PlacedLine]) -> float:
    """The median distance from one line to the next, in sizes."""
    gaps = [
        (a.line.bottom - b.line.bottom) / max(a.line.size, 1.0)
        for a, b in pairwise(lines)
        if a.page == b.page and have_same_size(a.line, b.line)
    ]
    usual = [gap for gap in gaps if 0.5 < gap < 3]  # noqa: PLR2004 - from set solid to double-spaced
    return statistics.median(usual) if usual else 1.2


def _break_between(before: _PlacedLine, placed: _PlacedLine, leading: float) -> str:
    """The break between two lines: "run on" for none, "line" or "paragraph"."""
    above, line = before.line, placed.line
    if above.is_row or line.is_row or not (have_same_size(above, line) or _is_continued(before, placed, leading)):
        return "line" if above.is_row and line.is_row else "paragraph"
    leads = _LEADER.search(above.text.rstrip()) is not None
    ended = leads or _SENTENCE_END.search(above.text.rstrip()) is not None
    first = _FIRST_WORD.search(line.text)
    width = (line.right - line.left) * len(first[0]) / max(len(line.text), 1) if first else 0
    short = above.right + width + 0.5 * line.size < before.edge
    listed = LIST_MARK.match(line.text) is not None
    gap = (above.bottom - line.bottom) / max(above.size, 1.0)
    moved = before.page != placed.page or gap < -0.5 or gap > 3 * leading  # noqa: PLR2004 - another column or page
    starts_low = line.text.lstrip()[:1].islower()
    if moved:
        return "run on" if starts_low or not (ended or short or listed) else "paragraph"
    if gap > 1.3 * leading and not starts_low:
        return "paragraph"
    parted = placed.stands_alone or (not starts_low and _is_centred(above, line))
    if listed or leads or (parted and not _HYPHENATED.search(above.text.rstrip()[-2:])):
        return "line"
    indented = line.left - above.left > 0.8 * line.size and not LIST_MARK.match(above.text)
    if ended and (short or indented):
        return "paragraph"
    return "line" if short and not starts_low else "run on"


def _is_continued(before: _PlacedLine, placed: _PlacedLine, leading: float) -> bool:
    """Whether a line of another size goes on with the sentence of the line above it."""
    above, line = before.line, placed.line
    larger, smaller = max(above.size, line.size), min(above.size, line.size)
    return (
        before.page == placed.page
        and larger <= _NEAR_SIZE * smaller
        and abs(above.left - line.left) < smaller
        and 0 < above.bottom - line.bottom < 1.3 * leading * larger
        and line.text.lstrip()[:1].islower()
        and _SENTENCE_END.search(above.text.rstrip()) is None
    )


def _is_centred(above: PrintedLine, line: PrintedLine) -> bool:
    """Whether two lines have one middle and different ends, like those of a title page."""
    shift = 2.5 * line.size
    ends_differ = abs(above.left - line.left) > shift and abs(above.right - line.right) > shift
    return ends_differ and abs(above.left + above.right - line.left - line.right) < 2 * line.size


def _join_paragraph(paragraph: Sequence[Sequence[_PlacedLine]], known: Counter[str]) -> Iterator[tuple[int, str]]:
    """The text of a paragraph in parts, each with its page."""
    parts: list[tuple[int, list[str]]] = []
    for number, run in enumerate(paragraph):
        texts = _join_hyphenated([canonicalize(placed.line.text) for placed in run], known)
        for position, (placed, text) in enumerate(zip(run, texts, strict=True)):
            if not text:
                continue
            starts_line = bool(parts) and number > 0 and position == 0
            if not parts or parts[-1][0] != placed.page:
                parts.append((placed.page, ["\n" + text if starts_line else text]))
            elif starts_line:
                parts[-1][1].append("\n" + text)
            else:
                parts[-1][1][-1] = join_lines((parts[-1][1][-1], text))
    for page, lines in parts:
        yield page, "".join(lines)


def _join_hyphenated(lines: list[str], known: Counter[str]) -> list[str]:
    """Lines without hyphenated words: the second half of a word moves to the line of the first."""
    for position, (above, line) in enumerate(pairwise(list(lines))):
        above = lines[position]  # noqa: PLW2901 - it may have changed
        end, start = above.rsplit(None, 1)[-1] if above else "", line.split(None, 1)[0] if line else ""
        if not _HYPHENATED.search(above[-2:]) or not start[:1].islower():
            continue
        joined = end[:-1] + start
        whole, parted = (_bare_word(joined), _bare_word(end[:-1] + "-" + start))
        keeps = known[parted] > known[whole] or "-" in end[:-1]
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
    final = canonicalize(text)
    if final == text:
        return final, tuple(starts)
    found: list[int] = []
    place = 0
    for start in starts:
        at = final.find(canonicalize(text[start : start + 2 * _SNIPPET])[:_SNIPPET], place)
        place = at if at >= 0 else place
        found.append(place)
    return final, tuple(found)
