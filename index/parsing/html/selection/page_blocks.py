"""The blocks of a page and the elements that they come from. Pure."""

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from index.parsing.text_builder import Block
from index.text.scripts import DENSE_FROM

MAX_LINK_SHARE = 0.35
"""A block with a larger share of its characters in links is no prose."""

SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»)\]]*(?:\s|$)")
_MIN_PROSE_CHARS = 80
_MIN_PARAGRAPH_CHARS = 140


def is_prose(block: Block) -> bool:
    """Whether a block is a paragraph of sentences rather than a teaser or an entry of a menu."""
    length = len(block.text) + sum(character >= DENSE_FROM for character in block.text)
    if length < _MIN_PROSE_CHARS or link_share(block) > MAX_LINK_SHARE:
        return False
    return length >= _MIN_PARAGRAPH_CHARS or SENTENCE_END.search(block.text) is not None


def owner_of(block: Block) -> Element | None:
    """The element that a block comes from."""
    return block.owner if isinstance(block.owner, Element) else None


def elements_around(block: Block) -> tuple[Element, ...]:
    """The owner of a block and the elements around it."""
    owner = owner_of(block)
    return () if owner is None else (owner, *owner.iterancestors())


def parent_of(block: Block) -> Element | None:
    """The element around the owner of a block."""
    owner = owner_of(block)
    return None if owner is None else owner.getparent()


def tag_of(block: Block) -> str:
    """The tag of the owner of a block; empty if it has none."""
    owner = owner_of(block)
    return "" if owner is None else str(owner.tag)


def link_share(block: Block) -> float:
    """The share of a block's characters that are in links."""
    owner = owner_of(block)
    if owner is None or not block.text:
        return 0.0
    linked = sum(len("".join(anchor.itertext()).strip()) for anchor in owner.iter("a"))
    if next(owner.iterancestors("a"), None) is not None:
        linked = len(block.text)
    return linked / max(len("".join(owner.itertext()).strip()), 1)


def link_shares(blocks: Sequence[Block]) -> list[float]:
    """The ``link_share`` of each block, in time that grows with the page: blocks of one element share it."""
    known: dict[Element | None, float] = {}
    for block in blocks:
        owner = owner_of(block)
        if owner not in known:
            known[owner] = link_share(block)
    return [known[owner_of(block)] for block in blocks]
