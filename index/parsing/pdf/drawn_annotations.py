"""Annotations that show text on a page: the fields of a form with their values, typed notes and stamps."""

import logging
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as api

_FORM_LOGGER = "pypdfium2._helpers.document"
_SHOWING_TEXT = frozenset((api.FPDF_ANNOT_FREETEXT, api.FPDF_ANNOT_STAMP, api.FPDF_ANNOT_WIDGET))
_MAX_ANNOTATIONS = 5_000


def open_document(data: bytes) -> pdfium.PdfDocument:
    """Open a file so that the fields of its form have an appearance.

    Raises:
        PdfiumError: The file is encrypted or damaged.
    """
    document = pdfium.PdfDocument(data)
    logging.getLogger(_FORM_LOGGER).setLevel(logging.ERROR)  # it warns of forms that have XFA besides their fields
    try:
        document.init_forms()
    except pdfium.PdfiumError:
        document.close()
        raise
    return document


def show_text(page: pdfium.PdfPage) -> bool:
    """Whether a page has annotations that may show text."""
    return not _SHOWING_TEXT.isdisjoint(_subtypes(page))


def draw_annotations(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """Return a page of which its visible annotations are part; links are lost.

    Args:
        document: No other page object of that number may be open.
        number: Of the page, from 0.
    """
    page = document[number]
    if api.FPDFPage_Flatten(page, api.FLAT_NORMALDISPLAY) == api.FLATTEN_SUCCESS:
        page.close()
        page = document[number]
    return page


def _subtypes(page: pdfium.PdfPage) -> Iterator[int]:
    for number in range(min(api.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = api.FPDFPage_GetAnnot(page, number)
        if annotation:
            yield api.FPDFAnnot_GetSubtype(annotation)
            api.FPDFPage_CloseAnnot(annotation)
