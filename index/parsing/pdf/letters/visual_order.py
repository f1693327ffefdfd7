"""Lines of two directions in reading order, by the places of their characters. Pure.

PDFium turns around whole words from right to left, and has only a guess for signs, numbers and Latin words between
them. On the page all are where a reader sees them, so the order of reading follows from that (UAX #9, read backwards).
"""

import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from index.parsing.pdf.letters.arabic_letters import Glyph
from index.parsing.pdf.printed_line import Rectangle, has_rtl_letter

BLANK = -1
"""In the place of the number of a character: a blank that the file does not have."""

_WIDE_GAP = 1.5  # in heights: between cells and columns, which may have different directions
_WORD_GAP, _SURE_GAP = 0.13, 0.25
_SURE = 3  # times as many letters of one direction as of the other
_LEVEL = 0.75  # in heights; characters of one line differ by less
_WITHIN_NUMBERS = frozenset(".,:/")
_WITHIN_EUROPEAN = frozenset("-−–+")
_BESIDE_EUROPEAN = frozenset("%$€£#+-−°")
_AFTER_WORDS = frozenset(".,:;!?،؛؟")
_LEFT, _RIGHT, _DIGIT, _OTHER = "left", "right", "digit", "other"


def has_two_directions(text: str) -> bool:
    """Whether a text has a letter from right to left, and a number or a letter from left to right."""
    return has_rtl_letter(text) and any(_kind(character) in {_LEFT, _DIGIT} for character in text)


def order_line(glyphs: Sequence[Glyph], *, is_rtl: bool) -> list[int]:
    """The numbers of the characters of a line in reading order, with ``BLANK`` between words without a blank.

    Args:
        glyphs: In the order of the file; without a text for the blanks that only PDFium has. A mark stays after its
            letter.
        is_rtl: Whether its page is written from right to left, which tells where the line itself does not.
    """
    runs_left = _is_rtl([text for text, _ in glyphs if text], is_page_rtl=is_rtl)
    height = statistics.median(box.top - box.bottom for text, box in glyphs if text and not text.isspace())
    order: list[int] = []
    for level in _split_levels(glyphs):
        clusters = sorted(_cluster(glyphs, level), key=lambda cluster: glyphs[cluster[0]][1].left)
        cells = list(_split_cells(glyphs, clusters, height))
        for cell in reversed(cells) if runs_left else cells:
            texts = [" " if cluster == [BLANK] else glyphs[cluster[0]][0] for cluster in cell]
            places = _order_cell(texts, is_rtl=_is_rtl(texts, is_page_rtl=is_rtl))
            order += [BLANK] * bool(order)
            order += [number for place in places for number in cell[place]]
    return order


def _kind(character: str) -> str:
    kind = unicodedata.bidirectional(character[:1])
    if kind in {"R", "AL"}:
        return _RIGHT
    return _LEFT if kind == "L" else _DIGIT if kind in {"EN", "AN"} else _OTHER


def _is_rtl(texts: Sequence[str], *, is_page_rtl: bool) -> bool:
    kinds = Counter(map(_kind, texts))
    one, other = kinds[_RIGHT], kinds[_LEFT]
    return one > other if max(one, other) >= _SURE * min(one, other) else is_page_rtl


def _split_levels(glyphs: Sequence[Glyph]) -> Iterator[list[int]]:
    """The characters at each height; PDFium takes short lines one below the other for one line."""
    level: list[int] = []
    base: Rectangle | None = None
    for number, (text, box) in enumerate(glyphs):
        if not text:
            continue
        if text.isspace():
            level.append(number)
            continue
        if base and abs(box.bottom - base.bottom) > _LEVEL * (box.top - box.bottom):
            yield level
            level = []
        base = box
        level.append(number)
    yield level


def _cluster(glyphs: Sequence[Glyph], level: Sequence[int]) -> list[list[int]]:
    """Characters with their marks, and the letters of one glyph."""
    clusters: list[list[int]] = []
    for number in level:
        text, box = glyphs[number]
        is_mark = unicodedata.bidirectional(text[:1]) == "NSM"
        if clusters and not text.isspace() and (is_mark or box == glyphs[clusters[-1][0]][1]):
            clusters[-1].append(number)
        else:
            clusters.append([number])
    return clusters


def _split_cells(glyphs: Sequence[Glyph], clusters: Sequence[list[int]], height: float) -> Iterator[list[list[int]]]:
    """The clusters of a line, from the left, parted at wide gaps, with the blanks that the file does not have."""
    cell: list[list[int]] = []
    reach = 0.0
    for cluster in clusters:
        text, box = glyphs[cluster[0]]
        is_blank = text.isspace()
        if cell and not is_blank:
            gap = box.left - reach
            if gap > _WIDE_GAP * height:
                yield cell
                cell = []
            elif gap > _least_gap(cell[-1], cluster) * height and not glyphs[cell[-1][-1]][0].isspace():
                cell.append([BLANK])
        if not (is_blank and cell):
            reach = max(reach, box.right) if cell else box.right
        cell.append(cluster)
    yield cell


def _least_gap(one: Sequence[int], other: Sequence[int]) -> float:
    """How wide a blank between two neighbours is at least, in heights; more where PDFium has none between them."""
    is_next = other[0] == one[-1] + 1 or one[0] == other[-1] + 1
    return _SURE_GAP if is_next else _WORD_GAP


def _order_cell(texts: Sequence[str], *, is_rtl: bool) -> list[int]:
    """The characters of a cell, given from the left, in reading order."""
    own, other = (_RIGHT, _LEFT) if is_rtl else (_LEFT, _RIGHT)
    kinds = _join_numbers(texts)
    for place, text in enumerate(texts[1:-1], start=1):
        if is_rtl and text in _AFTER_WORDS and texts[place - 1].isspace() and not texts[place + 1].isspace():
            kinds[place] = own  # it ends what is on its right
    directions = _resolve(kinds, other=other, own=own)
    runs = [
        (direction, [number for number, _ in run])
        for direction, run in groupby(enumerate(directions), key=lambda one: one[1])
    ]
    ordered: list[int] = []
    for direction, run in reversed(runs) if is_rtl else runs:
        ordered += _turn(run, kinds) if direction == _RIGHT else run
    return ordered


def _join_numbers(texts: Sequence[str]) -> list[str]:
    """The kind of each character; signs within and beside numbers are parts of them."""
    kinds = [_kind(text) for text in texts]
    is_arabic = any(unicodedata.bidirectional(text[:1]) == "AL" for text in texts)
    within = _WITHIN_NUMBERS if is_arabic else _WITHIN_NUMBERS | _WITHIN_EUROPEAN
    for place, text in enumerate(texts[1:-1], start=1):
        if text in within and kinds[place - 1] == kinds[place + 1] == _DIGIT:
            kinds[place] = _DIGIT
    if not is_arabic:
        for place, (one, after) in enumerate(pairwise(list(kinds))):
            if one == _DIGIT and texts[place + 1] in _BESIDE_EUROPEAN:
                kinds[place + 1] = _DIGIT
            elif after == _DIGIT and texts[place] in _BESIDE_EUROPEAN:
                kinds[place] = _DIGIT
    return kinds


def _resolve(kinds: Sequence[str], *, other: str, own: str) -> list[str]:
    """The direction of each character: that of the line, unless it is between letters of the other one.

    A number beside a letter from left to right is read with it.
    """
    joins = {other, _DIGIT} if other == _LEFT else {other}
    directions = [own] * len(kinds)
    start: int | None = None
    last = -1
    for place, kind in enumerate([*kinds, own]):
        if kind in joins:
            start = place if start is None else start
            last = place
        elif kind == own and start is not None:
            run = range(start, last + 1)
            if any(kinds[one] == other for one in run):
                for one in run:
                    directions[one] = other
            start = None
    return directions


def _turn(run: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """The characters of a run, given from the left, from the right on; its numbers from the left."""
    turned: list[int] = []
    for is_number, part in groupby(reversed(run), key=lambda place: kinds[place] == _DIGIT):
        places = list(part)
        turned += places[::-1] if is_number else places
    return turned
