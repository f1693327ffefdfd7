"""Cleanup of an HTML page before extraction: parsing, removal of invisible tags, absolute links."""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.parsing.html.alt_text import describe_picture
from index.parsing.html.captions import write_figures
from index.parsing.html.list_numbers import join_item_marks, join_note_numbers, number_lists
from index.parsing.html.note_marks import drop_note_marks, drop_part, write_shifted
from index.parsing.html.repair.controls import open_buttons, open_labels
from index.parsing.html.repair.page_code import write_code_lines
from index.parsing.html.structure import BOILERPLATE, text_length
from index.urls import resolve_link

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREFIX = re.compile(r"\sxmlns:([\w.-]+)\s*=\s*[\"']http://www\.w3\.org/(?:1999/xhtml|1998/Math/MathML|2000/svg)[\"']")
_INVISIBLE_TAGS = (
    *("script", "style", "template", "noscript", "iframe", "object", "svg", "canvas", "audio", "video"),
    *("amp-sidebar", "amp-lightbox"),
)
_DELETED_TAGS = ("del", "s", "strike")
_TEMPLATE_TYPES = frozenset(
    (
        "text/template",
        "text/html",
        "text/x-template",
        "text/ng-template",
        "text/x-handlebars-template",
        "text/x-handlebars",
    )
)
_MIN_INERT_CHARS = 60
_MIN_INERT_TIMES = 2
_UNSEEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden(?:-focusable)?|screen-?reader(?:-text|-only)?|a11y-hidden|tooltip-?(?:text|content))(?:\s|$)",
    re.IGNORECASE,
)
_MAX_UNSEEN_CHARS = 500
_PARTED_TAGS = ("span", "b", "strong", "i", "em", "time", "small", "label")
_ENDS_BEFORE_CAPITAL = re.compile(r"[\d.!?:\])]$")
_QUALIFIER = re.compile(r"[a-z_][\w.]*\.")
"""The module before the name of a class, in code."""

_MIN_SENTENCE_WORDS = 4
_INLINE_TAGS = ("time", "sup", "sub", "b", "i", "em", "strong", "u", "small", "mark", "abbr", "cite", "font", "wbr")


def parse_html(text: str) -> HtmlElement | None:
    """Parse a page to a tree without comments; None if it has no element."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(_drop_prefixes(_NOT_XML.sub("", text)).encode(), parser=parser)
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


def _drop_prefixes(text: str) -> str:
    """The source of a page in XHTML without the prefixes of HTML and formulas, which HTML does not know."""
    prefixes = "|".join({re.escape(prefix) for prefix in _PREFIX.findall(text)})
    return re.sub(rf"(</?)(?:{prefixes}):(?=[A-Za-z])", r"\1", text) if prefixes else text


def drop_invisible_tags(tree: HtmlElement) -> bool:
    """Remove scripts, embedded media, words for screen readers and tooltips, and Wikipedia's "edit" and "jump" links.

    Returns:
        Whether there were scripts.
    """
    scripted = next(tree.iter("script"), None) is not None
    _drop_all(tree, _INVISIBLE_TAGS)
    for element in tree.xpath("//*[@class or @role='tooltip']"):
        is_unseen = element.get("role") == "tooltip" or _UNSEEN_CLASS.search(element.get("class") or "")
        if is_unseen and len("".join(element.itertext())) <= _MAX_UNSEEN_CHARS:  # more is an element without an end
            drop_part(element)
    for control in (*tree.find_class("mw-editsection"), *tree.find_class("mw-jump-link")):
        drop_part(control)
    return scripted


def drop_drawings(tree: HtmlElement) -> None:
    """Remove drawings, whose titles would be words of the headings around them. Call this before metadata."""
    _drop_all(tree, ("svg",))


def restore_inert_text(tree: HtmlElement) -> None:
    """If a page keeps its text for readers without scripts, or in a template, put it where a browser shows it.

    Both are read only if they have much more text than the rest of the page. Otherwise they repeat it, or hide in it.
    """
    for template in tree.xpath("//template[@shadowrootmode]"):
        template.tag = "div"  # a browser shows it in its place
        template.attrib.clear()
    body = tree.find("body")
    if body is None:
        return
    inert = [*tree.iter("noscript"), *tree.iter("template")]
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() in _TEMPLATE_TYPES:
            parsed = parse_html(script.text or "")
            content = parsed.find("body") if parsed is not None else None
            if content is not None:
                script.text = None
                script.extend(list(content))
                inert.append(script)
    shown = text_length(body) - sum(text_length(element) for element in body.iter("noscript", "template"))
    is_markup = any("</" in text for element in inert for text in element.itertext())
    if is_markup or sum(map(text_length, inert)) <= max(_MIN_INERT_TIMES * shown, _MIN_INERT_CHARS):
        return
    for element in inert:
        if any(ancestor.tag == "head" for ancestor in element.iterancestors()):
            body.append(element)
        element.tag = "div"
        element.attrib.clear()


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

    These are times and dates within sentences, captions, attributions of quotations, quotation marks, exponents, lines
    of code and the numbers of lists. Marks of footnotes, readings of ruby and deleted words are no part of a sentence
    and are removed. Call this before ``make_links_absolute``, which removes the targets of footnotes.
    """
    join_note_numbers(tree)
    join_item_marks(tree)
    _drop_all(tree, (*_DELETED_TAGS, "rt", "rp", "rtc"))
    etree.strip_tags(tree, "ruby", "rb")
    drop_note_marks(tree)
    write_shifted(tree)
    open_buttons(tree)
    open_labels(tree)
    write_code_lines(tree)
    _part_words(tree)
    for speaker in tree.xpath("//blockquote/cite[1] | //blockquote/div/cite[1]"):
        if speaker.getprevious() is None and not (speaker.getparent().text or "").strip():
            speaker.tag = "p"  # whom a forum quotes stands above the words
    etree.strip_tags(tree, *_INLINE_TAGS)
    number_lists(tree)
    for quotation in list(tree.iter("q")):
        quotation.text = "“" + (quotation.text or "")
        quotation.tail = "”" + (quotation.tail or "")
        quotation.drop_tag()
    for anchor in list(tree.iter("a")):
        if not "".join(anchor.itertext()).strip():
            anchor.drop_tag()  # extraction leaves out a short paragraph with an empty link
    for attribution in tree.xpath("//blockquote//footer"):
        attribution.tag = "p"
    write_figures(tree)


def write_alt_texts(tree: HtmlElement) -> None:
    """Write the alternative text of a picture that is a block of its own, without a caption or a link to a page.

    Call this before ``preserve_words``, and only for books and documents: on web pages most of these texts are labels
    of thumbnails and agencies, and cost .014 of the precision on article-extraction-benchmark.
    """
    for picture in list(tree.iter("img")):
        words = describe_picture(picture.get("alt"))
        block = next(picture.iterancestors("figure", "p", "div", "td", "li", "body"), None)
        if (
            words is None
            or block is None
            or block.tag not in {"figure", "p", "div"}
            or "".join(block.itertext()).strip()
        ):
            continue
        if block.tag != "figure" and next(picture.iterancestors("a"), None) is not None:
            continue
        picture.attrib.clear()
        picture.tag = "span" if block.tag == "p" else "p"
        picture.text = words


def _part_words(tree: HtmlElement) -> None:
    """Part two elements of a line that only a style parts: a number, a name or a sentence, and what begins after it."""
    code = {part for block in tree.iter("pre") for part in block.iter()}
    for part in tree.iter(*_PARTED_TAGS):
        following = part.getnext()
        if part.tail or following is None or following.tag not in _PARTED_TAGS or part in code:
            continue
        before, after = ("".join(one.itertext()) for one in (part, following))
        if _QUALIFIER.fullmatch(before) and len(after.split()) == 1:
            continue
        is_start = after[:1].isupper() and not after[1:2].isupper()
        is_named = (
            part.get("class") != following.get("class") and len(f"{before} {after}".split()) >= _MIN_SENTENCE_WORDS
        )
        if is_start and (_ENDS_BEFORE_CAPITAL.search(before) or (is_named and before[-1:].islower())):
            part.tail = " "


def drop_boilerplate(element: HtmlElement) -> HtmlElement:
    """Remove navigation, footers, forms and the like from an element, in place."""
    _drop_all(element, tuple(BOILERPLATE))
    return element


def _base_url(tree: HtmlElement, location: str) -> str:
    """The base URL of a page's links."""
    stated = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    base = resolve_link(stated, location) or location
    return base + "/" if stated.endswith("/") and not base.endswith("/") else base  # a folder, where it is a path


def _drop_all(tree: HtmlElement, tags: tuple[str, ...]) -> None:
    for element in list(tree.iter(*tags)):
        if element is not tree:
            drop_part(element)
