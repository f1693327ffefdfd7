"""Repair of the structure of an HTML page before extraction: its paragraphs, and its main element.

Extraction finds paragraphs in ``<p>`` within ``<article>`` or ``<main>``. Plain and old pages have neither: line breaks
separate their paragraphs, and the cells of a table are their columns.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import HtmlElement

BOILERPLATE = frozenset(
    ("nav", "aside", "footer", "form", "button", "select", "textarea", "dialog", "menu", "head", "script", "style")
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "hr")
)
"""Elements that contain paragraphs and are never part of a sentence."""

CONTAINERS = ("body", "div", "section", "article", "main", "center")
_NOT_INLINE = (
    BLOCKS | BOILERPLATE | {*CONTAINERS, "header", "details", "summary", "address", "fieldset", "li", "dt", "dd"}
)
_NAMED_MAIN = etree.XPath("//article|//main|//*[@role='main' or @role='article' or @itemprop='articleBody']")
_MIN_LOOSE_CHARS = 80
_MIN_LOOSE_SHARE = 0.3
_MIN_MAIN_SHARE = 0.6
_MIN_HELD_SHARE = 0.5
_HOLDERS = ("nav", "aside", "footer", "menu", "form", "button", "dialog")


def open_boilerplate(tree: HtmlElement) -> None:
    """Turn navigation and the like around the main element into divisions, and a form around most of the page.

    Their end is missing in many a page, and some pages are one form.
    """
    for main in list(tree.iter("main")):
        for holder in main.iterancestors("header", *_HOLDERS):
            holder.tag = "div"
    length = len("".join(spoken_texts(tree)))
    for holder in list(tree.iter("form", "button")):
        if len("".join(spoken_texts(holder))) > _MIN_HELD_SHARE * length:
            holder.tag = "div"


def names_of(element: Element) -> str:
    """Return the classes and the id of an element, which tell what an author meant it for."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def spoken_texts(element: HtmlElement) -> Iterator[str]:
    """The stripped texts of an element without its scripts."""
    for part in element.iter(etree.Element):
        if part.tag not in {"script", "style", "noscript", "template"}:
            yield (part.text or "").strip()
        if part is not element:
            yield (part.tail or "").strip()


def wrap_loose_text(tree: HtmlElement) -> None:
    """If much of a page's text is outside paragraphs, wrap it in paragraphs; two line breaks separate them."""
    containers = [element for element in tree.iter(*CONTAINERS) if _loose_length(element) > _MIN_LOOSE_CHARS]
    if sum(map(_loose_length, containers)) > _MIN_LOOSE_SHARE * text_length(tree):
        for container in containers:
            _wrap_paragraphs(container)


def mark_main_element(tree: HtmlElement) -> HtmlElement | None:
    """Mark the element with the main text, so that extraction finds it and keeps it even if it is short.

    It is the element that the page names, or else the parent of most paragraphs.
    """
    body = tree.find("body")
    named = _NAMED_MAIN(tree)
    known = set(named)
    parent_of_most = _main_parent(body) if body is not None else None
    if parent_of_most is not None:
        for element in (parent_of_most, *parent_of_most.iterancestors("div")):
            if element.tag == "div":
                element.tag = "section"  # a short div with a few links would be taken for navigation
    if named or parent_of_most is None:
        outer = [one for one in named if known.isdisjoint(one.iterancestors())]
        return outer[0] if len(outer) == 1 else None
    return _wrap_in_main(parent_of_most) if parent_of_most is body else _rename_to_main(parent_of_most)


def text_length(element: HtmlElement) -> int:
    """The number of characters outside boilerplate."""
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


def _is_inline(element: HtmlElement) -> bool:
    return not any(part.tag in _NOT_INLINE for part in element.iter())


def _loose_length(container: HtmlElement) -> int:
    """The number of characters directly in a container, without its elements."""
    texts = [container.text, *(child.tail for child in container)]
    return sum(len(text.strip()) for text in texts if text)


def _wrap_paragraphs(container: HtmlElement) -> None:
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


def _main_parent(body: HtmlElement) -> HtmlElement | None:
    """The parent of most of the text in paragraphs, lists, tables and the like."""
    lengths: dict[HtmlElement, int] = {}
    for block in _outer_blocks(body):
        parent = block.getparent()
        lengths[parent] = lengths.get(parent, 0) + text_length(block)
    parent_of_most = max(lengths, key=lambda element: lengths[element], default=None)
    return (
        parent_of_most
        if parent_of_most is not None and lengths[parent_of_most] >= _MIN_MAIN_SHARE * text_length(body)
        else None
    )


def _outer_blocks(body: HtmlElement) -> Iterator[HtmlElement]:
    """The outermost paragraphs, lists, tables and the like, outside boilerplate."""
    walker = etree.iterwalk(body, events=("start",))
    for _, element in walker:
        if element.tag in BLOCKS:
            yield element
        if element.tag in BLOCKS or element.tag in BOILERPLATE:
            walker.skip_subtree()


def _wrap_in_main(body: HtmlElement) -> HtmlElement:
    main = body.makeelement("main")
    main.text, body.text = body.text, None
    main.extend(list(body))
    body.append(main)
    return main


def _rename_to_main(element: HtmlElement) -> HtmlElement:
    element.tag = "main"
    element.attrib.clear()
    return element
