"""PDF to a draft: the lines of each page as PDFium finds them, without invisible text."""

import ctypes
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.errors import EmptyError, UnsupportedError
from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats import reflow
from index.parsing.formats.reflow import PrintedLine
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, has_words
from index.types import Link
from index.urls import display_name, resolve_link

_MIN_SIZE_PT = 2.0  # smaller text is not printed to be read
_WHITE_FROM = 250
_MAX_FAINT_ALPHA = 12  # of 255
_MAX_OBJECTS = 5_000
_NOT_A_TITLE = ("microsoft word", "microsoft powerpoint", "untitled", "slide 1", "powerpoint presentation")
_FILE_SUFFIXES = (".doc", ".docx", ".pdf", ".tex", ".dvi", ".indd", ".odt", ".qxd", ".ps", ".rtf", ".ppt", ".pptx")
_HYPHEN = "\x02"  # PDFium's character for a hyphen at the end of a line, with the line end
_LINE_ENDS = "\r\n" + _HYPHEN


class _Rectangle(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def read(data: bytes, location: str) -> DocumentDraft:
    """Read a PDF file.

    Raises:
        UnsupportedError: The file is encrypted or damaged.
        EmptyError: The file has no text, like a scan.
    """
    document = _open(data, location)
    try:
        pages: list[list[PrintedLine]] = []
        links: list[Link] = []
        for number in range(len(document)):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                pages.append([])  # only this page is damaged
                continue
            reader = _PdfPageReader(page)
            pages.append(reader.lines())
            links += reader.links(location)
            reader.close()
        fields = document.get_metadata_dict()
    finally:
        document.close()
    text, starts = reflow.reflow_pages(pages)
    if not has_words(text):
        raise _no_text_error(location, len(pages))
    when, author = metadata.find_date_and_author(text)
    return DocumentDraft(
        text,
        _declared_title(fields.get("Title", "")) or reflow.find_title(pages) or metadata.find_title_line(text),
        author or _declared_author(fields.get("Author", "")),
        when,
        links=unique_links((*links, *bare_links(text)), location),
        pages=starts,
    )


def _open(data: bytes, location: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        name = display_name(location)
        if error.err_code in {api.FPDF_ERR_PASSWORD, api.FPDF_ERR_SECURITY}:
            raise UnsupportedError(
                f"{name} is protected by a password; save a copy without one and index that."
            ) from None
        raise UnsupportedError(
            f"{name} is a damaged or unfinished PDF file; open it yourself, print it as PDF again, and index that."
        ) from None


def _no_text_error(location: str, pages: int) -> EmptyError:
    count = "its one page" if pages == 1 else f"its {pages} pages"
    return EmptyError(
        f"{display_name(location)} has no text in {count}: it is a scan, or empty; run text recognition over it "
        "(OCRmyPDF does) and index the result."
    )


class _PdfPageReader:
    """One page: its visible characters as lines, and its links."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._text = page.get_textpage()
        self._codes = [api.FPDFText_GetUnicode(self._text, index) for index in range(self._text.count_chars())]
        self._painted: list[tuple[_Rectangle, bool]] | None = None

    def close(self) -> None:
        self._text.close()
        self._page.close()

    def lines(self) -> list[PrintedLine]:
        """The lines in reading order."""
        paper = _Rectangle(*self._page.get_bbox())
        found: list[PrintedLine] = []
        run: list[int] = []
        visible = True
        for index, code in enumerate(self._codes):
            character = chr(code)
            if character in _LINE_ENDS:
                run += [index] if character == _HYPHEN and run else []
                found += self._line(run)
                run = []
                visible = True
                continue
            if not character.isspace():
                if not run or chr(self._codes[run[-1]]).isspace():
                    visible = self._is_visible(index, paper)
                if not visible:
                    continue
            run.append(index)
        found += self._line(run)
        return found

    def links(self, location: str) -> list[Link]:
        """The links of the page's annotations, with the words that they cover."""
        found = []
        position, link = ctypes.c_int(0), api.FPDF_LINK()
        while api.FPDFLink_Enumerate(self._page, position, link):
            target = resolve_link(self._uri(link), location)
            area = api.FS_RECTF()
            if target and api.FPDFLink_GetAnnotRect(link, area):
                words = self._text.get_text_bounded(area.left, area.bottom, area.right, area.top)
                found.append(Link(target, " ".join(canonicalize(words).split())))
        return found

    def _uri(self, link: object) -> str:
        action = api.FPDFLink_GetAction(link)
        if not action or api.FPDFAction_GetType(action) != api.PDFACTION_URI:
            return ""
        size = api.FPDFAction_GetURIPath(self._page.pdf, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        api.FPDFAction_GetURIPath(self._page.pdf, action, buffer, size)
        return buffer.value.decode("utf-8", "replace")

    def _line(self, run: list[int]) -> list[PrintedLine]:
        text = "".join(chr(self._codes[index]) for index in run).replace(_HYPHEN, "-")
        if not text.strip():
            return []
        solid = [index for index in run if not chr(self._codes[index]).isspace()]
        first, last = self._box(solid[0]), self._box(solid[-1])
        size = sorted(self._box(index).top - self._box(index).bottom for index in solid[:: max(len(solid) // 5, 1)])
        left, right = min(first.left, last.left), max(first.right, last.right)
        return [PrintedLine(reflow.replace_ligatures(text), left, right, first.bottom, size[len(size) // 2])]

    def _box(self, index: int) -> _Rectangle:
        area = api.FS_RECTF()
        api.FPDFText_GetLooseCharBox(self._text, index, area)
        return _Rectangle(area.left, area.bottom, area.right, area.top)

    def _is_visible(self, index: int, paper: _Rectangle) -> bool:
        """Whether a character is visible: large enough, on the page, and not in the colour of the paper.

        Invisible characters over an image come from text recognition and count as visible.
        """
        box = self._box(index)
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        if max(box.top - box.bottom, box.right - box.left) < _MIN_SIZE_PT or not paper.contains(x, y):
            return False
        mode = api.FPDFTextObj_GetTextRenderMode(api.FPDFText_GetTextObject(self._text, index))
        if mode == api.FPDF_TEXTRENDERMODE_INVISIBLE:
            return any(is_image and area.contains(x, y) for area, is_image in self._find_painted())
        red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
        known = api.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha)
        if known and alpha.value <= _MAX_FAINT_ALPHA:
            return False
        white = known and min(red.value, green.value, blue.value) >= _WHITE_FROM
        return not white or any(area.contains(x, y) for area, _ in self._find_painted())

    def _find_painted(self) -> list[tuple[_Rectangle, bool]]:
        """The areas that are painted on the page, text aside, and whether each is an image."""
        if self._painted is None:
            self._painted = []
            kinds = (api.FPDF_PAGEOBJ_IMAGE, api.FPDF_PAGEOBJ_PATH, api.FPDF_PAGEOBJ_SHADING)
            for number, item in enumerate(self._page.get_objects(filter=kinds, max_depth=2)):
                if number >= _MAX_OBJECTS:
                    break
                self._painted.append((_Rectangle(*item.get_bounds()), item.type == api.FPDF_PAGEOBJ_IMAGE))
        return self._painted


def _declared_title(title: str) -> str | None:
    """The title in a file's metadata, unless a program wrote it there by itself."""
    title = " ".join(canonicalize(title).split())
    written = title.casefold()
    machine_made = written.startswith(_NOT_A_TITLE) or written.endswith(_FILE_SUFFIXES) or "/" in title or "\\" in title
    return title if has_words(title) and not machine_made else None


def _declared_author(author: str) -> str | None:
    """The author in a file's metadata, if it is a name and not an account."""
    author = " ".join(canonicalize(author).split())
    return author if " " in author and "@" not in author else None
