"""The end of an article: cards of other pages below it, and headings whose links were left out. Pure."""

from collections.abc import Sequence

from index.parsing.html.selection.page_blocks import (
    MAX_LINK_SHARE,
    SENTENCE_END,
    is_prose,
    link_shares,
    parent_of,
    tag_of,
)
from index.parsing.html.selection.teaser_lines import is_label
from index.parsing.html.structure import HEADINGS
from index.parsing.html.text import block_level
from index.parsing.text_builder import Block

_MIN_LINKED_HEADING = 0.5
_MIN_LINKED_LINE = 0.9
_MAX_CARD_CHARS = 250
_MIN_CARDS = 2
_MIN_ARTICLE_SHARE = 0.6


def drop_cards(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Drop the cards of other pages at the end of the kept blocks: headings that are links, each with a few words.

    They are an article's end only if most of the text is before them, and a heading or a second card shows that they
    are a list.
    """
    shares = link_shares(blocks)
    places = [place for place, is_kept in enumerate(kept) if is_kept]
    start, cards, beside = len(places), 0, 0
    for at in range(len(places) - 1, -1, -1):
        block, share = blocks[places[at]], shares[places[at]]
        if _is_card(block, share):
            start, cards, beside = at, cards + 1, 0
            continue
        is_title = cards > 0 and beside == 0 and tag_of(block) in HEADINGS
        if is_title or (cards > 0 and beside == 0 and is_label(block.text)):
            start, cards = at, max(cards, _MIN_CARDS)
            continue
        beside += len(block.text)
        if is_prose(block) and beside > _MAX_CARD_CHARS:
            break
    length = sum(len(blocks[place].text) for place in places)
    before = sum(len(blocks[place].text) for place in places[:start])
    if cards < _MIN_CARDS or before < _MIN_ARTICLE_SHARE * length or _is_digest(blocks, shares, places, start):
        return list(kept)
    cut = set(places[start:])
    return [is_kept and place not in cut for place, is_kept in enumerate(kept)]


def _is_digest(blocks: Sequence[Block], shares: Sequence[float], places: Sequence[int], start: int) -> bool:
    """Whether the text before the cards has such headings in the same element: an article can be a list of links."""
    linked = [
        at
        for at, place in enumerate(places)
        if tag_of(blocks[place]) in HEADINGS and shares[place] >= _MIN_LINKED_HEADING
    ]
    holders = {parent_of(blocks[places[at]]) for at in linked if at >= start}
    return sum(at < start and parent_of(blocks[places[at]]) in holders for at in linked) >= _MIN_CARDS


def _is_card(block: Block, share: float) -> bool:
    if tag_of(block) in HEADINGS:
        return share >= _MIN_LINKED_HEADING
    is_line = tag_of(block) in {"p", "div"} and share >= _MIN_LINKED_LINE
    return is_line and len(block.text) <= _MAX_CARD_CHARS and SENTENCE_END.search(block.text) is None


def drop_empty_sections(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Drop headings and labels of lists of links that were left out, and headings with nothing behind them."""
    shares = link_shares(blocks)
    left = list(kept)
    following = len(blocks)
    for place in range(len(blocks) - 1, -1, -1):
        if not left[place]:
            continue
        block, behind = blocks[place], range(place + 1, following)
        level = block_level(block)
        is_last = following == len(blocks)
        has_links = bool(behind) and all(shares[one] > MAX_LINK_SHARE for one in behind)
        if level:
            next_level = 0 if is_last else block_level(blocks[following])
            is_empty = is_last or (has_links and 0 < next_level <= level)
        else:
            is_empty = is_label(block.text) and (is_last or has_links)
        if is_empty and any(left[:place]):
            left[place] = False
        else:
            following = place
    return left
