"""DOCX to a draft, through Mammoth's HTML: without pictures, comments, deletions and hidden text."""

import posixpath
import re
from io import BytesIO
from zipfile import ZipFile

import mammoth
from lxml import etree
from lxml.etree import _Element as Element

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.word.docx_chunks import read_chunks
from index.parsing.formats.word.docx_drawings import write_drawings
from index.parsing.formats.word.docx_fields import drop_field_codes, write_form_fields
from index.parsing.formats.word.docx_formats import drop_formats
from index.parsing.formats.word.docx_numbering import keep_bullets, write_numbers
from index.parsing.formats.word.docx_styles import follow_bases, is_on, list_styles, read_value
from index.parsing.formats.word.ooxml_names import MATH, RELATIONS, WORD
from index.parsing.formats.word.open_packaging import read_property
from index.parsing.formats.zip_archive import ZipArchive
from index.parsing.formulas import write_formula
from index.parsing.html import fragment
from index.parsing.links import bare_links, unique_links

_RELATIONS = (f"{RELATIONS}id", f"{RELATIONS}embed", f"{RELATIONS}link")
_MAIN = re.compile(r"word/document\d*\.xml")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_WITHOUT_WORDS = re.compile(
    r"(?:customXml|docProps|word/(?:theme|glossary))/.*|word/(?:fontTable|settings|webSettings|stylesWithEffects)\.xml"
)
_STYLES = "p[style-name='Title'] => h1:fresh"
_CONTENTS = re.compile(r"toc ?(?:\d|heading)|table of figures", re.IGNORECASE)
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_MAX_HEADING_LEVEL = 6
_WHITE = frozenset(("FFFFFF", "FEFEFE"))
_PLAIN = frozenset(("AUTO", "", *_WHITE))
_MIN_HALF_POINTS = 3  # half points; less is no print
_NOT_A_TITLE = ("word document", "document", "untitled", "dokument", "microsoft word")


def read(data: bytes, location: str) -> DocumentDraft:
    """Read a Word document.

    Raises:
        UnsupportedError: The file is damaged.
        TooLargeError: The file unpacks to more than the limit.
    """
    archive = ZipArchive(data, location)
    cleaned = _clean(archive)
    try:
        converted = mammoth.convert_to_html(
            cleaned,
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda _image: {}),
        )
    except (KeyError, ValueError, AttributeError, IndexError, TypeError):  # Mammoth raises them for damaged documents
        archive.fail()
    found = fragment.read(f"<html><body>{converted.value}{read_chunks(archive)}</body></html>", location)
    stated = read_property(archive, "title")
    if stated.casefold().startswith(_NOT_A_TITLE):
        stated = ""
    stated = metadata.keep_title(stated) or ""
    when, author = metadata.find_date_and_author(found.text)
    return DocumentDraft(
        found.text,
        stated or found.title or metadata.find_title_line(found.text),
        author or read_property(archive, "creator") or None,
        when,
        links=unique_links((*found.links, *bare_links(found.text)), location),
        headings=found.headings,
        has_code=True,
    )


def _clean(archive: ZipArchive) -> BytesIO:
    """A document with the same text parts, each parsed and written again without hidden text."""
    written = BytesIO()
    styles = _part(archive, "word/styles.xml")
    hidden = _list_hidden(styles)
    with ZipFile(written, "w") as cleaned:
        for name in dict.fromkeys(archive.names):
            if not name.endswith((".xml", ".rels")) or _WITHOUT_WORDS.fullmatch(name):
                continue  # a theme that is damaged damages no text
            root = archive.xml(name)
            if name.startswith("word/"):
                _drop_dangling(root, archive, name)
                _drop_deleted(root)
                _drop_hidden(root, hidden)
                drop_field_codes(root)
                write_form_fields(root)
                _open_fields(root)
                _write_formulas(root)
                _unwrap_ruby(root)
                _join_drop_caps(root)
            if _MAIN.fullmatch(name):
                _drop_contents(root, styles)
                write_drawings(root, archive, name)
            if _MAIN.fullmatch(name) or name in _NOTES:
                write_numbers(root, _part(archive, "word/numbering.xml"), styles)
                _name_headings(root, styles)
            if name == "word/numbering.xml":
                keep_bullets(root)
            elif name.startswith("word/"):
                drop_formats(root)
            cleaned.writestr(name, etree.tostring(root, encoding="utf-8", xml_declaration=True))
    written.seek(0)
    return written


def _part(archive: ZipArchive, name: str) -> Element | None:
    return archive.xml(name) if name in archive.names else None


def _drop_dangling(root: Element, archive: ZipArchive, name: str) -> None:
    """Remove references to what the file lacks, for which Mammoth would refuse all of it."""
    folder, file = posixpath.split(name)
    relations = _part(archive, f"{folder}/_rels/{file}.rels")
    targets = {one.get("Id"): one for one in relations} if relations is not None else {}
    for attribute in _RELATIONS:
        for element in root.iterfind(f".//*[@{attribute}]"):
            if element.get(attribute) not in targets:
                del element.attrib[attribute]
    for kind in ("footnote", "endnote"):
        found = [one.get("Target") or "" for one in targets.values() if (one.get("Type") or "").endswith(f"/{kind}s")]
        paths = [posixpath.join(f"/{folder}", target).lstrip("/") for target in found] or [f"word/{kind}s.xml"]
        notes = [note for path in paths if path in archive.names for note in archive.xml(path)]
        there = {note.get(f"{WORD}id") for note in notes}
        for reference in list(root.iter(f"{WORD}{kind}Reference")):
            parent = reference.getparent()
            if parent is not None and reference.get(f"{WORD}id") not in there:
                parent.remove(reference)


def _open_fields(root: Element) -> None:
    """Replace by their words what Mammoth leaves out: simple fields, directions, boxes to tick, line ends and tabs."""
    for box in list(root.iter("{*}checkbox")):
        holder = box.getparent()
        if holder is not None and holder.tag == f"{WORD}sdtPr":
            holder.remove(box)
    for line_break in root.iter(f"{WORD}br"):
        line_break.attrib.clear()  # words before and after the end of a page are two
    for name, known in (("cr", "br"), ("ptab", "tab")):
        for element in root.iter(f"{WORD}{name}"):
            element.tag = f"{WORD}{known}"
    etree.strip_tags(root, f"{WORD}fldSimple", f"{WORD}dir", f"{WORD}bdo")


def _drop_contents(root: Element, styles: Element | None) -> None:
    """Remove tables of contents and of figures, which repeat headings and captions beside numbers of pages."""
    known = {
        str(style.get(f"{WORD}styleId")): read_value(style, "name").lower()
        for style in (styles.iterfind(f"{WORD}style[@{WORD}type='paragraph']") if styles is not None else ())
    }
    for gallery in list(root.iter(f"{WORD}docPartGallery")):
        block = next(gallery.iterancestors(f"{WORD}sdt"), None)
        holder = block.getparent() if block is not None else None
        if block is not None and holder is not None and gallery.get(f"{WORD}val") == "Table of Contents":
            holder.remove(block)
    for paragraph in list(root.iter(f"{WORD}p")):
        style = read_value(paragraph, f"pPr/{WORD}pStyle")
        parent = paragraph.getparent()
        if parent is not None and _CONTENTS.fullmatch(known.get(style, style)):
            parent.remove(paragraph)


def _name_headings(root: Element, styles: Element | None) -> None:
    """Give paragraphs the heading style that theirs is made of; Mammoth knows no other headings."""
    known = list_styles(styles)
    levels = {id_: _heading_level_of(id_, known) for id_ in known}
    for stated in root.iter(f"{WORD}pStyle"):
        level = levels.get(str(stated.get(f"{WORD}val")))
        if level:
            stated.set(f"{WORD}val", f"Heading{level}")
    for outline in root.iterfind(f".//{WORD}pPr/{WORD}outlineLvl"):
        properties, stated_level = outline.getparent(), outline.get(f"{WORD}val") or ""
        is_heading = stated_level.isdecimal() and int(stated_level) < _MAX_HEADING_LEVEL
        if properties is not None and is_heading and properties.find(f"{WORD}pStyle") is None:
            etree.SubElement(properties, f"{WORD}pStyle").set(f"{WORD}val", f"Heading{int(stated_level) + 1}")


def _heading_level_of(id_: str, styles: dict[str, Element]) -> int:
    """The rank of the headings of a style, from 1 to 6; 0 for other styles."""
    for style in follow_bases(id_, styles):
        outline = read_value(style, f"pPr/{WORD}outlineLvl")
        named = _HEADING.fullmatch(read_value(style, "name"))
        if outline or named:
            level = int(named[1]) if named else int(outline) + 1 if outline.isdecimal() else 0
            return level if level <= _MAX_HEADING_LEVEL else 0
    return 0


def _write_formulas(root: Element) -> None:
    """Replace formulas by runs with their text; Mammoth would leave them out of their sentences."""
    for formula in list(root.iter(f"{MATH}oMath")):
        place = formula.getparent()
        if place is None:
            continue
        run = etree.Element(f"{WORD}r")
        text = etree.SubElement(run, f"{WORD}t")
        text.text = write_formula(formula)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        holder = place if place.tag != f"{MATH}oMathPara" else place.getparent()
        if holder is None:
            continue
        if holder is place:
            holder.replace(formula, run)
        else:
            holder.insert(holder.index(place), run)
            place.remove(formula)


def _unwrap_ruby(root: Element) -> None:
    """Replace words that have a reading above them by the words alone; Mammoth would leave both out."""
    for ruby in list(root.iter(f"{WORD}ruby")):
        run = ruby.getparent()
        holder = run.getparent() if run is not None else None
        if run is None or holder is None:
            continue
        for base in ruby.iterfind(f"{WORD}rubyBase/{WORD}r"):
            run.addprevious(base)
        run.remove(ruby)


def _join_drop_caps(root: Element) -> None:
    """Move a drop cap, which is a paragraph of its own, to the start of the paragraph that it begins."""
    for frame in list(root.iter(f"{WORD}framePr")):
        paragraph = next(frame.iterancestors(f"{WORD}p"), None)
        following = paragraph.getnext() if paragraph is not None else None
        if frame.get(f"{WORD}dropCap") not in {"drop", "margin"} or paragraph is None or following is None:
            continue
        if following.tag != f"{WORD}p":
            continue
        properties = following.find(f"{WORD}pPr")
        place = 0 if properties is None else following.index(properties) + 1
        for offset, run in enumerate(paragraph.findall(f"{WORD}r")):
            following.insert(place + offset, run)
        parent = paragraph.getparent()
        if parent is not None:
            parent.remove(paragraph)


def _drop_deleted(root: Element) -> None:
    """Remove words that are deleted or moved away; they would be items of lists."""
    for change in list(root.iter(f"{WORD}del", f"{WORD}moveFrom")):
        parent = change.getparent()
        if parent is not None and next(change.iter(f"{WORD}r"), None) is not None:
            parent.remove(change)


def _drop_hidden(root: Element, styles: frozenset[str]) -> None:
    for run in list(root.iter(f"{WORD}r")):
        parent = run.getparent()
        if parent is not None and _is_hidden(run, styles):
            parent.remove(run)


def _list_hidden(styles: Element | None) -> frozenset[str]:
    """The ids of the styles that hide their words."""
    found = styles.iterfind(f"{WORD}style/{WORD}rPr/{WORD}vanish") if styles is not None else ()
    return frozenset(
        str(style.get(f"{WORD}styleId")) for one in found if is_on(one) for style in one.iterancestors(f"{WORD}style")
    )


def _is_hidden(run: Element, styles: frozenset[str]) -> bool:
    properties = run.find(f"{WORD}rPr")
    paragraph = next(run.iterancestors(f"{WORD}p"), run)
    properties = etree.Element("none") if properties is None else properties
    vanish = properties.find(f"{WORD}vanish")
    named = {read_value(properties, "rStyle"), read_value(paragraph, f"pPr/{WORD}pStyle")}
    if is_on(vanish) if vanish is not None else not styles.isdisjoint(named):
        return True
    for name in ("strike", "dstrike"):  # struck words are not said any more
        struck = properties.find(f"{WORD}{name}")
        if struck is not None and is_on(struck):
            return True
    size = read_value(properties, "sz")
    if size.isdecimal() and int(size) < _MIN_HALF_POINTS:
        return True
    if read_value(properties, "color").upper() not in _WHITE:
        return False
    return read_value(properties, "highlight") in {"", "none", "white"} and not any(
        (shading.get(f"{WORD}fill") or "").upper() not in _PLAIN
        for holder in (run, *run.iterancestors())
        for shading in holder.iterfind(f"{WORD}{_tag(holder)}Pr/{WORD}shd")
    )


def _tag(element: Element) -> str:
    return str(etree.QName(element).localname)
