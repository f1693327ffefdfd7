"""Reflow: printed lines become paragraphs that run over lines, columns and pages, without running heads. Pure.

Sizes and places are in points; the origin of a page is its lower left corner.
"""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.text.normalization import LIST_MARK, canonicalize, join_lines

_EDGE_LINES = 3
_MIN_REPEATS = 3
_REPEATED_SHARE = 0.3
_SAME_PLACE_PT = 6.0
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|página|pagina|стр\.|страница|第)\W*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\W*(?:of|/|von|de|di|из|页|頁|ページ)\W*\d{0,4})?\W*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_FIRST_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?:;…。！？؟۔।]['\"”’»)\]」』]*$")
_HYPHENS = "-\u2010"
_HYPHENATED = re.compile(rf"[^\W\d_][{_HYPHENS}]$")
_JOINS_WITH_BLANK = frozenset(("and", "or", "und", "oder", "bzw.", "sowie", "y", "o", "et", "ou", "e", "и", "или"))
_WORDS = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
# Printed glyphs for letters: ligatures, and the shapes of Arabic letters.
_PRESENTATION_FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc]+")
_SAME_SIZE = 0.12
_TITLE_LARGER = 1.15
_TITLE_LINES = 4
_TITLE_CHARS = 200
_SNIPPET = 40
_COLUMN_QUANTILE = 0.9  # a title may be wider than its column


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line.

    Attributes:
        left: Its left end, from the left edge of the page.
        right: Its right end, from the left edge of the page.
        bottom: Its lower edge, from the lower edge of the page.
        size: The height of its letters' boxes.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class _PlacedLine:
    """A line with its page, from 0, and the right edge of its column."""

    line: PrintedLine
    page: int
    edge: float


def replace_ligatures(text: str) -> str:
    """A printed text with plain letters instead of ligatures and presentation forms."""
    return _PRESENTATION_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def reflow_pages(pages: Sequence[Sequence[PrintedLine]]) -> tuple[str, tuple[int, ...]]:
    """The text of a printed document.

    Args:
        pages: The lines of each page, in reading order.

    Returns:
        The text, canonical, and the offset at which each page starts in it.
    """
    pages = _drop_running_heads(pages)
    known = Counter(word.lower() for page in pages for line in page for word in _WORDS.findall(line.text))
    written: list[str] = []
    starts: list[int] = []
    length = 0
    for paragraph in _group_paragraphs(list(_place_lines(pages))):
        if written:
            written.append("\n\n")
            length += 2
        before = ""
        for page, text in _join_paragraph(paragraph, known):
            glue = join_lines((before, "x"))[len(before) : -1] if before else ""
            if before and text[:1] and join_lines((before[-2:], text[:1])) == before[-2:] + text[:1]:
                glue = ""
            while len(starts) <= page:
                starts.append(length + len(glue))
            written += (glue, text)
            length += len(glue) + len(text)
            before = text
    starts += [length] * (len(pages) - len(starts))
    return _canonicalize_offsets("".join(written), starts)


def find_title(pages: Sequence[Sequence[PrintedLine]]) -> str | None:
    """The largest lines of the first page that has any, if they are larger than the rest."""
    first = next((page for page in pages if page), None)
    if first is None:
        return None
    largest = max(first, key=lambda line: line.size)
    usual = statistics.median(line.size for page in pages for line in page)
    start = first.index(largest)
    lines = [line.text for line in first[start : start + _TITLE_LINES] if _same_size(line, largest)]
    title = canonicalize(join_lines(line.strip() for line in lines)).replace("\n", " ")
    return title if largest.size > _TITLE_LARGER * usual and len(title) <= _TITLE_CHARS else None


def _drop_running_heads(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """The pages without page numbers and without the lines that repeat at the same edge of many pages."""
    edges = [_edge_lines(page) for page in pages]
    seen = Counter(key for page in edges for key in {_line_key(line) for line in page})
    needed = max(_MIN_REPEATS, min(_REPEATED_SHARE * len(pages), 10))
    numbered = sum(any(_PAGE_NUMBER.fullmatch(line.text) for line in page) for page in edges)

    def is_running(line: PrintedLine) -> bool:
        return seen[_line_key(line)] >= needed or (numbered > 1 and _PAGE_NUMBER.fullmatch(line.text) is not None)

    return [
        [line for line in page if not (line in edge and is_running(line))]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edge_lines(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height if len(page) <= 2 * _EDGE_LINES else by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _line_key(line: PrintedLine) -> tuple[str, int]:
    return _DIGITS.sub("#", " ".join(line.text.split())), round(line.bottom / _SAME_PLACE_PT)


def _place_lines(pages: Sequence[Sequence[PrintedLine]]) -> Iterator[_PlacedLine]:
    for number, page in enumerate(pages):
        turned = [_mirror_rtl(line) for line in page]
        for line in turned:
            column = sorted(other.right for other in turned if abs(other.left - line.left) < 2.5 * line.size)
            yield _PlacedLine(line, number, column[round(_COLUMN_QUANTILE * (len(column) - 1))])


def _mirror_rtl(line: PrintedLine) -> PrintedLine:
    """The mirror image of a line from right to left, so that every line starts at its left end."""
    directions = Counter(unicodedata.bidirectional(character) for character in line.text)
    if directions["R"] + directions["AL"] <= directions["L"]:
        return line
    return replace(line, left=-line.right, right=-line.left)


def _group_paragraphs(lines: Sequence[_PlacedLine]) -> Iterator[list[list[_PlacedLine]]]:
    """Paragraphs; each has lines that end on purpose, and each of these has printed lines."""
    leading = _usual_leading(lines)
    paragraph: list[list[_PlacedLine]] = []
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
        if a.page == b.page and _same_size(a.line, b.line)
    ]
    usual = [gap for gap in gaps if 0.5 < gap < 3]  # noqa: PLR2004 - from set solid to double-spaced
    return statistics.median(usual) if usual else 1.2


def _break_between(before: _PlacedLine, placed: _PlacedLine, leading: float) -> str:
    """The break between two lines: "run on" for none, "line" or "paragraph"."""
    above, line = before.line, placed.line
    if not _same_size(above, line):
        return "paragraph"
    ended = _SENTENCE_END.search(above.text.rstrip()) is not None
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
    if listed:
        return "line"
    indented = line.left - above.left > 0.8 * line.size and not LIST_MARK.match(above.text)
    if ended and (short or indented):
        return "paragraph"
    return "line" if short and not starts_low else "run on"


def _same_size(one: PrintedLine, other: PrintedLine) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _join_paragraph(paragraph: Sequence[Sequence[_PlacedLine]], known: Counter[str]) -> Iterator[tuple[int, str]]:
    """The text of a paragraph in parts, each with its page."""
    parts: list[tuple[int, list[str]]] = []
    for number, run in enumerate(paragraph):
        texts = _join_hyphenated([canonicalize(placed.line.text) for placed in run], known)
        for position, (placed, text) in enumerate(zip(run, texts, strict=True)):
            if not text:
                continue
            if parts and parts[-1][0] == placed.page:
                here = parts[-1][1]
                if number and not position:
                    here.append("\n" + text)
                else:
                    here[-1] = join_lines((here[-1], text))
            else:
                parts.append((placed.page, [text]))
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
