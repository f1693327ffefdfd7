"""PDF to a draft: the lines of each page as PDFium finds them, without invisible text."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.errors import EmptyError, UnsupportedError
from index.parsing import metadata
from index.parsing.detection import protected
from index.parsing.draft import DocumentDraft
from index.parsing.links import bare_links, unique_links
from index.parsing.pdf.document_information import find_stated_author, find_stated_title
from index.parsing.pdf.drawn_annotations import draw_annotations, open_document, show_text
from index.parsing.pdf.layout.line_numbers import drop_line_numbers
from index.parsing.pdf.layout.page_layout import add_lines, arrange_lines
from index.parsing.pdf.page_characters import PageCharacters
from index.parsing.pdf.paragraphs.code_lines import drop_typewriting, indent_code
from index.parsing.pdf.paragraphs.footnotes import split_footnotes
from index.parsing.pdf.paragraphs.printed_headings import find_headings, read_outline
from index.parsing.pdf.paragraphs.printed_title import find_title, names_something
from index.parsing.pdf.paragraphs.reflow import reflow_pages
from index.parsing.pdf.printed_line import PrintedLine, Row
from index.parsing.pdf.recognition.text_recognition import RecognizesLines, open_recognizer, read_page, time_left_s
from index.parsing.pdf.running_heads import drop_running_heads
from index.text.normalization import canonicalize, has_words
from index.urls import display_name

if TYPE_CHECKING:
    from index.types import Link

_RESERVED_S = 25.0  # for the page that is read, and for the rest of the work on the file
_MAX_UNREADABLE = 0.5  # of what is read
_BARS = re.compile(r"(?: \|)+ ")  # between the cells of a row


def read(
    data: bytes, location: str, find_recognizer: Callable[[], RecognizesLines | None] = open_recognizer
) -> DocumentDraft:
    """Read a PDF file.

    Args:
        data: The file.
        location: Where it is.
        find_recognizer: Opens what reads pages without text; called for the first of them.

    Raises:
        UnsupportedError: The file is encrypted or damaged.
        EmptyError: The file has no text, like a scan.
    """
    document = _open(data, location)
    try:
        printed: list[list[list[PrintedLine]]] = []
        links: list[Link] = []
        pictures: dict[int, int] = {}
        read = unreadable = 0
        for number in range(len(document)):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                printed.append([])  # only this page is damaged
                continue
            characters = PageCharacters(page)
            links += characters.links(location)
            lines = characters.lines()
            if show_text(page):
                characters.close()
                characters = PageCharacters(draw_annotations(document, number))
                known = {part for row in lines for part in row}
                drawn = characters.lines()
                lines = add_lines(
                    *([row for row in drawn if known.isdisjoint(row) == is_new] for is_new in (False, True))
                )
            printed.append(lines)
            if characters.is_picture:
                pictures[number] = characters.unreadable_count
            read += characters.read_count
            unreadable += characters.unreadable_count
            characters.close()
        recognized = _read_pictures(document, list(pictures), find_recognizer, is_scan=not read)
        for number, rows in recognized.items():
            printed[number] = rows
            unreadable -= pictures[number]
        fields = document.get_metadata_dict()
        outline = read_outline(document)
    finally:
        document.close()
    printed = drop_running_heads(drop_line_numbers(drop_typewriting(printed)))
    pages = [indent_code(arrange_lines(page)) for page in printed]
    bodies, notes = split_footnotes(pages)
    text, starts = reflow_pages(bodies, notes)
    if unreadable > _MAX_UNREADABLE * read or (unreadable and not has_words(text)):
        raise _unreadable_error(location)
    if not has_words(text):
        raise _no_text_error(location, len(pages), is_recognizing=find_recognizer() is not None)
    when, author = metadata.find_date_and_author(text)
    return DocumentDraft(
        text,
        find_stated_title(fields.get("Title", ""), text) or find_title(pages) or _find_first_words(text, bodies),
        author or find_stated_author(fields.get("Author", "")),
        when,
        links=unique_links((*links, *bare_links(text)), location),
        pages=starts,
        recognized=tuple(number + 1 for number in recognized),
        headings=find_headings(text, starts, bodies, outline),
        has_code=any(line.is_code for page in bodies for line in page),
    )


def _read_pictures(
    document: pdfium.PdfDocument,
    numbers: Sequence[int],
    find_recognizer: Callable[[], RecognizesLines | None],
    *,
    is_scan: bool,
) -> dict[int, list[Row]]:
    """The rows of pages that are pictures, by their numbers from 0; only those with text that was surely read.

    A file that has other pages keeps them if the time is short. A scan that takes too long is an error.
    """
    recognizer = find_recognizer() if numbers else None
    found: dict[int, list[Row]] = {}
    for number in numbers:
        if recognizer is None or (not is_scan and time_left_s() < _RESERVED_S):
            break
        rows = read_page(document[number], recognizer)
        if rows:
            found[number] = rows
    return found


def _open(data: bytes, location: str) -> pdfium.PdfDocument:
    try:
        return open_document(data)
    except pdfium.PdfiumError as error:
        name = display_name(location)
        if error.err_code in {api.FPDF_ERR_PASSWORD, api.FPDF_ERR_SECURITY}:
            raise UnsupportedError(protected(location)) from None
        raise UnsupportedError(
            f"{name} is a damaged or unfinished PDF file; open it yourself, print it as PDF again, and index that."
        ) from None


def _no_text_error(location: str, pages: int, *, is_recognizing: bool) -> EmptyError:
    count = "its one page" if pages == 1 else f"its {pages} pages"
    by_pincite = "" if is_recognizing else "install text recognition (`pip install 'pincite[ocr]'`), or "
    return EmptyError(
        f"{display_name(location)} has no text in {count}: it is a scan, or empty; {by_pincite}run text recognition "
        "over it (OCRmyPDF does) and index the result."
    )


def _unreadable_error(location: str) -> EmptyError:
    return EmptyError(
        f"{display_name(location)} has no readable text: its fonts do not say which letters they print; run text "
        "recognition over it (OCRmyPDF with --force-ocr does) and index the result."
    )


def _find_first_words(text: str, bodies: Sequence[Sequence[PrintedLine]]) -> str | None:
    """A title from the first words that are no footnote, no number and no row of a table, if there are others."""
    lines = [line for page in bodies for line in page]
    named = (line for line in lines if names_something(line))
    first = next(named, next(iter(lines), None))
    start = max(text.find(canonicalize(first.text)), 0) if first else 0
    body = text[start:]
    title = metadata.find_title_line(body) or metadata.derive_title(body)
    return _BARS.sub(" ", title).strip(" |") or title
