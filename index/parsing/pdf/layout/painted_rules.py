"""The rules of a page: straight lines, and the edges of rectangles, as PDFium finds them."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.parsing.pdf.layout.ruled_cells import Fill, Rule, Rules, merge_fills, merge_rules
from index.parsing.pdf.printed_line import Rectangle

_MAX_OBJECTS = 2_000  # a drawing has more
_MAX_SEGMENTS = 400
_THICK_PT = 6.5
_SHORT_PT = 6.0
_SLIM = 3  # times longer than thick
_STRAIGHT_PT = 0.5
_PAPER_SHARE = 0.8
_WHITE_FROM = 250

_Line = tuple[float, float, float, float]
"""The two ends of a line: x, y, x, y."""


def read_rules(page: pdfium.PdfPage) -> Rules:
    """The rules of a page; none if it has too much painted on it, like a drawing."""
    paper = Rectangle(*page.get_bbox())
    lines: list[_Line] = []
    fills: list[Fill] = []
    painted = 0
    sides = tuple(ctypes.c_float() for _ in range(4))
    for number in range(api.FPDFPage_CountObjects(page)):
        item = api.FPDFPage_GetObject(page, number)
        if api.FPDFPageObj_GetType(item) != api.FPDF_PAGEOBJ_PATH:
            continue
        painted += 1
        if painted > _MAX_OBJECTS:
            return Rules((), ())
        api.FPDFPageObj_GetBounds(item, *sides)
        box = Rectangle(*(side.value for side in sides))
        width, height = box.right - box.left, box.top - box.bottom
        if max(width, height) < _SHORT_PT or width * height > _PAPER_SHARE * paper.area:
            continue
        if min(width, height) <= _THICK_PT and max(width, height) > _SLIM * min(width, height):
            x, y = box.middle
            lines.append((x, box.bottom, x, box.top) if height > width else (box.left, y, box.right, y))
        elif (segments := list(_list_segments(item))) and _is_stroked(item):
            lines += segments
        elif segments and all(_is_straight(line) for line in segments):
            colour = _fill_colour(item)
            fills += [Fill(colour, box)] if min(colour) < _WHITE_FROM else []
    for box in merge_fills(fills):
        left, bottom, right, top = box
        lines += (left, bottom, left, top), (right, bottom, right, top)
        lines += (left, bottom, right, bottom), (left, top, right, top)
    return Rules(
        merge_rules(
            Rule((a + c) / 2, *sorted((b, d))) for a, b, c, d in lines if _is_short(a - c) and not _is_short(b - d)
        ),
        merge_rules(
            Rule((b + d) / 2, *sorted((a, c))) for a, b, c, d in lines if _is_short(b - d) and not _is_short(a - c)
        ),
    )


def _is_short(length: float) -> bool:
    return abs(length) <= _STRAIGHT_PT


def _is_straight(line: _Line) -> bool:
    return _is_short(line[0] - line[2]) or _is_short(line[1] - line[3])


def _is_stroked(item: "api.FPDF_PAGEOBJECT") -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(api.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke.value)


def _fill_colour(item: "api.FPDF_PAGEOBJECT") -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    api.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return red.value, green.value, blue.value


def _list_segments(item: "api.FPDF_PAGEOBJECT") -> Iterator[_Line]:
    """The segments of a path; none if it has curves."""
    count = api.FPDFPath_CountSegments(item)
    matrix = api.FS_MATRIX()
    if count > _MAX_SEGMENTS or not api.FPDFPageObj_GetMatrix(item, matrix):
        return
    points: list[tuple[float, float, int]] = []
    start = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = api.FPDFPath_GetPathSegment(item, number)
        kind = api.FPDFPathSegment_GetType(segment)
        if kind == api.FPDF_SEGMENT_BEZIERTO:
            return
        api.FPDFPathSegment_GetPoint(segment, x, y)
        place = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        start = place if kind == api.FPDF_SEGMENT_MOVETO else start
        points.append((*place, kind))
        if api.FPDFPathSegment_GetClose(segment):
            points.append((*start, api.FPDF_SEGMENT_LINETO))
    for (x1, y1, _), (x2, y2, kind) in pairwise(points):
        if kind == api.FPDF_SEGMENT_LINETO:
            yield x1, y1, x2, y2
