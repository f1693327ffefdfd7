"""Draws pages of a PDF file with a quote marked; runs in a parsing worker."""

import ctypes
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as api
from PIL import Image, ImageChops, ImageDraw

from index.parsing.page_pictures.quote_places import PageKeys, PagePart, order_glyphs
from index.parsing.page_pictures.task_format import encode_pictures, read_parts
from index.parsing.pdf.footnotes import split_footnotes
from index.parsing.pdf.page_characters import PageCharacters
from index.parsing.pdf.page_layout import arrange_lines
from index.parsing.pdf.printed_words import Rectangle
from index.types import Raw

_LONG_SIDE_PX = 2_000  # Telegram shows 2,560 at most
_MAX_SCALE = 4.0
_MAX_RATIO = 15.0  # Telegram refuses photos with more than 20
_QUALITY = 88
_MARKER = (255, 233, 100)
_OUTLINE = (214, 120, 0)
_OUTLINE_PX = 2
_PADDING_PX = 3


def draw(raw: Raw, task: Mapping[str, Any]) -> bytes:
    """Answer a task: find the parts of a quote, and draw their pages if the task asks for pictures.

    Returns:
        No pages if the place of one of the parts is not sure, or a page cannot be drawn.
    """
    pictures: list[tuple[int, bytes]] = []
    try:
        document = pdfium.PdfDocument(raw.data)
    except pdfium.PdfiumError:
        return encode_pictures([])
    try:
        for part in read_parts(task):
            page = document[part.page]
            places = find_places(page, part)
            if not places or not _has_usual_shape(page):
                return encode_pictures([])
            pictures.append((part.page, _draw_page(page, places) if task["draws"] else b""))
            page.close()
    except (pdfium.PdfiumError, IndexError):
        return encode_pictures([])
    finally:
        document.close()
    return encode_pictures(pictures)


def find_places(page: pdfium.PdfPage, part: PagePart) -> list[Rectangle]:
    """The rectangles of a quote's part on its page, in points; empty if they are not sure."""
    characters = PageCharacters(page)
    glyphs = list(characters.glyphs())
    arranged = arrange_lines(list(characters.lines()))
    bodies, notes = split_footnotes([arranged])
    lines = [*bodies[0], *(line for note in notes[0] for line in note)]
    return PageKeys(order_glyphs(lines, glyphs)).find(part) or PageKeys(glyphs).find(part)


def _has_usual_shape(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    return bool(min(width, height) > 0 and max(width, height) <= _MAX_RATIO * min(width, height))


def _draw_page(page: pdfium.PdfPage, places: Sequence[Rectangle]) -> bytes:
    scale = min(_LONG_SIDE_PX / max(page.get_size()), _MAX_SCALE)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    areas = [_to_pixels(page, picture.size, place) for place in places]
    marker = Image.new("RGB", picture.size, "white")
    paint = ImageDraw.Draw(marker)
    for area in areas:
        paint.rectangle(area, fill=_MARKER)
    marked = ImageChops.multiply(picture, marker)  # the letters stay as dark as they are
    paint = ImageDraw.Draw(marked)
    for area in areas:
        paint.rectangle(area, outline=_OUTLINE, width=_OUTLINE_PX)  # seen on a dark page, too
    written = io.BytesIO()
    marked.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _to_pixels(page: pdfium.PdfPage, size: tuple[int, int], place: Rectangle) -> tuple[int, int, int, int]:
    """The area of a picture that shows a place, also on a page that is turned or cropped."""
    corners = []
    for x, y in ((place.left, place.bottom), (place.right, place.top)):
        across, down = ctypes.c_int(), ctypes.c_int()
        api.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (one, two), (three, four) = corners
    pad = _PADDING_PX
    return min(one, three) - pad, min(two, four) - pad, max(one, three) + pad, max(two, four) + pad
