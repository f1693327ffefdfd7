"""Blocks between the kept paragraphs of an element: tables, lists, quotations, sentences, labels of steps. Pure.

Extractors leave out a list or a table that they take for navigation, and paragraphs that are short.
"""

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from index.parsing.html.captions import is_credit
from index.parsing.html.selection.page_blocks import (
    MAX_LINK_SHARE,
    SENTENCE_END,
    elements_around,
    is_prose,
    link_share,
    owner_of,
    parent_of,
    tag_of,
)
from index.parsing.html.structure import BOILERPLATE, names_of
from index.parsing.text_builder import Block

ASIDE = re.compile(
    r"related|promo|newsletter|subscri|comment|\bads?\b|advert|sponsor|byline|breadcrumb|sidebar|widget|cookie|popup|modal"
    r"|pagination|toolbar|sign-?up|recommend|trending|popular|teaser|read-?more|author|meta\b|\btags?\b|\bnav|menu|\btoc\b"
    r"|outbrain|taboola|disclaimer|login|\bdates?\b|card",
    re.IGNORECASE,
)
"""What a part beside the text is named after."""

SHOWN = re.compile(
    r"share|social|gallery|carousel|slide|swiper|thumb|caption|video|photo|image|figure|embed|credit|player|inline-?list",
    re.IGNORECASE,
)
"""What a sentence, or a list that is no part of the text, is named after."""

_WHOLES = frozenset(("table", "dl", "blockquote", "pre"))
_LISTS = frozenset(("ul", "ol"))
_SENTENCES = frozenset(("p", "div"))
_MAX_LINKED_ROW = 0.5
_NEAR = 3
_MAX_LABEL_CHARS = 60
_MIN_LABELS = 2
_MIN_WORDS = 3


def take_inner_blocks(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Take what is between two kept paragraphs of the same element and has no other name."""
    reach: dict[Element, range] = {}
    for place, block in enumerate(blocks):
        if kept[place] and is_prose(block):
            for element in elements_around(block)[1 : _NEAR + 1]:
                reach[element] = range(reach[element].start if element in reach else place + 1, place)
    taken = list(kept)
    for place, block in enumerate(blocks):
        if kept[place]:
            continue
        around = elements_around(block)
        depth = next((n for n, one in enumerate(around) if place in reach.get(one, ())), None)
        taken[place] = depth is not None and _is_part_of_text(block, around[:depth])
    return _take_labels(blocks, taken)


def _is_part_of_text(block: Block, inner: Sequence[Element]) -> bool:
    """Whether a block is a part of the text around it.

    Args:
        block: The block.
        inner: The elements around it, as far as they are within the element around the paragraphs.
    """
    if (
        link_share(block) > (_MAX_LINKED_ROW if tag_of(block) == "tr" else MAX_LINK_SHARE)
        or is_credit(block.text)
        or any(one.tag in BOILERPLATE for one in inner)
    ):
        return False
    names = " ".join(map(names_of, inner))
    if ASIDE.search(names):
        return False
    if any(one.tag in _WHOLES for one in inner):
        return True
    if SHOWN.search(names):
        return False
    if inner and inner[-1].tag in _LISTS:
        return True
    is_direct = not inner or (len(inner) == 1 and inner[0].tag in _SENTENCES)
    return is_direct and len(block.text.split()) >= _MIN_WORDS and _ends_a_sentence(block.text)


def _ends_a_sentence(text: str) -> bool:
    return any(found.end() == len(text) for found in SENTENCE_END.finditer(text))


def _take_labels(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Take the words directly in a division before its first kept paragraph, if several divisions begin so."""
    labels: dict[str, list[int]] = {}
    for place, block in enumerate(blocks[:-1]):
        owner = owner_of(block)
        is_label = (
            not kept[place]
            and kept[place + 1]
            and owner is not None
            and tag_of(block) == "div"
            and parent_of(blocks[place + 1]) is owner
            and len(block.text) <= _MAX_LABEL_CHARS
            and not link_share(block)
            and not is_credit(block.text)
        )
        if is_label and owner is not None:
            labels.setdefault(owner.get("class") or "", []).append(place)
    taken = list(kept)
    for places in labels.values():
        for place in places if len(places) >= _MIN_LABELS else ():
            taken[place] = True
    return taken
