"""The rest of an article: paragraphs between and behind the kept ones, parallel parts, notes. Pure.

Extractors leave paragraphs out, and end an article too early.
"""

import re
from collections import Counter
from collections.abc import Sequence

from lxml.etree import _Element as Element

from index.parsing.html.captions import is_credit
from index.parsing.html.selection.inner_blocks import ASIDE, SHOWN
from index.parsing.html.selection.page_blocks import (
    MAX_LINK_SHARE,
    SENTENCE_END,
    elements_around,
    is_prose,
    link_share,
    owner_of,
    tag_of,
)
from index.parsing.html.structure import BOILERPLATE, HEADINGS, names_of
from index.parsing.text_builder import Block

_OTHER = re.compile(
    rf"{ASIDE.pattern}|{SHOWN.pattern}|foot|bio\b|about|more\b|latest|next|copyright|legal|contact|donat",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?<![a-z])(?:foot|end)-?notes?(?![a-z])", re.IGNORECASE)
_MIN_BODY_SHARE = 0.8
_MAX_DEPTH = 3
_NEAR = 8


def take_rest_of_body(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Take paragraphs of the element that has most of the kept text, and the notes of the article.

    Args:
        blocks: All blocks of the page.
        kept: Which of them belong to the article so far.
    """
    body = _find_body(blocks, kept)
    taken = list(kept)
    if body is None:
        return taken
    parts = _list_parallel_parts(body, blocks)
    headings = {part.getprevious() for part in parts}
    prose = [place for place, block in enumerate(blocks) if kept[place] and is_prose(block)]
    for place, block in enumerate(blocks):
        around = elements_around(block)
        if kept[place] or link_share(block) > MAX_LINK_SHARE or is_credit(block.text):
            continue
        if owner_of(block) in headings:
            taken[place] = True
            continue
        depth = next((at for at, one in enumerate(around) if one is body or one in parts), None)
        if any(_NOTES.search(names_of(one)) for one in around[:_NEAR]):
            taken[place] = not any(one.tag in BOILERPLATE for one in around)
        elif depth is not None and around[depth] in parts:
            taken[place] = not _is_other(around[:depth])
        elif depth is not None:
            reach = _MAX_DEPTH if prose[0] < place < prose[-1] else 0
            taken[place] = depth <= reach and _is_paragraph(block) and not _is_other(around[:depth])
    return taken


def _find_body(blocks: Sequence[Block], kept: Sequence[bool]) -> Element | None:
    """The innermost element with most of the kept text; None if it is the whole page."""
    lengths: Counter[Element] = Counter()
    for block, is_kept in zip(blocks, kept, strict=True):
        for holder in elements_around(block) if is_kept and is_prose(block) else ():
            lengths[holder] += len(block.text)
    total = max(lengths.values(), default=0)
    holders = [element for element in lengths if lengths[element] >= _MIN_BODY_SHARE * total]
    body = max(holders, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
    return None if body is None or body.tag in {"html", "body", "p"} else body


def _list_parallel_parts(body: Element, blocks: Sequence[Block]) -> set[Element]:
    """The elements behind the body, below a heading each, that have its class and paragraphs."""
    name = body.get("class")
    beside = [one for one in body.itersiblings(body.tag) if name and one.get("class") == name]
    headed = {one for one in beside if (before := one.getprevious()) is not None and before.tag in HEADINGS}
    with_prose = {element for block in blocks if headed and is_prose(block) for element in elements_around(block)}
    return headed & with_prose


def _is_paragraph(block: Block) -> bool:
    owner = owner_of(block)
    is_text = tag_of(block) in {"p", "div", "section", "article"} and owner is not None
    return is_text and is_prose(block) and SENTENCE_END.search(block.text[-4:] + " ") is not None


def _is_other(inner: Sequence[Element]) -> bool:
    """Whether the elements between a block and the body name it as something else."""
    return any(one.tag in BOILERPLATE or _OTHER.search(names_of(one)) for one in inner)
