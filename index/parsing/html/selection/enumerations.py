"""Enumerations: short blocks that numbers or letters tell apart, as the points of a law. Pure.

Extractors leave out what is short.
"""

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from index.parsing.html.selection.page_blocks import MAX_LINK_SHARE, elements_around, link_share
from index.parsing.html.structure import BOILERPLATE
from index.parsing.text_builder import Block

_NUMBER = r"\d{1,3}|[ivxlcIVXLC]{1,6}|[一二三四五六七八九十百]{1,4}|[^\W\d_]{1,2}"
_POINT = re.compile(
    rf"[(（\[]?(?P<mark>{_NUMBER})(?:[.．)）\]、](?!\d)|:\s)\s?\S"
    r"|(?P<sign>[§第]\s?[\d〇一二三四五六七八九十百千]{1,6}(?:[条條章節节項项款]|\b))"
)
_MIN_POINTS = 2
_NEAR = 4


def take_points(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Take runs of points directly behind or before a kept block of the same element."""
    taken = list(kept)
    for start, end in _find_runs(blocks):
        beside = [place for place in (start - 1, *range(start, end), end) if 0 <= place < len(blocks) and kept[place]]
        holders = _holders(blocks[start])
        if any(not holders.isdisjoint(_holders(blocks[place])) for place in beside):
            taken[start:end] = [True] * (end - start)
    return taken


def _find_runs(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The places at which runs of points with different marks begin and end."""
    start = 0
    marks: set[str] = set()
    for place in range(len(blocks) + 1):
        mark = _mark_of(blocks[place]) if place < len(blocks) else None
        if mark is not None:
            marks.add(mark)
            continue
        if len(marks) >= _MIN_POINTS:
            yield start, place
        start, marks = place + 1, set()


def _mark_of(block: Block) -> str | None:
    """The mark of a point; None for any other block."""
    found = _POINT.match(block.text)
    if found is None or link_share(block) > MAX_LINK_SHARE:
        return None
    return None if any(part.tag in BOILERPLATE for part in elements_around(block)) else found["mark"] or found["sign"]


def _holders(block: Block) -> set[Element]:
    """The elements around the owner of a block; the cells of a table and its rows are such elements too."""
    return {part for part in elements_around(block)[1 : _NEAR + 1] if part.tag not in {"body", "html"}}
