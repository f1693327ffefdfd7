"""The blocks of a page that an extractor found, by their words. Pure."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.parsing.html.captions import is_credit
from index.parsing.html.selection.page_blocks import SENTENCE_END, tag_of
from index.parsing.html.structure import HEADINGS
from index.parsing.text_builder import Block
from index.text.analyzer import join_words

MIN_KNOWN_SHARE = 0.7
"""A long block with this share of its runs of words in a text is a part of it."""

_SHINGLE = 3
_LONG_WORDS = 6
_LONG_CHARS = 40
_LONG_WIDE_CHARS = 14
_PARTS_OF_LISTS = frozenset(("li", "dt", "dd", "tr", "td", "th", "pre", "code"))


def find_known(
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
    known_runs = set(shingles(known.split()))
    known_lines = set(found)
    whole = [
        bool(one)
        and (
            known_lines.issuperset(own)
            or one in known_lines
            or (f" {one} " in known and _is_told_apart(block.text, one))
        )
        for block, own, one in zip(blocks, lines, words, strict=True)
    ]
    long = [
        is_long(one) and (is_whole or shared_with(one, known_runs) >= MIN_KNOWN_SHARE)
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
    told = [is_whole and _is_text(block) for block, is_whole in zip(blocks, whole, strict=True)]
    taken = _take_in_order(lines, found, kept, long, told)
    backwards = ([one[::-1] for one in lines[::-1]], found[::-1], taken[::-1], long[::-1], told[::-1])
    taken = _take_in_order(*backwards)[::-1]
    for place in reversed(range(len(blocks))):  # a heading without a text is that of comments or of other articles
        if taken[place] and not kept[place] and tag_of(blocks[place]) in HEADINGS:
            taken[place] = False
        elif taken[place]:
            break
    return taken


def bare_lines(text: str) -> list[str]:
    """The words of each line that has any."""
    return list(filter(None, map(join_words, text.split("\n"))))


def is_long(words: str) -> bool:
    """Whether words are enough to tell a block by; those of CJK scripts are not parted."""
    return words.count(" ") >= _LONG_WORDS - 1 or len(words) >= (_LONG_CHARS if words.isascii() else _LONG_WIDE_CHARS)


def shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The runs of three words."""
    return (tuple(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1))


def shared_with(words: str, known: set[tuple[str, ...]]) -> float:
    """The share of the runs of words that are known, in [0, 1]."""
    own = list(shingles(words.split()))
    return sum(one in known for one in own) / len(own) if own else 0.0


def _is_text(block: Block) -> bool:
    """Whether a short block is a part of a text, not the label of a picture or of a control."""
    tag = tag_of(block)
    is_part = tag in HEADINGS or tag in _PARTS_OF_LISTS or SENTENCE_END.search(block.text) is not None
    return is_part and not is_credit(block.text)


def _take_in_order(
    lines: Sequence[Sequence[str]], found: Sequence[str], kept: list[bool], long: Sequence[bool], told: Sequence[bool]
) -> list[bool]:
    """Take short blocks behind a long one that were found behind it too, and before the next long one.

    Args:
        lines: The words of each line of each block.
        found: The words of each line that was found.
        kept: The blocks that are kept already.
        long: The blocks that are found and long.
        told: The blocks that are found and may be taken.
    """
    places: dict[str, list[int]] = {}
    for place, line in enumerate(found):
        places.setdefault(line, []).append(place)

    def locate(block: int, start: int, end: int) -> int:
        known = places.get(lines[block][0], []) if lines[block] else []
        at = bisect_left(known, start)
        return known[at] if at < len(known) and known[at] < end else -1

    anchors: dict[int, int] = {}
    after = 0
    for block in range(len(lines)):
        at = locate(block, after, len(found)) if long[block] else -1
        if at >= 0:
            anchors[block], after = at, at + 1
    if not anchors:
        return kept
    taken = list(kept)
    ends = [*list(anchors.values())[1:], len(found)]
    for (anchor, at), end, last in zip(anchors.items(), ends, [*list(anchors)[1:], len(lines)], strict=True):
        after = at + len(lines[anchor])
        for block in range(anchor + 1, last):
            here = locate(block, after, end) if told[block] else -1
            if here >= 0:
                taken[block], after = True, here + len(lines[block])
    return taken


def _is_told_apart(text: str, words: str) -> bool:
    """Whether a block is long or a sentence; the words of others may recur within a sentence."""
    return is_long(words) or SENTENCE_END.search(text) is not None
