"""The links of a PDF page, with the words that they cover."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.text.normalization import canonicalize
from index.types import Link
from index.urls import resolve_link


def read_links(page: pdfium.PdfPage, text: pdfium.PdfTextPage, location: str) -> list[Link]:
    """The links of a page's annotations to other addresses than that of the file."""
    found = []
    position, link = ctypes.c_int(0), api.FPDF_LINK()
    while api.FPDFLink_Enumerate(page, position, link):
        target = resolve_link(_uri(page, link), location)
        area = api.FS_RECTF()
        if target and api.FPDFLink_GetAnnotRect(link, area):
            words = text.get_text_bounded(area.left, area.bottom, area.right, area.top)
            found.append(Link(target, " ".join(canonicalize(words).split())))
    return found


def _uri(page: pdfium.PdfPage, link: object) -> str:
    action = api.FPDFLink_GetAction(link)
    if not action or api.FPDFAction_GetType(action) != api.PDFACTION_URI:
        return ""
    size = api.FPDFAction_GetURIPath(page.pdf, action, None, 0)
    buffer = ctypes.create_string_buffer(size)
    api.FPDFAction_GetURIPath(page.pdf, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")
