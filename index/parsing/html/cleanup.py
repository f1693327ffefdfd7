"""Cleanup of an HTML page before extraction: parsing, removal of invisible tags, absolute links."""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.parsing.html.structure import BLOCKS, BOILERPLATE
from index.urls import resolve_link

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE_TAGS = ("script", "style", "template", "noscript", "iframe", "object", "svg", "canvas", "audio", "video")
_INLINE_TAGS = ("time", "sup", "sub", "b", "i", "em", "strong", "u", "small", "mark", "abbr", "cite", "font", "wbr")
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_EXPONENT = re.compile(r"[+−-]?\d{1,3}")
_NUMBER_OR_LETTER_AT_END = re.compile(r"\w$")


def parse_html(text: str) -> HtmlElement | None:
    """Parse a page to a tree without comments; None if it has no element."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(_NOT_XML.sub("", text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if not isinstance(tree, HtmlElement):
        return None
    for element in tree.iter(etree.Element):  # character references bring them back, and lxml cannot write them
        if element.text and _NOT_XML.search(element.text):
            element.text = _NOT_XML.sub("", element.text)
        if element.tail and _NOT_XML.search(element.tail):
            element.tail = _NOT_XML.sub("", element.tail)
    return tree


def drop_invisible_tags(tree: HtmlElement) -> bool:
    """Remove scripts, embedded media and Wikipedia's "edit" links; returns whether there were scripts."""
    scripted = next(tree.iter("script"), None) is not None
    _drop_all(tree, _INVISIBLE_TAGS)
    for control in tree.find_class("mw-editsection"):
        _drop(control)
    return scripted


def make_links_absolute(tree: HtmlElement, location: str) -> None:
    """Make the address of every link absolute, and remove addresses that cannot be followed; honours ``<base>``."""
    base = _base_url(tree, location)
    for anchor in tree.iter("a"):
        href = anchor.attrib.pop("href", "")
        target = None if href.strip().startswith("#") else resolve_link(href, base)
        if target:
            anchor.set("href", target)


def preserve_words(tree: HtmlElement) -> None:
    """Rewrite elements whose words extraction would drop or distort.

    These are times and dates within sentences, captions, attributions of quotations, quotation marks and exponents. The
    mark of a footnote is no word and is removed. Call this before ``make_links_absolute``, which removes the targets of
    footnotes.
    """
    for mark in list(tree.iter("sup")):
        text = "".join(mark.itertext()).strip()
        if any((anchor.get("href") or "").startswith("#") for anchor in mark.iter("a")):
            _drop(mark)
        elif _EXPONENT.fullmatch(text) and _NUMBER_OR_LETTER_AT_END.search(_text_before(mark)):
            _replace(mark, text.translate(_SUPERSCRIPTS))
    etree.strip_tags(tree, *_INLINE_TAGS)
    for quotation in list(tree.iter("q")):
        quotation.text = "“" + (quotation.text or "")
        quotation.tail = "”" + (quotation.tail or "")
        quotation.drop_tag()
    for attribution in tree.xpath("//blockquote//footer"):
        attribution.tag = "p"
    for figure in tree.iter("figure"):
        figure.tag = "div"
        figure.attrib.clear()
    for caption in tree.iter("figcaption"):
        caption.tag = "div" if any(child.tag in BLOCKS for child in caption) else "p"
        caption.attrib.clear()


def drop_boilerplate(element: HtmlElement) -> HtmlElement:
    """Remove navigation, footers, forms and the like from an element, in place."""
    _drop_all(element, tuple(BOILERPLATE))
    return element


def _base_url(tree: HtmlElement, location: str) -> str:
    """The base URL of a page's links."""
    stated = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    base = resolve_link(stated, location) or location
    return base + "/" if stated.endswith("/") and not base.endswith("/") else base  # a folder, where it is a path


def _text_before(element: HtmlElement) -> str:
    previous = element.getprevious()
    before = element.getparent().text if previous is None else previous.tail
    return before or ""


def _replace(element: HtmlElement, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text
    element.drop_tag()


def _drop_all(tree: HtmlElement, tags: tuple[str, ...]) -> None:
    for element in list(tree.iter(*tags)):
        if element is not tree:
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()  # the text behind it stays
