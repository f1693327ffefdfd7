"""The text of an HTML tree as paragraphs, and its links.

Trafilatura's elements (head, list, item, quote, row, cell, lb, ref) count like their HTML counterparts.
"""

from collections.abc import Iterator

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from index.parsing.headings import heading_level
from index.parsing.text_builder import Block, TextBuilder, join_blocks, write_cell
from index.text.analyzer import join_words
from index.types import Link

_SECTIONS = frozenset(("body", "main", "article", "section", "header", "div", "center", "address", "details", "figure"))
_PARAGRAPHS = frozenset(
    ("p", "head", "h1", "h2", "h3", "h4", "h5", "h6", "quote", "blockquote", "figcaption", "summary", "hr")
)
_LISTS = frozenset(("list", "ul", "ol", "dl", "table"))
_ITEMS = frozenset(("item", "li", "dt", "dd", "caption"))
_ROWS = frozenset(("row", "tr"))
_CELLS = frozenset(("cell", "td", "th"))
_BREAKS = frozenset(("lb", "br"))
_CODE = frozenset(("code", "pre"))
_BLOCKS = _SECTIONS | _PARAGRAPHS | _LISTS | _ITEMS | _ROWS | _CELLS
_TAB = 4
_LINK_BLOCKS = tuple(_PARAGRAPHS | _ITEMS | _CELLS | {"div"})


def write_paragraphs(root: Element) -> str:
    """The text of a tree: blank lines separate blocks, newlines list items and table rows, bars cells."""
    return join_blocks(write_blocks(root))


def write_blocks(root: Element) -> list[Block]:
    """The blocks of a tree in order; the owner of each is the innermost block element that contains its first word."""
    blocks = TextBuilder()
    code_depth = 0  # open blocks of code, in which line ends are kept
    owners = [root]
    walker = iterwalk(root, events=("start", "end"))  # no recursion: pages with unclosed tags nest deeply
    for event, element in walker:
        starts = event == "start"
        tag = element.tag
        code = tag in _CODE and _is_code_block(element)
        is_block = tag in _BLOCKS or tag in _LISTS or code
        if tag in _LISTS:
            (blocks.enter_list if starts else blocks.leave_list)()
        elif is_block:
            blocks.end_block()
        elif tag in _BREAKS and starts:
            blocks.write_lines("\n")
        code_depth += code * (1 if starts else -1)
        if is_block and element is not root:
            if starts:
                owners.append(element)
            else:
                owners.pop()
        if starts and tag in _ROWS:
            blocks.write(" | ".join(_cells(element)), element)
            walker.skip_subtree()
            continue
        text = element.text if starts else element.tail if element is not root else None
        if code_depth:
            blocks.write_lines((text or "").expandtabs(_TAB), owners[-1])
        else:
            blocks.write(text, owners[-1])
    return blocks.blocks


def block_level(block: Block) -> int:
    """Return the rank of a block as a heading, from 1 to 6; 0 for any other block."""
    owner = block.owner
    if not isinstance(owner, Element):
        return 0
    level = heading_level(owner.tag)
    around = owner.getparent()
    return level if level or around is None else heading_level(around.tag)


def find_links_in_text(tree: Element, text: str) -> Iterator[Link]:
    """The links of a page in blocks whose words are all in the text."""
    known = f" {join_words(text)} "
    kept: dict[Element, bool] = {}
    for anchor in tree.iter("a"):
        target = anchor.get("href")
        block = next(anchor.iterancestors(*_LINK_BLOCKS), anchor)
        if not target:
            continue
        if block not in kept:
            kept[block] = f" {join_words(inner_words(block))} " in known
        if kept[block]:
            yield Link(target, inner_words(anchor))


def inner_words(element: Element) -> str:
    """The words in an element as one line, with a space between blocks."""
    parts: list[str] = []
    for event, part in iterwalk(element, events=("start", "end")):
        if part.tag in _BLOCKS or part.tag in _BREAKS:
            parts.append(" ")
        parts.append((part.text if event == "start" else part.tail if part is not element else "") or "")
    return " ".join("".join(parts).split())


def _cells(row: Element) -> list[str]:
    cells = [write_cell(inner_words(cell)) for cell in row if cell.tag in _CELLS]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_code_block(element: Element) -> bool:
    """Whether an element is a block of code; code within a sentence is a word like others."""
    if element.tag not in _CODE:
        return False
    parent = element.getparent()
    if element.tag == "pre" or parent is None or parent.tag in _SECTIONS:
        return True
    return "\n" in "".join(element.itertext()) and not _is_within_line(element)


def _is_within_line(element: Element) -> bool:
    """Whether words are in the same line as an element, before or behind it."""
    parent, before, after = element.getparent(), element.getprevious(), element.getnext()
    if parent is None or parent.tag in _CODE:
        return False
    said = (parent.text if before is None else before.tail) or ""
    beside = [one for one in (before, after) if one is not None and one.tag not in _BREAKS and one.tag not in _BLOCKS]
    if said.strip() or (element.tail or "").strip() or any("".join(one.itertext()).strip() for one in beside):
        return True
    return parent.tag not in _BLOCKS and _is_within_line(parent)
