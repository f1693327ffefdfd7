"""The main text of a page: which of its blocks belong to the article. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from lxml.etree import _Element as Element

from index.parsing.html.captions import is_credit
from index.parsing.html.panels import PANEL
from index.parsing.html.selection.article_end import drop_cards, drop_empty_sections
from index.parsing.html.selection.body_rest import take_rest_of_body
from index.parsing.html.selection.enumerations import take_points
from index.parsing.html.selection.found_blocks import (
    MIN_KNOWN_SHARE,
    bare_lines,
    find_known,
    is_long,
    shared_with,
    shingles,
)
from index.parsing.html.selection.inner_blocks import take_inner_blocks
from index.parsing.html.selection.page_blocks import (
    MAX_LINK_SHARE,
    SENTENCE_END,
    elements_around,
    is_prose,
    link_share,
    link_shares,
    owner_of,
    parent_of,
    tag_of,
)
from index.parsing.html.selection.page_parts import take_neighbours, take_standfirst
from index.parsing.html.selection.teaser_lines import drop_teasers
from index.parsing.html.structure import BOILERPLATE, HEADINGS, names_of
from index.parsing.text_builder import Block
from index.text.normalization import canonicalize

_MIN_BODY_SHARE = 0.8
_MIN_COMMON_CLASSES = 0.6
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4}| Uhr)?", re.IGNORECASE)
_MIN_ENTRIES = 2
_NEAR = 4
_MAX_LINKED_ROW = 0.8
_WHOLE_LISTS = frozenset(("ol", "ul", "dl", "table"))
_LISTS = _WHOLE_LISTS | {"tbody"}
_ASIDE = re.compile(
    r"share|social|related|promo|newsletter|subscri|comment|advert|sponsor|byline|breadcrumb|sidebar|widget|cookie"
    r"|popup|pagination|toolbar|signup|sign-up|recommend|trending|popular|teaser|read-?more|author|meta\b|\btags?\b",
    re.IGNORECASE,
)


def select_blocks(blocks: Sequence[Block], found: str, summaries: Sequence[str] = ()) -> list[Block]:
    """The blocks of a page that an extractor found, and those that belong between them.

    Args:
        blocks: All blocks of the page, in order; their owners are elements.
        found: The text that the extractor found.
        summaries: What the page states about itself.

    Returns:
        Some of the blocks, in order; none if they share no words with ``found``.
    """
    lines = [[] if _is_navigation(block) else bare_lines(canonicalize(block.text)) for block in blocks]
    words = [" ".join(one) for one in lines]
    kept = _drop_teasers(blocks, words, find_known(blocks, lines, words, bare_lines(found)))
    kept = _take_parallel_bodies(blocks, words, kept)
    kept = _take_panels(blocks, _fill_gaps(blocks, _take_short_entries(blocks, kept)))
    kept = take_inner_blocks(blocks, take_neighbours(blocks, kept))
    kept = take_points(blocks, take_standfirst(blocks, take_rest_of_body(blocks, kept), summaries))
    kept = drop_empty_sections(blocks, drop_cards(blocks, kept))
    return drop_teasers([block for block, is_kept in zip(blocks, kept, strict=True) if is_kept])


def select_prose(blocks: Sequence[Block]) -> list[Block]:
    """The blocks from the first paragraph of a page to the last one, without lists of links; all if none is prose."""
    prose = [place for place, block in enumerate(blocks) if is_prose(block)]
    if not prose:
        return list(blocks)
    first, last = prose[0], prose[-1]
    while first and tag_of(blocks[first - 1]) in HEADINGS:
        first -= 1
    while last + 1 < len(blocks) and _goes_on(blocks[last], blocks[last + 1]):
        last += 1
    chosen = blocks[first : last + 1]
    return [block for block, share in zip(chosen, link_shares(chosen), strict=True) if share <= MAX_LINK_SHARE]


def _goes_on(block: Block, behind: Block) -> bool:
    """Whether the block behind another one is a short paragraph in the same element, or in the other one."""
    around = {part for part in (owner_of(block), parent_of(block)) if part is not None}
    is_sentence = SENTENCE_END.search(behind.text[-4:] + " ") is not None and link_share(behind) <= MAX_LINK_SHARE
    return tag_of(behind) == "p" and parent_of(behind) in around and is_sentence


def _drop_teasers(blocks: Sequence[Block], words: Sequence[str], kept: list[bool]) -> list[bool]:
    """Drop blocks outside the element with most of the text that repeat its words, as links to the page itself do."""
    lengths: Counter[Element] = Counter()
    for block, is_kept in zip(blocks, kept, strict=True):
        for holder in elements_around(block) if is_kept else ():
            lengths[holder] += len(block.text)
    total = max(lengths.values(), default=0)
    holders = [element for element in lengths if lengths[element] >= _MIN_BODY_SHARE * total]
    if not holders:
        return kept
    body = max(holders, key=lambda element: sum(1 for _ in element.iterancestors()))
    parts = set(body.iter())
    inside = [owner_of(block) in parts for block in blocks]
    said = set(
        shingles(
            [
                word
                for one, is_in, is_kept in zip(words, inside, kept, strict=True)
                if is_in and is_kept
                for word in one.split()
            ]
        )
    )
    return [
        is_kept and (is_in or not is_long(one) or shared_with(one, said) < MIN_KNOWN_SHARE)
        for one, is_in, is_kept in zip(words, inside, kept, strict=True)
    ]


def _take_parallel_bodies(blocks: Sequence[Block], words: Sequence[str], kept: list[bool]) -> list[bool]:
    """Take the blocks of the elements that look like the one that has most of the text: a body can be in parts."""
    lengths: Counter[Element] = Counter()
    for block, is_kept in zip(blocks, kept, strict=True):
        if is_kept and (parent := parent_of(block)) is not None:
            lengths[parent] += len(block.text)
    if not lengths:
        return kept
    body = max(lengths, key=lambda element: lengths[element])
    if not body.get("class") or body.tag in {"body", "html"}:
        return kept
    taken = list(kept)
    known = {one for one, is_kept in zip(words, kept, strict=True) if is_kept}
    alike = {
        parent
        for block, is_kept in zip(blocks, kept, strict=True)
        if not is_kept
        and (parent := parent_of(block)) is not None
        and parent is not body
        and _look_alike(parent, body)
        and is_prose(block)
    }
    parallel = {parent for parent in alike if not _is_aside_of(parent, body)}
    for place, block in enumerate(blocks):
        if parent_of(block) in parallel and words[place] not in known and link_share(block) <= MAX_LINK_SHARE:
            taken[place] = True
    return taken


def _take_short_entries(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Take divisions of a few sentences that look like several long ones, as the answers in a forum do."""
    long = {_entry_of(block) for block, is_kept in zip(blocks, kept, strict=True) if is_kept and is_prose(block)}
    classes = Counter(entry.get("class") for entry in long if entry is not None and entry.get("class"))
    named = next((name for name, count in classes.most_common(1) if count >= _MIN_ENTRIES), None)
    body = next((entry for entry in long if entry is not None and entry.get("class") == named), None)
    if named is None or body is None:
        return kept
    headed = {parent_of(block) for block in blocks if tag_of(block) in HEADINGS}
    return [
        is_kept or (_is_entry(block, body) and parent_of(block) not in headed)
        for block, is_kept in zip(blocks, kept, strict=True)
    ]


def _entry_of(block: Block) -> Element | None:
    """The division whose own words a block is, or the element around a paragraph."""
    owner = owner_of(block)
    return owner if owner is not None and owner.tag == "div" else parent_of(block)


def _is_entry(block: Block, body: Element) -> bool:
    """Whether a block is a division of a few sentences that looks like the body."""
    owner = owner_of(block)
    return (
        owner is not None
        and owner.tag == "div"
        and _look_alike(owner, body)
        and SENTENCE_END.search(block.text) is not None
        and link_share(block) <= MAX_LINK_SHARE
        and not _is_aside_of(owner, body)
    )


def _fill_gaps(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Take the rest of a list or table of which most is kept, and the heading of a paragraph.

    The times of the entries of a live blog are such headings too.
    """
    filled = _take_rest_of_lists(blocks, kept)
    places = [place for place, is_kept in enumerate(kept) if is_kept]
    for one, other in pairwise(places):
        parent = parent_of(blocks[one])
        is_shared = parent is parent_of(blocks[other])
        if parent is not None and is_shared and parent.tag in _LISTS:
            for place in range(one + 1, other):
                is_part = parent_of(blocks[place]) is parent and _is_entry_of_list(blocks[place])
                filled[place] = filled[place] or is_part
    for place, block in enumerate(blocks[:-1]):
        if kept[place + 1] and tag_of(block) in HEADINGS and _heads(block, blocks[place + 1]):
            filled[place] = True
    clocks = [place for place in range(len(blocks) - 1) if filled[place + 1] and _CLOCK.fullmatch(blocks[place].text)]
    for place in clocks if len(clocks) >= _MIN_ENTRIES else ():
        filled[place] = True
    return filled


def _heads(heading: Block, block: Block) -> bool:
    """Whether a heading and the block behind it have an element for themselves, as the entries of a live blog have."""
    if parent_of(heading) is parent_of(block):
        return True
    inner = elements_around(heading)[1:_NEAR]
    return (
        any(part.tag in {"article", "section", "header"} for part in inner)
        and not set(inner).isdisjoint(elements_around(block)[1:_NEAR])
        and link_share(heading) <= MAX_LINK_SHARE
    )


def _take_rest_of_lists(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    taken = list(kept)
    parts: dict[Element, list[int]] = {}
    for place, block in enumerate(blocks):
        around = (part for part in elements_around(block)[1:] if part.tag in _WHOLE_LISTS)
        if (one := next(around, None)) is not None:
            parts.setdefault(one, []).append(place)
    for own in parts.values():
        if 2 * sum(kept[place] for place in own) > len(own):
            for place in own:
                is_rest = _is_entry_of_list(blocks[place]) and not is_credit(blocks[place].text)
                taken[place] = taken[place] or is_rest
    return taken


def _is_entry_of_list(block: Block) -> bool:
    """Whether a block of a list that is kept is more than a link; a row may have its links in one of its cells."""
    return link_share(block) <= (_MAX_LINKED_ROW if tag_of(block) == "tr" else MAX_LINK_SHARE)


def _take_panels(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Take all panels of a group of which one is kept."""
    panels = [next((part for part in elements_around(block) if PANEL in part.attrib), None) for block in blocks]
    groups = [None if panel is None else panel.getparent() for panel in panels]
    known = {group for group, is_kept in zip(groups, kept, strict=True) if is_kept and group is not None}
    return [
        is_kept or (group in known and _belongs_to_panel(block))
        for block, group, is_kept in zip(blocks, groups, kept, strict=True)
    ]


def _belongs_to_panel(block: Block) -> bool:
    return (
        link_share(block) <= MAX_LINK_SHARE
        and not is_credit(block.text)
        and not any(part.tag in BOILERPLATE for part in elements_around(block))
    )


def _look_alike(one: Element, other: Element) -> bool:
    """Whether two elements have the same tag, and most of their classes in common."""
    own, others = (set((element.get("class") or "").split()) for element in (one, other))
    return one.tag == other.tag and len(own & others) >= _MIN_COMMON_CLASSES * len(own | others)


def _is_aside_of(element: Element, body: Element) -> bool:
    """Whether an element is boilerplate by a tag around it, or by a name around it but not around the body."""
    ancestors = list(element.iterancestors())
    if any(part.tag in BOILERPLATE for part in (element, *ancestors)):
        return True
    around = set(body.iterancestors())
    own = (element, *(part for part in ancestors if part not in around))
    return any(_ASIDE.search(names_of(part)) for part in own)


def _is_navigation(block: Block) -> bool:
    owner = owner_of(block)
    return owner is not None and (owner.tag == "nav" or next(owner.iterancestors("nav"), None) is not None)
