"""The places of a quote on a printed page: the page's own characters, compared with the stored text. Pure.

Letters and digits are compared alone, without case and marks, because the stored text joins hyphenated words, changes
blanks and replaces ligatures. A quote has places only if exactly one part of the page has its characters.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile

import numpy as np

from index.parsing.pdf.printed_line import PrintedLine, Rectangle, around
from index.types import Span

_BARRIER = "\0"  # in no key: characters on its two sides are no neighbours
_CONTEXTS = (24, 80, 240)  # characters beside a quote that tell one occurrence from another
_SURE_CHARS = 24  # a shorter quote needs its neighbours, too
_MIN_CHARS = 2
_MARGIN = 0.25  # of a line's height: raised and lowered letters
_WORD_GAP = 1.5  # in heights; the rectangles of nearer characters become one


@dataclass(frozen=True, slots=True)
class PagePart:
    """The part of a quote on one page.

    Attributes:
        page: The number of the page, from 0.
        text: The stored text of the page.
        span: The part, in ``text``.
        runs_on: Whether the quote runs on to the next page.
    """

    page: int
    text: str
    span: Span
    runs_on: bool = False


def split_by_page(text: str, starts: Sequence[int], span: Span) -> list[PagePart]:
    """The parts of a quote on each page.

    Args:
        text: The stored text.
        starts: The offset at which each page starts, ascending.
        span: The quote.
    """
    parts = []
    for page in range(max(bisect_right(starts, span.start) - 1, 0), len(starts)):
        start, end = starts[page], starts[page + 1] if page + 1 < len(starts) else len(text)
        if start >= span.end:
            break
        here = Span(max(span.start, start) - start, min(span.end, end) - start)
        if here.end > here.start and here.slice(text[start:end]).strip():
            parts.append(PagePart(page, text[start:end], here, runs_on=span.end > end))
    return parts


class PageKeys:
    """The letters and digits of a page in one order, each with its place."""

    def __init__(self, glyphs: Iterable[tuple[str, Rectangle | None]]) -> None:
        """Read glyphs in order; one without a place separates its neighbours."""
        self._boxes: list[Rectangle | None] = []
        self._owners: list[int] = []  # the glyph of each letter in the keys
        keys: list[str] = []
        for number, (text, box) in enumerate(glyphs):
            key = to_key(text) if box else _BARRIER
            keys.append(key)
            self._boxes.append(box)
            self._owners += [number] * len(key)
        self._keys = "".join(keys)
        self._letters = frozenset(self._owners)

    def find(self, part: PagePart) -> list[Rectangle]:
        """The rectangles of a quote's part, one for each line; empty if the place is not sure."""
        span = part.span
        words = span.slice(part.text)
        before, after = part.text[: span.start], part.text[span.end :]
        found = self._find(to_key(before), to_key(words), to_key(after))
        if not found and part.runs_on and len(words.split()) > 1:  # the last word is hyphenated over the page's end
            found = self._find(to_key(before), to_key(words.rsplit(None, 1)[0]), "")
            words = words.rsplit(None, 1)[0]
        return list(_join_boxes(self._boxes_of(*found, words))) if found else []

    def _boxes_of(self, start: int, end: int, words: str) -> Iterator[Rectangle]:
        """The boxes of the glyphs from one place in the keys to another, with the signs around them."""
        first, last = self._owners[start], self._owners[end - 1]
        first = self._extend(first, -1, sum(not sign.isspace() for sign in takewhile(_is_sign, words)))
        last = self._extend(last, 1, sum(not sign.isspace() for sign in takewhile(_is_sign, reversed(words))))
        yield from (box for box in self._boxes[first : last + 1] if box)

    def _extend(self, number: int, step: int, signs: int) -> int:
        """The glyph that is so many signs before or after another; the last one if a letter is nearer."""
        while signs and 0 <= number + step < len(self._boxes) and number + step not in self._letters:
            number += step
            signs -= 1
        return number

    def _find(self, before: str, words: str, after: str) -> tuple[int, int] | None:
        if len(words) < _MIN_CHARS:
            return None
        if len(words) >= _SURE_CHARS or not (before or after):
            count = self._count(words)
            if count < 2:  # noqa: PLR2004 - one place, or none
                return self._place(words, 0, len(words)) if count else None
        for size in _CONTEXTS:
            left, right = before[-size:], after[:size]
            for head, tail in ((left, right), (left, ""), ("", right)):
                if (head or tail) and self._count(head + words + tail) == 1:
                    return self._place(head + words + tail, len(head), len(words))
        return None

    def _count(self, key: str) -> int:
        """How often the page has a key: 0, 1 or 2 for more."""
        first = self._keys.find(key)
        if first < 0:
            return 0
        return 1 if self._keys.find(key, first + 1) < 0 else 2

    def _place(self, key: str, offset: int, length: int) -> tuple[int, int]:
        start = self._keys.index(key) + offset
        return start, start + length


def to_key(text: str) -> str:
    """The letters and digits of a text, without case and marks."""
    if text.isascii():
        return "".join(filter(str.isalnum, text)).lower()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def _is_sign(character: str) -> bool:
    return not to_key(character)


def order_glyphs(
    lines: Sequence[PrintedLine], glyphs: Sequence[tuple[str, Rectangle]]
) -> Iterator[tuple[str, Rectangle | None]]:
    """The glyphs of a page in the order of its lines; a line whose glyphs do not make its text becomes a barrier.

    Args:
        lines: In reading order.
        glyphs: In the order of the file.
    """
    boxes = np.array([box for _, box in glyphs], np.float64).reshape(-1, 4)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    for line in lines:
        key = to_key(line.text)
        inside = (x >= line.left - 1) & (x <= line.right + 1)
        for margin in (_MARGIN * line.size, 0.0):
            high = inside & (y >= line.bottom - margin) & (y <= line.top + margin)
            found = [int(number) for number in np.flatnonzero(high)]
            by_place = sorted(found, key=lambda number: x[number])
            fits = next((one for one in (found, by_place) if _key_of(glyphs, one) == key), None)
            if fits is not None:
                yield from (glyphs[number] for number in fits)
                break
        else:
            yield "", None


def _key_of(glyphs: Sequence[tuple[str, Rectangle]], numbers: Iterable[int]) -> str:
    return "".join(to_key(glyphs[number][0]) for number in numbers)


def _join_boxes(boxes: Iterable[Rectangle]) -> Iterator[Rectangle]:
    """One rectangle for neighbours on a line."""
    run: list[Rectangle] = []
    for box in boxes:
        if run and not _are_neighbours(run[-1], box):
            yield reduce(around, run)
            run = []
        run.append(box)
    if run:
        yield reduce(around, run)


def _are_neighbours(one: Rectangle, other: Rectangle) -> bool:
    height = max(one.top - one.bottom, other.top - other.bottom)
    middle = (other.bottom + other.top) / 2
    gap = max(other.left - one.right, one.left - other.right)
    return one.bottom - _MARGIN * height <= middle <= one.top + _MARGIN * height and gap <= _WORD_GAP * height
