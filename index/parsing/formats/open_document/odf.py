"""OpenDocument to a draft: texts (ODT) and presentations (ODP) through our HTML, and spreadsheets (ODS).

A file is packed, or flat XML.
"""

from lxml import etree
from lxml.etree import _Element as Element

from index.errors import UnsupportedError
from index.parsing import metadata
from index.parsing.detection import refuse
from index.parsing.draft import DocumentDraft
from index.parsing.formats.open_document.odf_html import drop_element, write_body
from index.parsing.formats.open_document.odf_names import DC, DRAW, META, OFFICE, PRESENTATION, TEXT
from index.parsing.formats.open_document.odf_package import OdfPackage
from index.parsing.formats.open_document.odf_sheets import list_sheet_links, list_sheets
from index.parsing.formats.open_document.odf_styles import OdfStyles
from index.parsing.formats.slides.slide_deck import read_slides
from index.parsing.formats.spreadsheets.sheet_text import read_sheets
from index.parsing.html import fragment
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, has_words

_NAMES = {"drawing": "an OpenDocument drawing"}


def read(data: bytes, location: str) -> DocumentDraft:
    """Read an OpenDocument text, presentation or spreadsheet.

    Raises:
        UnsupportedError: The file is damaged, protected by a password, or of another kind.
        TooLargeError: The file unpacks to more than the limit.
    """
    package = OdfPackage(data, location)
    styles = OdfStyles(package.content, package.part("styles.xml"))
    stated = package.part("meta.xml")
    title = metadata.keep_title(_declared(stated, f"{DC}title"))
    author = _declared(stated, f"{META}initial-creator") or _declared(stated, f"{DC}creator") or None
    language = styles.language()
    presentation = package.body("presentation")
    if presentation is not None:
        slides = [_to_slide(page, styles, package) for page in presentation.iter(f"{DRAW}page")]
        shown = (slide for slide in slides if slide is not None)
        return read_slides(shown, location, title=title, author=author, language=language)
    workbook = package.body("spreadsheet")
    if workbook is not None:
        sheets = list_sheets(workbook, styles)
        return read_sheets(sheets, location, title=title, author=author, links=list_sheet_links(workbook))
    body = package.body("text")
    if body is None:
        kind = next((name for kind, name in _NAMES.items() if package.body(kind) is not None), "an OpenDocument file")
        raise UnsupportedError(refuse(location, kind))
    write_body(body, styles, package.embedded)
    found = fragment.read(_to_html(body), location)
    when, written = metadata.find_date_and_author(found.text)
    return DocumentDraft(
        found.text,
        title or found.title or metadata.find_title_line(found.text),
        written or author,
        when,
        language,
        unique_links((*found.links, *bare_links(found.text)), location),
        headings=found.headings,
        has_code=True,
    )


def _to_slide(page: Element, styles: OdfStyles, package: OdfPackage) -> str | None:
    """A slide with its title and notes; None for one that the presentation does not show."""
    if styles.is_hidden_slide(page.get(f"{DRAW}style-name")):
        return None
    for frame in list(page.iter(f"{DRAW}frame")):
        kind = frame.get(f"{PRESENTATION}class")
        if frame.get(f"{PRESENTATION}placeholder") == "true" or kind in {"page-number", "date-time", "footer", "page"}:
            drop_element(frame)
        elif kind == "title":
            _name_title(frame)
    for notes in page.iter(f"{PRESENTATION}notes"):
        notes.tag = "div"
    write_body(page, styles, package.embedded)
    return _to_html(page)


def _name_title(frame: Element) -> None:
    """Make headings of the paragraphs of a title."""
    for paragraph in frame.iter(f"{TEXT}p"):
        paragraph.tag = f"{TEXT}h"
        paragraph.set(f"{TEXT}outline-level", "2")


def _to_html(body: Element) -> str:
    return f"<html>{etree.tostring(body, encoding='unicode', method='html', with_tail=False)}</html>"


def _declared(root: Element | None, name: str) -> str:
    """A field of the document's metadata; empty if it has none."""
    found = None if root is None else root.find(f".//{OFFICE}meta/{name}")
    stated = "" if found is None else " ".join(canonicalize("".join(map(str, found.itertext()))).split())
    return stated if has_words(stated) else ""
