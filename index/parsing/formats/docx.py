"""DOCX to a draft, through Mammoth's HTML: without pictures, comments, deletions and hidden text."""

from io import BytesIO
from zipfile import ZipFile

import mammoth
from lxml import etree
from lxml.etree import _Element as Element

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.zip_archive import ZipArchive
from index.parsing.html import fragment
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, has_words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = "docProps/core.xml"
_STYLES = "p[style-name='Title'] => h1:fresh"
_OFF = frozenset(("0", "false", "off", "none"))
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
    found = fragment.read(f"<html><body>{converted.value}</body></html>", location)
    stated = _declared(archive, "title")
    if stated.casefold().startswith(_NOT_A_TITLE) or stated.casefold().endswith((".doc", ".docx")):
        stated = ""
    when, author = metadata.find_date_and_author(found.text)
    return DocumentDraft(
        found.text,
        stated or found.heading or metadata.find_title_line(found.text),
        author or _declared(archive, "creator") or None,
        when,
        links=unique_links((*found.links, *bare_links(found.text)), location),
    )


def _clean(archive: ZipArchive) -> BytesIO:
    """A document with the same text parts, each parsed and written again without hidden text."""
    written = BytesIO()
    with ZipFile(written, "w") as cleaned:
        for name in dict.fromkeys(archive.names):
            if not name.endswith((".xml", ".rels")) or name.startswith("customXml/"):
                continue
            root = archive.xml(name)
            if name.startswith("word/"):
                _drop_hidden(root)
            cleaned.writestr(name, etree.tostring(root, encoding="utf-8", xml_declaration=True))
    written.seek(0)
    return written


def _drop_hidden(root: Element) -> None:
    for run in list(root.iter(f"{_W}r")):
        parent, properties = run.getparent(), run.find(f"{_W}rPr")
        if parent is not None and properties is not None and _is_hidden(run, properties):
            parent.remove(run)


def _is_hidden(run: Element, properties: Element) -> bool:
    vanish = properties.find(f"{_W}vanish")
    if vanish is not None and (vanish.get(f"{_W}val") or "").lower() not in _OFF:
        return True
    size = _value(properties, "sz")
    if size.isdecimal() and int(size) < _MIN_HALF_POINTS:
        return True
    if _value(properties, "color").upper() not in _WHITE:
        return False
    return _value(properties, "highlight") in {"", "none", "white"} and not any(
        (shading.get(f"{_W}fill") or "").upper() not in _PLAIN
        for holder in (run, *run.iterancestors())
        for shading in holder.iterfind(f"{_W}{_tag(holder)}Pr/{_W}shd")
    )


def _tag(element: Element) -> str:
    return str(etree.QName(element).localname)


def _value(properties: Element, name: str) -> str:
    found = properties.find(f"{_W}{name}")
    return str(found.get(f"{_W}val") or "") if found is not None else ""


def _declared(archive: ZipArchive, name: str) -> str:
    """A field of the document's metadata; empty if it has none."""
    if _CORE not in archive.names:
        return ""
    found = archive.xml(_CORE).find(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    written = "" if found is None else "".join(map(str, found.itertext()))
    stated = " ".join(canonicalize(written).split())
    return stated if has_words(stated) else ""
