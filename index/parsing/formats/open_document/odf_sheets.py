"""The sheets of an OpenDocument spreadsheet: the words that their cells show, without what is hidden."""

from collections.abc import Iterator

from lxml.etree import _Element as Element

from index.parsing.formats.open_document.odf_names import DRAW, OFFICE, TABLE, TEXT, XLINK
from index.parsing.formats.open_document.odf_styles import OdfStyles, is_hidden
from index.parsing.formats.spreadsheets.merged_cells import MAX_LABELLED_ROWS, RowLabels
from index.parsing.formats.spreadsheets.sheet_text import Sheet
from index.types import Link

_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_HIDDEN = frozenset(("collapse", "filter"))
_MAX_REPEATS = 100
_MAX_COLUMNS, _MAX_ROWS = 16_384, 1_048_576
_SHAPES = (f"{DRAW}text-box", f"{DRAW}custom-shape", f"{DRAW}rect", f"{DRAW}ellipse")


def list_sheets(body: Element, styles: OdfStyles) -> Iterator[Sheet]:
    """List the sheets that a spreadsheet shows."""
    for note in list(body.iter(f"{OFFICE}annotation")):
        if (parent := note.getparent()) is not None:
            parent.remove(note)
    for table in body.iterfind(f"{TABLE}table"):
        if not styles.is_hidden_table(table.get(f"{TABLE}style-name")):
            yield Sheet(table.get(f"{TABLE}name") or "", _list_rows(table, styles))


def list_sheet_links(body: Element) -> list[Link]:
    """List the links of the cells."""
    anchors = ((anchor.get(f"{XLINK}href") or "", anchor) for anchor in body.iter(f"{TEXT}a"))
    return [Link(target, " ".join(_words_of(anchor).split())) for target, anchor in anchors if "://" in target]


def _list_rows(table: Element, styles: OdfStyles) -> Iterator[dict[int, str]]:
    hidden = _find_hidden_columns(table)
    labels = RowLabels()
    number = 0
    for row in table.iter(f"{TABLE}table-row"):
        repeats = _count_repeats(row, "rows", _MAX_ROWS)
        number += repeats
        if row.get(f"{TABLE}visibility") in _HIDDEN:
            continue
        cells = _read_cells(row, hidden, styles)
        for _ in range(min(repeats, _MAX_REPEATS) if cells else 1):
            yield labels.fill(number, cells)
        for column, last in _list_spans(row, number):
            if column in cells:
                labels.open(last, column, cells[column])
    for shape in table.iter(*_SHAPES):
        for paragraph in shape.iter(f"{TEXT}p"):
            yield {}
            yield {0: _words_of(paragraph)}


def _list_spans(row: Element, number: int) -> Iterator[tuple[int, int]]:
    """The column and the last row of each cell that is merged with those below it."""
    at = 0
    for cell in row.iterchildren(*_CELLS):
        stated = cell.get(f"{TABLE}number-rows-spanned") or "1"
        spanned = int(stated) if stated.isascii() and stated.isdecimal() else 1
        if 1 < spanned <= MAX_LABELLED_ROWS:
            yield at, number + spanned - 1
        at += _count_repeats(cell, "columns", _MAX_COLUMNS)


def _find_hidden_columns(table: Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter(f"{TABLE}table-column"):
        count = _count_repeats(column, "columns", _MAX_COLUMNS)
        if column.get(f"{TABLE}visibility") in _HIDDEN:
            hidden.update(range(at, at + count))
        at += count
    return hidden


def _read_cells(row: Element, hidden: set[int], styles: OdfStyles) -> dict[int, str]:
    cells: dict[int, str] = {}
    at = 0
    for cell in row.iterchildren(*_CELLS):
        count = _count_repeats(cell, "columns", _MAX_COLUMNS)
        properties = styles.of_text("table-cell", cell.get(f"{TABLE}style-name"), {})
        is_shown = cell.tag == _CELLS[0] and not is_hidden(properties, on_paper=False)
        words = "\n".join(map(_words_of, cell.iterfind(f"{TEXT}p"))) if is_shown else ""
        if words.strip():
            cells.update((place, words) for place in range(at, at + min(count, _MAX_REPEATS)) if place not in hidden)
        at += count
    return cells


def _count_repeats(element: Element, name: str, most: int) -> int:
    stated = element.get(f"{TABLE}number-{name}-repeated") or "1"
    return min(int(stated), most) if stated.isascii() and stated.isdecimal() else 1


def _words_of(paragraph: Element) -> str:
    parts = [paragraph.text or ""]
    for part in paragraph:
        is_blank = part.tag in {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}
        parts += [" " if is_blank else _words_of(part), part.tail or ""]
    return "".join(parts)
