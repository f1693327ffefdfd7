"""Draws pages of a PDF file with a quote marked; runs in a parsing worker."""

import ctypes
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as api
from PIL import Image, ImageChops, ImageDraw

from index.parsing.page_pictures.quote_places import PageKeys, PagePart, order_glyphs
from index.parsing.page_pictures.task_format import encode_pictures, read_parts
from index.parsing.pdf.drawn_annotations import draw_annotations, open_document
from index.parsing.pdf.layout.line_numbers import drop_line_numbers
from index.parsing.pdf.layout.page_layout import arrange_lines
from index.parsing.pdf.page_characters import PageCharacters
from index.parsing.pdf.paragraphs.footnotes import split_footnotes
from index.parsing.pdf.printed_line import PrintedLine, Rectangle
from index.parsing.pdf.recognition.text_recognition import RecognizesLines, open_recognizer, read_page
from index.types import Raw

_LONG_SIDE_PX = 2_000  # Telegram shows 2,560 at most
_MAX_SCALE = 4.0
_MAX_RATIO = 15.0  # Telegram refuses photos with more than 20
_QUALITY = 88
_MARKER = (255, 233, 100)
_OUTLINE = (214, 120, 0)
_OUTLINE_PX = 2
_PADDING_PX = 3


def draw(
    raw: Raw, task: Mapping[str, Any], find_recognizer: Callable[[], RecognizesLines | None] = open_recognizer
) -> bytes:
    """Answer a task: find the parts of a quote, and draw their pages if the task asks for pictures.

    A page that is a picture is always drawn; the marker is on the lines in which the quote is recognized again.

    Returns:
        No pages if the place of one of the parts is not sure, or a page cannot be drawn.
    """
    pictures: list[tuple[int, bytes]] = []
    try:
        document = open_document(raw.data)
    except pdfium.PdfiumError:
        return encode_pictures([])
    try:
        for part in read_parts(task):
            page = draw_annotations(document, part.page)
            places = find_places(page, part)
            if not (places or _is_picture(page)) or not _has_usual_shape(page):
                return encode_pictures([])
            if not places and task["draws"]:
                places = _find_on_picture(page, part, find_recognizer())
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
    (rows,) = drop_line_numbers([characters.lines()])
    arranged = arrange_lines(rows)
    bodies, notes = split_footnotes([arranged])
    lines = [*bodies[0], *(line for note in notes[0] for line in note)]
    return PageKeys(order_glyphs(lines, glyphs)).find(part) or PageKeys(glyphs).find(part)


def _is_picture(page: pdfium.PdfPage) -> bool:
    characters = PageCharacters(page)
    characters.lines()  # it knows after the last line
    return characters.is_picture


def _find_on_picture(page: pdfium.PdfPage, part: PagePart, recognizer: RecognizesLines | None) -> list[Rectangle]:
    """The rectangles of a quote's part on a page that is a picture; empty if it is not recognized again."""
    rows = read_page(page, recognizer) if recognizer else []
    return PageKeys(word for row in rows for line in row for word in _split_line(line)).find(part)


def _split_line(line: PrintedLine) -> Iterator[tuple[str, Rectangle]]:
    """The words of a line with their places, as if all letters were equally wide."""
    step = (line.right - line.left) / max(len(line.text), 1)
    for word in re.finditer(r"\S+", line.text):
        left, right = line.left + step * word.start(), line.left + step * word.end()
        yield word[0], Rectangle(left, line.bottom, right, line.bottom + line.size)


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
