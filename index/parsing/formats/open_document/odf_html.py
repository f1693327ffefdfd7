"""The body of an OpenDocument file as HTML: without deletions, comments, indexes and hidden text."""

from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.open_document.odf_lists import OdfLists
from index.parsing.formats.open_document.odf_names import (
    DRAW,
    MATH,
    OFFICE,
    PRESENTATION,
    STYLE,
    SVG,
    TABLE,
    TEXT,
    XLINK,
)
from index.parsing.formats.open_document.odf_styles import OdfStyles, Properties, is_hidden
from index.parsing.formulas import write_formula

_LEFT_OUT = (
    *(f"{TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls")),
    *(f"{TEXT}{name}" for name in ("table-of-content", "illustration-index", "table-index", "object-index")),
    *(f"{TEXT}{name}" for name in ("alphabetical-index", "user-index", "note-citation", "ruby-text", "script")),
    *(f"{TEXT}{name}" for name in ("hidden-text", "linenumbering-separator", "page-number", "dde-connection-decls")),
    *(f"{OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "event-listeners", "scripts")),
    *(f"{TABLE}{name}" for name in ("tracked-changes", "table-source", "shapes", "calculation-settings")),
    *(f"{DRAW}{name}" for name in ("glue-point", "layer-set", "plugin", "applet", "object-ole")),
    *(f"{PRESENTATION}{name}" for name in ("footer-decl", "date-time-decl", "header-decl")),
    *(f"{PRESENTATION}{name}" for name in ("footer", "header", "date-time")),
)
_SHAPES = tuple(
    f"{DRAW}{name}"
    for name in (
        *("frame", "g", "custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "path"),
        *("connector", "caption", "regular-polygon", "measure", "control", "a"),
    )
)
_OF_CHARACTERS = f"{TEXT}span"
_POSITION = f"{STYLE}text-position"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_MAX_REPEATS = 100
_MAX_BLANKS = 200
_MAX_RANK = 6


def write_body(body: Element, styles: OdfStyles, embedded: Callable[[str | None], Element | None]) -> None:
    """Turn a body into one of HTML, in place.

    Args:
        body: ``office:text`` or a slide.
        styles: The styles of the file.
        embedded: Returns the root of an embedded object, by its address.
    """
    _drop(body, _LEFT_OUT)
    _drop_hidden(body, styles)
    _write_blanks(body)
    _write_shapes(body, embedded)
    OdfLists(styles).write_numbers(body)
    _write_notes(body)
    _write_tables(body)
    _write_paragraphs(body, styles)
    for anchor in body.iter(f"{TEXT}a"):
        address = anchor.get(f"{XLINK}href") or ""
        anchor.tag = "a"
        anchor.set("href", address)
    body.tag = "body"
    body.attrib.clear()
    for element in body.iter(etree.Element):
        for name in [one for one in element.attrib if str(one).startswith("{")]:
            del element.attrib[name]
    etree.strip_tags(body, *{element.tag for element in body.iter(etree.Element) if str(element.tag).startswith("{")})
    etree.cleanup_namespaces(body)


def _drop(body: Element, names: tuple[str, ...]) -> None:
    for element in list(body.iter(*names)):
        drop_element(element)


def drop_element(element: Element) -> None:
    """Remove an element; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _drop_hidden(body: Element, styles: OdfStyles) -> None:
    for section in list(body.iter(f"{TEXT}section")):
        if section.get(f"{TEXT}display") == "none" or section.get(f"{TEXT}is-hidden") == "true":
            drop_element(section)
    for mark in list(body.iter(f"{TEXT}hidden-paragraph")):
        paragraph = next(mark.iterancestors(*_PARAGRAPHS), None)
        if mark.get(f"{TEXT}is-hidden") == "true" and paragraph is not None:
            drop_element(paragraph)
    for row in list(body.iter(f"{TABLE}table-row")):
        if row.get(f"{TABLE}visibility") in {"collapse", "filter"}:
            drop_element(row)
    _drop_hidden_words(body, styles)


def _drop_hidden_words(body: Element, styles: OdfStyles) -> None:
    """Drop the words whose styles hide them; marks which of the others are raised."""
    known: dict[Element, Properties] = {}
    for words in body.iter(etree.Element):
        if words.tag in _PARAGRAPHS:
            known[words] = styles.of_text("paragraph", words.get(f"{TEXT}style-name"), {})
        elif (holder := words.getparent()) in known and holder is not None:
            name = words.get(f"{TEXT}style-name") if words.tag == _OF_CHARACTERS else None
            known[words] = styles.of_text("text", name, known[holder])
            _write_shift(words, known[words].get(_POSITION, ""), known[holder].get(_POSITION, ""))
        if words in known and is_hidden(known[words], on_paper=_is_on_paper(words, styles)):
            words.text = None
            for part in words:
                part.tail = None


def _write_shift(words: Element, position: str, around: str) -> None:
    """Write raised and lowered words as such."""
    if position != around and position.startswith("super"):
        words.tag = "sup"
    elif position != around and position.startswith("sub"):
        words.tag = "sub"


def _is_on_paper(words: Element, styles: OdfStyles) -> bool:
    """Whether words are printed on the paper itself, where white ones are not seen."""
    return not any(
        around.tag in {*_SHAPES, f"{DRAW}page"} or styles.has_background(around) for around in words.iterancestors()
    )


def _write_blanks(body: Element) -> None:
    """Write blanks, tabs and line ends, which are elements; other white space is one blank."""
    for blank in list(body.iter(f"{TEXT}s", f"{TEXT}tab")):
        stated = blank.get(f"{TEXT}c") or "1"
        count = min(int(stated), _MAX_BLANKS) if stated.isdecimal() else 1
        blank.text = ("\t" if blank.tag == f"{TEXT}tab" else " ") * count
    for line_break in body.iter(f"{TEXT}line-break"):
        line_break.tag = "br"


def _write_shapes(body: Element, embedded: Callable[[str | None], Element | None]) -> None:
    """Write formulas and pictures where they are, and the paragraphs of text boxes and shapes below their paragraph."""
    for formula in list(body.iter(f"{DRAW}object")):
        root = formula.find(f"{MATH}math")
        root = embedded(formula.get(f"{XLINK}href")) if root is None else root
        frame = formula.getparent()
        if root is None or frame is None or root.tag != f"{MATH}math":
            drop_element(formula)
            continue
        tail = frame.tail
        frame.clear()
        frame.tag, frame.text, frame.tail = f"{TEXT}span", write_formula(root), tail
    places: dict[Element, Element] = {}
    for shape in list(body.iter(*_SHAPES)):
        paragraph = next(shape.iterancestors(*_PARAGRAPHS), None)
        alt = " ".join(shape.findtext(f"{SVG}desc", "").split() or shape.findtext(f"{SVG}title", "").split())
        _drop_labels(shape)
        images = shape.findall(f"{DRAW}image")
        for image in images:
            image.clear()  # a picture of the replaced object, and its labels
        if images and alt and shape.find(f"{DRAW}object") is None:
            images[0].tag = "img"
            images[0].set("alt", alt)
        if paragraph is None or next(shape.iter(*_PARAGRAPHS, f"{TABLE}table"), None) is None:
            continue
        drop_element_to(shape, places.get(paragraph, paragraph))
        places[paragraph] = shape


def _drop_labels(shape: Element) -> None:
    for label in shape.findall(f"{SVG}desc") + shape.findall(f"{SVG}title"):
        shape.remove(label)


def drop_element_to(element: Element, place: Element) -> None:
    """Move an element behind another one, without the text behind it."""
    tail = etree.Element(f"{TEXT}span")
    parent = element.getparent()
    if parent is None:
        return
    tail.tail, element.tail = element.tail, None
    parent.replace(element, tail)
    after = place.tail
    place.tail = None
    place.addnext(element)
    element.tail = after


def _write_notes(body: Element) -> None:
    """Write notes as a numbered list at the end, and link their marks to it."""
    notes = list(body.iter(f"{TEXT}note"))
    if not notes:
        return
    listed = etree.SubElement(body, "ol")
    for number, note in enumerate(notes, 1):
        item = etree.SubElement(listed, "li", id=f"footnote-{number}")
        content = note.find(f"{TEXT}note-body")
        item.extend(list(content) if content is not None else [])
        for nested in list(item.iter(f"{TEXT}note")):
            drop_element(nested)
        tail = note.tail
        note.clear()
        note.tag, note.tail = "sup", tail
        mark = etree.SubElement(note, "a", id=f"footnote-ref-{number}", href=f"#footnote-{number}")
        mark.text = f"[{number}]"


def _write_tables(body: Element) -> None:
    for cell in list(body.iter(f"{TABLE}covered-table-cell")):
        drop_element(cell)
    for cell in list(body.iter(f"{TABLE}table-cell")):
        is_head = next(cell.iterancestors(f"{TABLE}table-header-rows", f"{TABLE}table"), cell)
        for name, span in (("columns", "colspan"), ("rows", "rowspan")):
            stated = cell.get(f"{TABLE}number-{name}-spanned")
            if stated and stated != "1":
                cell.set(span, stated)
        repeats = cell.get(f"{TABLE}number-columns-repeated") or "1"
        cell.tag = "th" if is_head.tag == f"{TABLE}table-header-rows" else "td"
        for _ in range(min(int(repeats), _MAX_REPEATS) - 1 if repeats.isdecimal() else 0):
            copy = etree.Element(cell.tag)
            copy.text = "" if len(cell) == 0 else " ".join("".join(map(str, cell.itertext())).split())
            cell.addnext(copy)
    for row in body.iter(f"{TABLE}table-row"):
        row.tag = "tr"
    for table in body.iter(f"{TABLE}table"):
        table.tag = "table"


def _write_paragraphs(body: Element, styles: OdfStyles) -> None:
    for listed in body.iter(f"{TEXT}list"):
        listed.tag = "ul"
    for item in body.iter(f"{TEXT}list-item", f"{TEXT}list-header"):
        item.tag = "li"
    for paragraph in list(body.iter(*_PARAGRAPHS)):
        name = paragraph.get(f"{TEXT}style-name")
        level = paragraph.get(f"{TEXT}outline-level") or ""
        rank = int(level) if level.isdecimal() else 1
        if paragraph.tag != f"{TEXT}h":
            rank = styles.outline_level(name)
        if styles.is_title(name):
            rank = 1
        in_cell = next(paragraph.iterancestors("td", "th"), None) is not None
        if styles.is_code(name) and not in_cell:
            _write_code(paragraph)
        else:
            paragraph.tag = "p" if rank == 0 or in_cell else f"h{min(rank, _MAX_RANK)}"
    for heading in list(body.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        for holder in list(heading.iterancestors("li", "ul")):
            holder.tag = "div"


def _write_code(paragraph: Element) -> None:
    """Make a line of code; lines that follow one another are one block."""
    paragraph.tag = "pre"
    before = paragraph.getprevious()
    if before is None or before.tag != "pre":
        return
    if len(before):
        before[-1].tail = (before[-1].tail or "") + "\n" + (paragraph.text or "")
    else:
        before.text = (before.text or "") + "\n" + (paragraph.text or "")
    before.extend(list(paragraph))
    before.tail = paragraph.tail
    parent = paragraph.getparent()
    if parent is not None:
        parent.remove(paragraph)
