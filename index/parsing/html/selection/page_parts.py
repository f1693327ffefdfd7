"""Parts of a page that extractors leave out or take in: notes, pull quotes, standfirsts. Pure."""

import re
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement

from index.parsing.html.selection.found_blocks import is_long
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
from index.parsing.html.structure import BLOCKS, names_of
from index.parsing.html.text import inner_words
from index.parsing.text_builder import Block
from index.text.analyzer import join_words

_STANDFIRST = re.compile(
    r"\bdek\b|p-dek|stand-?first|sub-?(?:title|head)|summary|\blede?\b|\blead(?:er)?\b|leadtext|intro|preface|chapo|vorspann"
    r"|excerpt|\bdeck\b|teaser-?text|article-?teaser|description|hook\b|tagline|abstract",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"(?:^|[\s_-])abstract(?:\s|$)|doc-abstract", re.IGNORECASE)
_ASIDE = re.compile(
    r"related|promo|newsletter|subscri|comment|advert|sponsor|byline|sidebar|widget|cookie|recommend|trending|popular"
    r"|teaser|read-?more|author|gallery|carousel|video|credit|share|social|disclaimer|caption",
    re.IGNORECASE,
)
_PARTS = ("nav", "aside", "footer", "header", "form", "menu", "dialog", "button", "select", "textarea", "input")
_NAMED_PARTS = re.compile(
    r"nav|menu|side|foot|head|comment|share|social|cookie|related|banner|\bads?\b|promo|widget|breadcrumb|bar\b|toc"
    r"|author|meta|byline|popup|modal|login|search|subscri|newsletter|tag|caption|pag(?:er|ination)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?<![a-z])(?:(?:foot)?notes?|tip|warning|caution|important|call-?out|admonition|(?:fact|info)-?box|explainer"
    r"|definition|side-?note)(?![a-z])",
    re.IGNORECASE,
)
_SIDE_NOTE = re.compile(r"^(?:side|margin)-?note$|(?:^|\s)ltx_note(?:\s|$)", re.IGNORECASE)
_MARK_OF_NOTE = re.compile(r"(?:^|[\s_-])note[-_]?mark", re.IGNORECASE)
_PULL_QUOTE = re.compile(r"pull[-_]?quote|quote[-_]{1,2}pull|pulled[-_]?quote", re.IGNORECASE)
_MIN_QUOTED_WORDS = 5
_MIN_QUOTED_SHARE = 0.5
_MIN_PARAGRAPHS_AROUND = 2
_MAX_LINKED = 0.05
_MAX_BETWEEN = 30
_MAX_HEAD_BLOCKS = 12
_MAX_HEAD_CHARS = 200
_MAX_STANDFIRST_CHARS = 1000
_MIN_STANDFIRST_CHARS = 40
_CUT_OFF = 10
"""A summary that is cut off ends within a word; a tenth of it may differ."""

_NEAR = 4
_MIN_SUBTITLE_WORDS = 3
_STATED = frozenset(("description", "abstract", "alternativeheadline"))
"""The names of a standfirst in microdata."""


def is_plain_page(tree: HtmlElement, blocks: Sequence[Block]) -> bool:
    """Whether a page is a text alone, as programs write it: nothing in it is named as anything else, or leads away."""
    body = tree.find("body")
    if body is None or next(body.iter(*_PARTS), None) is not None:
        return False
    names = map(names_of, body.iter(etree.Element))
    if any(_NAMED_PARTS.search(name) for name in names):
        return False
    shares = link_shares(blocks)
    linked = sum(len(block.text) for block, share in zip(blocks, shares, strict=True) if share > MAX_LINK_SHARE)
    return linked <= _MAX_LINKED * sum(len(block.text) for block in blocks)


def open_notes(tree: HtmlElement) -> None:
    """Turn the asides of an article that explain it into divisions, and notes in its margin into paragraphs."""
    for aside in list(tree.iter("aside")):
        names = names_of(aside)
        role = aside.get("role") or ""
        is_named = role.startswith(("doc-", "note")) or _NOTE.search(names)
        is_between = (
            not (names.strip() or role)
            and next(aside.iter(*BLOCKS - {"aside"}), None) is None
            and len(aside.getparent().findall("p")) >= _MIN_PARAGRAPHS_AROUND
        )
        linked = sum(len(inner_words(anchor)) for anchor in aside.iter("a"))
        if (
            (is_named or is_between)
            and not _ASIDE.search(names)
            and any(part.tag in {"article", "main"} or part.get("role") == "main" for part in aside.iterancestors())
            and next(aside.iter("form", "nav", "button", "input"), None) is None
            and linked <= MAX_LINK_SHARE * len(inner_words(aside))
        ):
            aside.tag = "div"
            aside.attrib.clear()
    for note in reversed(list(tree.iter("span"))):
        paragraph = next(note.iterancestors("p"), None)
        if paragraph is not None and _SIDE_NOTE.search(note.get("class") or ""):
            moved = deepcopy(note)
            for mark in list(moved.iter("sup", "span")):
                if _MARK_OF_NOTE.search(mark.get("class") or ""):
                    mark.drop_tree()
            for number in moved.iter("span"):
                if inner_words(number).isdecimal():
                    number.tail = f" {(number.tail or '').lstrip()}"
            moved.tag, moved.tail = "p", None
            moved.attrib.clear()
            note.drop_tree()
            paragraph.addnext(moved)


def drop_pull_quotes(tree: HtmlElement) -> None:
    """Remove pull quotes that repeat words of the text, or of a pull quote before them."""
    quotes = [part for part in tree.xpath("//*[@class or @role]") if _is_pull_quote(part)]
    if not quotes:
        return
    text, quoted = _spaced(tree), "".join(map(_spaced, quotes))
    said: set[str] = set()
    for quote in quotes:
        least = max(_MIN_QUOTED_SHARE * len(_spaced(quote).split()), _MIN_QUOTED_WORDS)
        parts = map(_spaced, (quote, *quote.iter("p", "blockquote", "div", "span")))
        own = {words for words in parts if len(words.split()) >= least}
        if any(words in said or text.count(words) > quoted.count(words) for words in own):
            quote.drop_tree()
        said |= own


def take_standfirst(blocks: Sequence[Block], kept: list[bool], summaries: Sequence[str]) -> list[bool]:
    """Take the abstract or the sentences between the heading of an article and its first paragraph, which sum it up.

    Args:
        blocks: All blocks of the page.
        kept: Which of them belong to the article so far.
        summaries: What the page states about itself for search engines and previews. The block that says so is taken.
    """
    first = next((place for place, block in enumerate(blocks) if kept[place] and is_prose(block)), None)
    kept = _take_summary(blocks, kept, first or 0, list(map(join_words, summaries)))
    before = range(first or 0)
    headings = [place for place in before if _is_in_h1(blocks[place])]
    heading = max(headings or [place for place in before if tag_of(blocks[place]) == "h2"], default=None)
    if first is None or heading is None or first - heading > _MAX_BETWEEN:
        return kept
    taken = list(kept)
    for place in range(heading + 1, first):
        taken[place] = kept[place] or _is_standfirst(blocks[place]) or _is_in_abstract(blocks[place])
    return taken


def list_head(blocks: Sequence[Block], chosen: Sequence[Block]) -> str:
    """The lines between the heading of an article and its first paragraph, which name its author and its date.

    Args:
        blocks: All blocks of the page.
        chosen: Those of the article.
    """
    first = next((block.text for block in chosen if is_prose(block)), "")
    place = next((place for place, block in enumerate(blocks) if block.text == first), 0)
    heading = max((one for one in range(place) if _is_in_h1(blocks[one])), default=place)
    if place - heading > _MAX_HEAD_BLOCKS:
        return ""
    return "\n".join(block.text for block in blocks[heading + 1 : place] if len(block.text) <= _MAX_HEAD_CHARS)


def _take_summary(blocks: Sequence[Block], kept: list[bool], first: int, summaries: Sequence[str]) -> list[bool]:
    """Take the block nearest to the first paragraph that says what a page states about itself."""
    if not summaries or any(_is_summary(block, summaries) for block, own in zip(blocks, kept, strict=True) if own):
        return kept
    near = range(min(first + _NEAR, len(blocks) - 1), max(first - _MAX_BETWEEN, 0) - 1, -1)
    place = next((place for place in near if _is_summary(blocks[place], summaries)), None)
    return kept if place is None else [*kept[:place], True, *kept[place + 1 :]]


def _is_summary(block: Block, summaries: Sequence[str]) -> bool:
    words = join_words(block.text)
    if link_share(block) > MAX_LINK_SHARE or tag_of(block) == "h1":
        return False
    if not is_long(words):
        return words.count(" ") >= _MIN_SUBTITLE_WORDS - 1 and words in summaries
    summaries = list(filter(is_long, summaries))
    # A summary may be cut off, and a block may have a place before it, or go on behind it.
    return any(
        words.startswith(one[: -len(one) // _CUT_OFF])
        or one.startswith(words)
        or (one in words and len(one) >= len(words) // 2)
        for one in summaries
    )


def take_neighbours(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Take the paragraph beside a kept one of the same parent, and sentences beside it directly in that parent."""
    taken = list(kept)
    places = range(len(blocks))
    for place, neighbour in [*zip(places[1:], places, strict=False), *zip(places[-2::-1], places[:0:-1], strict=True)]:
        block, parent = blocks[place], parent_of(blocks[neighbour])
        taken[place] = taken[place] or (
            taken[neighbour]
            and is_prose(blocks[neighbour])
            and parent is not None
            and (owner_of(block) is parent or (tag_of(block) == "p" and parent_of(block) is parent))
            and is_prose(block)
            and SENTENCE_END.search(block.text) is not None
            and _ASIDE.search(_names_of(block)[0]) is None
        )
    return taken


def _is_pull_quote(element: HtmlElement) -> bool:
    is_named = element.get("role") == "doc-pullquote" or _PULL_QUOTE.search(element.get("class") or "") is not None
    return is_named and not any(_PULL_QUOTE.search(part.get("class") or "") for part in element.iterancestors())


def _spaced(element: HtmlElement) -> str:
    """The words of an element, each between two blanks of its own, so that runs of words can be counted."""
    return f" {join_words(inner_words(element)).replace(' ', '  ')} "


def _is_standfirst(block: Block) -> bool:
    names = " ".join(_names_of(block))
    others = _STANDFIRST.sub(" ", names)
    parent = parent_of(block)
    is_in_head = tag_of(block) in {"h2", "header"} or (parent is not None and parent.tag == "header")
    if not _MIN_STANDFIRST_CHARS <= len(block.text) <= _MAX_STANDFIRST_CHARS or link_share(block) > MAX_LINK_SHARE:
        return False
    if any((part.get("itemprop") or "").lower() in _STATED for part in elements_around(block)[:2]):
        return True
    return (
        SENTENCE_END.search(block.text) is not None
        and (others != names or is_in_head)
        and _ASIDE.search(others) is None
    )


def _is_in_abstract(block: Block) -> bool:
    names = (f"{names_of(part)} {part.get('role') or ''}" for part in elements_around(block))
    return link_share(block) <= MAX_LINK_SHARE and any(_ABSTRACT.search(name) for name in names)


def _names_of(block: Block) -> list[str]:
    """The classes and ids of the owner of a block and of the elements around it, the nearest first."""
    around = elements_around(block)[:_NEAR]
    return [names_of(element) for element in around] or [""]


def _is_in_h1(block: Block) -> bool:
    return any(element.tag == "h1" for element in elements_around(block)[:_NEAR])
