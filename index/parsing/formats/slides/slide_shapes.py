"""The shapes of a PowerPoint slide as HTML (Office Open XML, DrawingML)."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple, Self

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.slides.slide_paragraphs import read_inline, write_paragraphs
from index.parsing.formats.word.docx_drawings import read_chart, read_lines
from index.parsing.formats.word.ooxml_names import DIAGRAM, RELATIONS
from index.parsing.formats.word.open_packaging import find_part
from index.parsing.formats.zip_archive import ZipArchive

_TITLES = frozenset(("title", "ctrTitle"))
_FURNITURE = frozenset(("dt", "ftr", "hdr", "sldNum", "sldImg"))
_SHAPES = frozenset(("sp", "pic", "graphicFrame", "cxnSp"))
_HOLDERS = frozenset(("grpSp", "Choice", "AlternateContent"))
_MAX_DEPTH = 30


class SlideSize(NamedTuple):
    """The size of the slides, in English Metric Units; 0 where it is not known."""

    width: int
    height: int

    @classmethod
    def of(cls, stated: Element | None) -> Self:
        """Read the size."""
        width, height = ((stated.get(name) or "" if stated is not None else "") for name in ("cx", "cy"))
        return cls(int(width) if width.isdecimal() else 0, int(height) if height.isdecimal() else 0)


def write_shapes(  # noqa: PLR0913 - the file, and what is known of its slide
    slide: Element,
    archive: ZipArchive,
    path: str,
    links: Mapping[str, str],
    size: SlideSize | None,
    *,
    only: str | None = None,
) -> Iterator[str]:
    """Yield the HTML of the shapes of a slide: the title first, the others in their order.

    Args:
        slide: The root of the slide, or of its notes.
        archive: The file.
        path: The path of the slide in it.
        links: The web addresses that the slide links to, by relation.
        size: Of the slides; shapes outside are left out.
        only: The kind of the only placeholder to write.
    """
    tree = slide.find("{*}cSld/{*}spTree")
    shapes = list(_list_shapes(tree, size)) if tree is not None else []
    kinds = {shape: _placeholder_of(shape) for shape in shapes}
    for shape in sorted(shapes, key=lambda one: kinds[one] not in _TITLES):
        kind = kinds[shape]
        if kind in _FURNITURE or (only is not None and kind != only):
            continue
        if _name(shape) == "graphicFrame":
            yield from _write_frame(shape, archive, path, links)
        elif kind in _TITLES:
            lines = filter(None, (read_inline(one, links).strip() for one in shape.iterfind("{*}txBody/{*}p")))
            yield f"<h2>{' '.join(lines).replace('<br>', ' ')}</h2>"
        else:
            body = shape.find("{*}txBody")
            if body is not None:
                yield write_paragraphs(body, links, is_list=kind in {"", "body", "obj"} and only is None)
            alt = _described(shape)
            if _name(shape) == "pic" and alt:
                yield f'<p><img alt="{escape(alt)}"></p>'


def _list_shapes(holder: Element, size: SlideSize | None, depth: int = 0) -> Iterator[Element]:
    for child in holder:
        name = _name(child)
        if name in _SHAPES and not _is_unseen(child, size if depth == 0 else None):
            yield child
        elif name == "AlternateContent" and depth < _MAX_DEPTH:
            chosen = next(iter(child), None)
            if chosen is not None:
                yield from _list_shapes(chosen, size, depth)
        elif name in _HOLDERS and depth < _MAX_DEPTH and not _is_unseen(child, size if depth == 0 else None):
            yield from _list_shapes(child, size, depth + 1)


def _is_unseen(shape: Element, size: SlideSize | None) -> bool:
    """Whether a shape is hidden or outside of the slide."""
    properties = shape.find("./*/{*}cNvPr")
    if properties is not None and properties.get("hidden") in {"1", "true"}:
        return True
    frame = shape.find("{*}spPr/{*}xfrm")
    frame = shape.find("{*}xfrm") if frame is None else frame
    if frame is None or size is None or not all(size):
        return False
    offset, extent = frame.find("{*}off"), frame.find("{*}ext")
    if offset is None or extent is None:
        return False
    x, y = (_to_int(offset.get(name)) for name in ("x", "y"))
    width, height = (_to_int(extent.get(name)) for name in ("cx", "cy"))
    return x >= size.width or y >= size.height or x + width <= 0 or y + height <= 0


def _write_frame(frame: Element, archive: ZipArchive, path: str, links: Mapping[str, str]) -> Iterator[str]:
    """The HTML of a table, a chart or a diagram."""
    for table in frame.iter("{*}tbl"):
        is_headed = any(one.get("firstRow") in {"1", "true"} for one in table.iterfind("{*}tblPr"))
        rows = "".join(
            f"<tr>{''.join(_write_cell(cell, links, 'th' if is_headed and not place else 'td') for cell in row)}</tr>"
            for place, row in enumerate(table.iterfind("{*}tr"))
        )
        yield f"<table>{rows}</table>"
    for chart in frame.iter("{*}chart"):
        part = find_part(archive, path, chart.get(f"{RELATIONS}id"))
        yield from (f"<p>{escape(line)}</p>" for line in (read_chart(part) if part is not None else ()) if line)
    for diagram in frame.iter("{*}relIds"):
        part = find_part(archive, path, diagram.get(f"{RELATIONS}dm"))
        lines = read_lines(part.iter(f"{DIAGRAM}t")) if part is not None else ()
        yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines if line)}</ul>"


def _write_cell(cell: Element, links: Mapping[str, str], tag: str) -> str:
    if _name(cell) != "tc" or cell.get("hMerge") in {"1", "true"} or cell.get("vMerge") in {"1", "true"}:
        return ""
    spans = "".join(
        f' {name}="{_to_int(cell.get(stated))}"'
        for name, stated in (("colspan", "gridSpan"), ("rowspan", "rowSpan"))
        if cell.get(stated)
    )
    body = cell.find("{*}txBody")
    return f"<{tag}{spans}>{'' if body is None else write_paragraphs(body, links, is_list=False)}</{tag}>"


def _placeholder_of(shape: Element) -> str | None:
    """The kind of a placeholder, empty for one without a kind; None for other shapes."""
    found = shape.find("./*/{*}nvPr/{*}ph")
    return None if found is None else found.get("type") or ""


def _described(shape: Element) -> str:
    properties = shape.find("./*/{*}cNvPr")
    return "" if properties is None else properties.get("descr") or ""


def _name(element: Element) -> str:
    return str(etree.QName(element).localname)


def _to_int(written: str | None) -> int:
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,12}", written) else 0
