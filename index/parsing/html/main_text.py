"""The main text of a page: which of its blocks belong to the article. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml.etree import _Element as Element

from index.parsing.html.structure import BOILERPLATE
from index.parsing.metadata import bare_words
from index.parsing.text_builder import Block
from index.text.normalization import canonicalize

_SHINGLE = 3
_MIN_KNOWN_SHARE = 0.7
_MIN_BODY_SHARE = 0.8
_LONG_WORDS = 6
_LONG_CHARS = 40
_LONG_WIDE_CHARS = 14
_MIN_PROSE_CHARS = 80
_MIN_PARAGRAPH_CHARS = 140
_MAX_LINK_SHARE = 0.35
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»)\]]*(?:\s|$)")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ol", "ul", "dl", "table", "tbody"))
_ASIDE = re.compile(
    r"share|social|related|promo|newsletter|subscri|comment|advert|sponsor|byline|breadcrumb|sidebar|widget|cookie"
    r"|popup|pagination|toolbar|signup|sign-up|recommend|trending|popular|teaser|read-?more|author|meta\b|\btags?\b",
    re.IGNORECASE,
)


def select_blocks(blocks: Sequence[Block], found: str) -> list[Block]:
    """The blocks of a page that an extractor found, and those that belong between them.

    Args:
        blocks: All blocks of the page, in order; their owners are elements.
        found: The text that the extractor found.

    Returns:
        Some of the blocks, in order; none if they share no words with ``found``.
    """
    lines = [[] if _is_navigation(block) else _bare_lines(canonicalize(block.text)) for block in blocks]
    words = [" ".join(one) for one in lines]
    kept = _drop_teasers(blocks, words, _find_known(blocks, lines, words, _bare_lines(found)))
    kept = _take_parallel_bodies(blocks, words, kept)
    kept = _fill_gaps(blocks, kept)
    return [block for block, is_kept in zip(blocks, kept, strict=True) if is_kept]


def select_prose(blocks: Sequence[Block]) -> list[Block]:
    """The blocks from the first paragraph of a page to the last one, without lists of links; all if none is prose."""
    prose = [place for place, block in enumerate(blocks) if _is_prose(block)]
    if not prose:
        return list(blocks)
    first, last = prose[0], prose[-1]
    while first and _tag(blocks[first - 1]) in _HEADINGS:
        first -= 1
    return [block for block in blocks[first : last + 1] if _link_share(block) <= _MAX_LINK_SHARE]


def _bare_lines(text: str) -> list[str]:
    """The words of each line that has any."""
    return list(filter(None, map(bare_words, text.split("\n"))))


def _find_known(
    blocks: Sequence[Block], lines: Sequence[Sequence[str]], words: Sequence[str], found: Sequence[str]
) -> list[bool]:
    """For each block whether its words were found. A short one counts only beside a long one: its words recur.

    Args:
        blocks: All blocks of the page.
        lines: The words of each line of each block.
        words: The words of each block.
        found: The words of each line that was found.
    """
    known = f" {' '.join(found)} "
    shingles = set(_shingles(known.split()))
    known_lines = set(found)
    whole = [
        bool(one) and (known_lines.issuperset(own) or (f" {one} " in known and _is_told_apart(block.text, one)))
        for block, own, one in zip(blocks, lines, words, strict=True)
    ]
    long = [
        _is_long(one) and (is_whole or _share(one, shingles) >= _MIN_KNOWN_SHARE)
        for one, is_whole in zip(words, whole, strict=True)
    ]
    if not any(long):
        return whole
    kept = list(long)
    for places in (range(len(words)), reversed(range(len(words)))):
        before = False
        for place in places:
            kept[place] = kept[place] or (before and whole[place])
            before = kept[place] or (before and not words[place])
    return kept


def _is_told_apart(text: str, words: str) -> bool:
    """Whether a block is long or a sentence; the words of others may recur within a sentence."""
    return _is_long(words) or _SENTENCE_END.search(text) is not None


def _is_long(words: str) -> bool:
    """Whether words are enough to tell a block by; those of CJK scripts are not parted."""
    return words.count(" ") >= _LONG_WORDS - 1 or len(words) >= (_LONG_CHARS if words.isascii() else _LONG_WIDE_CHARS)


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1))


def _share(words: str, known: set[tuple[str, ...]]) -> float:
    own = list(_shingles(words.split()))
    return sum(one in known for one in own) / len(own) if own else 0.0


def _drop_teasers(blocks: Sequence[Block], words: Sequence[str], kept: list[bool]) -> list[bool]:
    """Drop blocks outside the element with most of the text that repeat its words, as links to the page itself do."""
    lengths: Counter[Element] = Counter()
    for block, is_kept in zip(blocks, kept, strict=True):
        for holder in _around(block) if is_kept else ():
            lengths[holder] += len(block.text)
    total = max(lengths.values(), default=0)
    holders = [element for element in lengths if lengths[element] >= _MIN_BODY_SHARE * total]
    if not holders:
        return kept
    body = max(holders, key=lambda element: sum(1 for _ in element.iterancestors()))
    parts = set(body.iter())
    inside = [_owner(block) in parts for block in blocks]
    said = set(
        _shingles(
            [
                word
                for one, is_in, is_kept in zip(words, inside, kept, strict=True)
                if is_in and is_kept
                for word in one.split()
            ]
        )
    )
    return [
        is_kept and (is_in or not _is_long(one) or _share(one, said) < _MIN_KNOWN_SHARE)
        for one, is_in, is_kept in zip(words, inside, kept, strict=True)
    ]


def _take_parallel_bodies(blocks: Sequence[Block], words: Sequence[str], kept: list[bool]) -> list[bool]:
    """Take the blocks of the elements that look like the one that has most of the text: a body can be in parts."""
    lengths: Counter[Element] = Counter()
    for block, is_kept in zip(blocks, kept, strict=True):
        if is_kept and (parent := _parent(block)) is not None:
            lengths[parent] += len(block.text)
    if not lengths:
        return kept
    body = max(lengths, key=lambda element: lengths[element])
    look = _look(body)
    if not body.get("class") or body.tag in {"body", "html"}:
        return kept
    taken = list(kept)
    known = {one for one, is_kept in zip(words, kept, strict=True) if is_kept}
    alike = {
        parent
        for block, is_kept in zip(blocks, kept, strict=True)
        if not is_kept
        and (parent := _parent(block)) is not None
        and parent is not body
        and _look(parent) == look
        and _is_prose(block)
    }
    parallel = {parent for parent in alike if not _is_aside_of(parent, body)}
    for place, block in enumerate(blocks):
        if _parent(block) in parallel and words[place] not in known and _link_share(block) <= _MAX_LINK_SHARE:
            taken[place] = True
    return taken


def _fill_gaps(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Take what is between two items of a list, rows of a table or lines of code, and the heading of a paragraph."""
    filled = list(kept)
    places = [place for place, is_kept in enumerate(kept) if is_kept]
    for one, other in pairwise(places):
        parent = _parent(blocks[one])
        is_shared = parent is _parent(blocks[other])
        if parent is not None and is_shared and parent.tag in _LISTS:
            for place in range(one + 1, other):
                filled[place] = _parent(blocks[place]) is parent and _link_share(blocks[place]) <= _MAX_LINK_SHARE
    for place, block in enumerate(blocks[:-1]):
        if kept[place + 1] and _tag(block) in _HEADINGS and _parent(block) is _parent(blocks[place + 1]):
            filled[place] = True
    return filled


def _is_prose(block: Block) -> bool:
    """Whether a block is a paragraph of sentences rather than a teaser or an entry of a menu."""
    length = len(block.text)
    if length < _MIN_PROSE_CHARS or _link_share(block) > _MAX_LINK_SHARE:
        return False
    return length >= _MIN_PARAGRAPH_CHARS or _SENTENCE_END.search(block.text) is not None


def _owner(block: Block) -> Element | None:
    return block.owner if isinstance(block.owner, Element) else None


def _around(block: Block) -> tuple[Element, ...]:
    """The owner of a block and the elements around it."""
    owner = _owner(block)
    return () if owner is None else (owner, *owner.iterancestors())


def _parent(block: Block) -> Element | None:
    owner = _owner(block)
    return None if owner is None else owner.getparent()


def _tag(block: Block) -> str:
    owner = _owner(block)
    return "" if owner is None else str(owner.tag)


def _look(element: Element) -> tuple[str, str]:
    return str(element.tag), " ".join((element.get("class") or "").split())


def _is_aside_of(element: Element, body: Element) -> bool:
    """Whether an element is boilerplate by a tag around it, or by a name around it but not around the body."""
    ancestors = list(element.iterancestors())
    if any(part.tag in BOILERPLATE for part in (element, *ancestors)):
        return True
    around = set(body.iterancestors())
    own = (element, *(part for part in ancestors if part not in around))
    return any(_ASIDE.search(" ".join((part.get("class") or "", part.get("id") or ""))) for part in own)


def _is_navigation(block: Block) -> bool:
    owner = _owner(block)
    return owner is not None and (owner.tag == "nav" or next(owner.iterancestors("nav"), None) is not None)


def _link_share(block: Block) -> float:
    """The share of a block's characters that are in links."""
    owner = _owner(block)
    if owner is None or not block.text:
        return 0.0
    linked = sum(len("".join(anchor.itertext()).strip()) for anchor in owner.iter("a"))
    if next(owner.iterancestors("a"), None) is not None:
        linked = len(block.text)
    return linked / max(len("".join(owner.itertext()).strip()), 1)
