"""The structure of an HTML page settled before extraction: where its paragraphs are, and which part is the main one.

Extraction finds paragraphs in ``<p>`` within ``<article>`` or ``<main>``. Plain and old pages have neither: their
paragraphs are parted by line breaks, and their columns are the cells of a table.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

BOILERPLATE = frozenset(
    ("nav", "aside", "footer", "form", "button", "select", "textarea", "dialog", "menu", "head", "script", "style")
)
BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "hr")
)
"""What holds paragraphs, and stands in no sentence."""

_CONTAINERS = ("body", "div", "section", "article", "main", "center")
_NOT_INLINE = (
    BLOCKS | BOILERPLATE | {*_CONTAINERS, "header", "details", "summary", "address", "fieldset", "li", "dt", "dd"}
)
_TABLE_PARTS = ("caption", "thead", "tbody", "tfoot", "tr", "td", "th")
_NAMED_MAIN = etree.XPath("//article|//main|//*[@role='main' or @role='article' or @itemprop='articleBody']")
_DATA_CELL_CHARS = 600
_LOOSE_TEXT_CHARS = 80
_LOOSE_SHARE = 0.3
_MAIN_SHARE = 0.6


def settle_tables(tree: HtmlElement) -> None:
    """Tables that only lay out a page become divisions; a list in a cell of another becomes words."""
    layouts = {table for table in tree.iter("table") if _is_layout(table)}
    parts = [part for part in tree.iter(*_TABLE_PARTS) if next(part.iterancestors("table"), None) in layouts]
    for element in (*layouts, *parts):
        element.tag = "div"
    entries = [entry for entry in tree.iter("li") if _is_in_cell(entry)]
    for entry in [entry for entry in entries if entry.getprevious() is not None]:
        entry.text = "; " + (entry.text or "").lstrip()
    for element in entries + [lists for lists in tree.iter("ul", "ol") if _is_in_cell(lists)]:
        element.drop_tag()


def part_loose_text(tree: HtmlElement) -> None:
    """Where much of a page's text stands in no paragraph, put it into paragraphs: two line breaks part them."""
    containers = [element for element in tree.iter(*_CONTAINERS) if _loose_length(element) > _LOOSE_TEXT_CHARS]
    if sum(map(_loose_length, containers)) > _LOOSE_SHARE * text_length(tree):
        for container in containers:
            _part(container)


def mark_main(tree: HtmlElement) -> HtmlElement | None:
    """The element with the main text, marked so that extraction finds it and keeps it even where it is short.

    That is the one that the page names, or, on a plain page that names none, the one that holds most paragraphs.
    """
    body = tree.find("body")
    named = _NAMED_MAIN(tree)
    holder = _holder_of_most(body) if body is not None else None
    if holder is not None:
        for element in (holder, *holder.iterancestors("div")):
            if element.tag == "div":
                element.tag = "section"  # a short div with a few links would be taken for navigation
    if named or holder is None:
        return named[0] if len(named) == 1 else None
    return _wrap(holder) if holder is body else _rename(holder)


def text_length(element: HtmlElement) -> int:
    """Characters of text outside boilerplate."""
    length = 0
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, part in walker:
        if event == "end":
            length += len((part.tail or "").strip()) if part is not element else 0
        elif part is not element and part.tag in BOILERPLATE:
            walker.skip_subtree()
        else:
            length += len((part.text or "").strip())
    return length


def _is_layout(table: HtmlElement) -> bool:
    if table.get("role") in {"presentation", "none"} or table.find(".//table") is not None:
        return True
    cells = [cell for cell in table.iter("td", "th") if text_length(cell)]
    return len(cells) == 1 or any(
        len(cell.findall(".//p")) > 1 or cell.find(".//h1") is not None or text_length(cell) > _DATA_CELL_CHARS
        for cell in cells
    )


def _is_in_cell(element: HtmlElement) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _is_inline(element: HtmlElement) -> bool:
    return not any(part.tag in _NOT_INLINE for part in element.iter())


def _loose_length(container: HtmlElement) -> int:
    """Characters that stand directly in a container, links aside."""
    texts = [container.text, *(child.tail for child in container)]
    return sum(len(text.strip()) for text in texts if text)


def _part(container: HtmlElement) -> None:
    children = list(container)
    paragraph = container.makeelement("p")
    paragraph.text, container.text = container.text, None
    for child in children:
        container.remove(child)
    for child in children:
        tail, child.tail = child.tail, None
        after_break = len(paragraph) and paragraph[-1].tag == "br" and not (paragraph[-1].tail or "").strip()
        if _is_inline(child) and not (child.tag == "br" and after_break):
            child.tail = tail
            paragraph.append(child)
            continue
        _append_if_words(container, paragraph)
        if child.tag != "br":
            container.append(child)
        paragraph = container.makeelement("p")
        paragraph.text = tail
    _append_if_words(container, paragraph)


def _append_if_words(container: HtmlElement, paragraph: HtmlElement) -> None:
    if paragraph.text_content().strip():
        container.append(paragraph)


def _holder_of_most(body: HtmlElement) -> HtmlElement | None:
    """The parent of most of the text that stands in paragraphs, lists, tables and so on."""
    lengths: dict[HtmlElement, int] = {}
    for block in _outer_blocks(body):
        parent = block.getparent()
        lengths[parent] = lengths.get(parent, 0) + text_length(block)
    holder = max(lengths, key=lambda element: lengths[element], default=None)
    return holder if holder is not None and lengths[holder] >= _MAIN_SHARE * text_length(body) else None


def _outer_blocks(body: HtmlElement) -> Iterator[HtmlElement]:
    """Paragraphs, lists, tables and so on that are in no other of them and in no boilerplate."""
    walker = etree.iterwalk(body, events=("start",))
    for _, element in walker:
        if element.tag in BLOCKS:
            yield element
        if element.tag in BLOCKS or element.tag in BOILERPLATE:
            walker.skip_subtree()


def _wrap(body: HtmlElement) -> HtmlElement:
    main = body.makeelement("main")
    main.text, body.text = body.text, None
    main.extend(list(body))
    body.append(main)
    return main


def _rename(element: HtmlElement) -> HtmlElement:
    element.tag = "main"
    element.attrib.clear()
    return element
