"""Lines in an article that are no part of it: labels, names of other articles, captions said twice. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from index.parsing.html.selection.found_blocks import is_long
from index.parsing.html.selection.page_blocks import link_share, owner_of, tag_of
from index.parsing.html.structure import HEADINGS
from index.parsing.text_builder import Block
from index.text.analyzer import join_words
from index.text.word_files import read_word_list

_WORDS = read_word_list(__file__)
_STARTS = sorted((words for own in _WORDS["starts"].values() for words in own), key=len, reverse=True)
_TEASER = re.compile(rf"\W*(?:{'|'.join(map(re.escape, _STARTS))})(?!\w)[\s:：|>»–—-]*", re.IGNORECASE)
_LISTS = sorted((words for own in _WORDS["lists"].values() for words in own), key=len, reverse=True)
_LABEL = re.compile(
    rf"\W*(?:(?:{'|'.join(map(re.escape, _STARTS))})(?!\w)[^.:：]{{0,40}}|{'|'.join(map(re.escape, _LISTS))})\W*",
    re.IGNORECASE,
)
_LABELS = frozenset(join_words(words) for own in _WORDS["labels"].values() for words in own)
"""Lines that only name an advertisement, a control or a link to more."""

_MAX_CHARS = 250
_MIN_LINKED_SHARE = 0.8
_MIN_TIMES = 3
_NEAR = 2
_PARAGRAPHS = frozenset(("p", "li", "tr", "pre", "code"))
"""Their words may recur."""

_SAID_AGAIN = _PARAGRAPHS | HEADINGS


def drop_teasers(blocks: Sequence[Block]) -> list[Block]:
    """Drop labels, lines that only name another article, and the repetitions of a caption in a gallery."""
    counts = Counter(
        block.text for block in blocks if tag_of(block) not in _PARAGRAPHS and is_long(join_words(block.text))
    )
    said: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        is_repeated = block.text in said and counts[block.text] >= _MIN_TIMES
        is_repeated = is_repeated or _repeats_caption(block, kept[-_NEAR:])
        said.add(block.text)
        if not is_repeated and join_words(block.text) not in _LABELS and not _is_teaser(block):
            kept.append(block)
    return kept


def is_label(text: str) -> bool:
    """Whether a line only says that links to other pages follow."""
    return _LABEL.fullmatch(text) is not None


def _repeats_caption(block: Block, before: Sequence[Block]) -> bool:
    """Whether a block says again what one shortly before it says: captions are written once for each size of a page."""
    words = join_words(block.text)
    if tag_of(block) in _SAID_AGAIN or not is_long(words):
        return False
    return any(tag_of(one) not in _SAID_AGAIN and join_words(one.text).startswith(words) for one in before)


def _is_teaser(block: Block) -> bool:
    """Whether a block begins with such a label, and its other words are links; a heading is none."""
    owner = owner_of(block)
    label = _TEASER.match(block.text)
    if owner is None or label is None or len(block.text) > _MAX_CHARS or tag_of(block) in HEADINGS:
        return False
    rest = len(block.text) - label.end()
    return bool(rest) and link_share(block) * len(block.text) >= _MIN_LINKED_SHARE * rest
