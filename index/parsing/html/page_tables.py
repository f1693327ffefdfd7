"""The tables of a page: those of other elements get the tags of tables, layout tables become divisions.

This comes before the selection of the main text.
"""

import re

from lxml import etree
from lxml.html import HtmlElement

from index.parsing.html.list_numbers import write_before_words
from index.parsing.html.structure import BLOCKS, CONTAINERS, text_length

_TABLE_PARTS = ("caption", "thead", "tbody", "tfoot", "tr", "td", "th")
_MAX_DATA_CELL_CHARS = 600
_MIN_LAYOUT_CHARS = 200
_MAX_SPAN = 100
_TAGS_OF_ROLES = {
    **dict.fromkeys(("table", "grid", "treegrid"), "table"),
    "rowgroup": "tbody",
    "row": "tr",
    **dict.fromkeys(("cell", "gridcell"), "td"),
    **dict.fromkeys(("columnheader", "rowheader"), "th"),
}
_MIN_COLUMNS = 2
_MARK = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\]|[•◦▪‣–—-]")
_MARKED_COLUMNS = 2
_EQUATION_NUMBER = re.compile(r"\([\w.]{1,6}\)")


def prepare_tables(tree: HtmlElement) -> None:
    """Keep the tables of data, with all cells in each row; those of equations, list marks and layout become text."""
    _name_tables(tree)
    _join_equations(tree)
    _join_marks(tree)
    _unwrap_tables(tree)
    _fill_merged_cells(tree)


def _name_tables(tree: HtmlElement) -> None:
    """Give the tags of tables to elements that are tables by their roles (WAI-ARIA)."""
    for table in tree.xpath("//*[@role='table' or @role='grid' or @role='treegrid']"):
        rows = table.xpath(".//*[@role='row']")
        if table.tag == "table" or not any(len(row.xpath("./*[@role]")) >= _MIN_COLUMNS for row in rows):
            continue
        for part in list(table.iter(etree.Element)):
            tag = _TAGS_OF_ROLES.get(part.attrib.pop("role", None) or "")
            if tag:
                part.tag = tag
            elif part is not table and not any(around.tag in {"td", "th"} for around in part.iterancestors()):
                part.drop_tag()  # between the table and its rows


def _join_equations(tree: HtmlElement) -> None:
    """Make a paragraph of a table of one row that sets an equation and its number."""
    for table in list(tree.iter("table")):
        rows = list(table.iter("tr"))
        cells = [cell for cell in rows[0] if cell.tag == "td"] if len(rows) == 1 else []
        words = [" ".join(cell.text_content().split()) for cell in cells]
        is_numbered = any(map(_EQUATION_NUMBER.fullmatch, words)) and len(list(filter(None, words))) == _MARKED_COLUMNS
        if is_numbered and next(table.iterdescendants("img", *BLOCKS), None) is None:
            tail = table.tail
            table.clear()
            table.tag, table.text, table.tail = "p", " ".join(filter(None, words)), tail


def _join_marks(tree: HtmlElement) -> None:
    """Write a mark of a list that is a cell or a term of its own before the words beside it, as in printed laws."""
    for mark in list(tree.iter("dt")):
        words = mark.getnext()
        if words is not None and words.tag == "dd" and _is_marked(mark, words):
            write_before_words(words, f"{' '.join(mark.text_content().split())} ")
            mark.drop_tree()
    for table in list(tree.iter("table")):
        rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr") if _is_of(row, table)]
        if not rows or not all(len(row) == _MARKED_COLUMNS and _is_marked(*row) for row in rows):
            continue
        for mark, words in rows:
            write_before_words(words, f"{' '.join(mark.text_content().split())} ")
            mark.drop_tree()
        for part in [*table.iter("tbody", "tr", "td"), table]:
            if part is table or _is_of(part, table):
                part.tag = "div"


def _unwrap_tables(tree: HtmlElement) -> None:
    """Turn layout tables into divisions, and lists in the cells of other tables into words."""
    for cell in list(tree.iter("td")):
        if cell.find(".//pre") is not None and "".join(cell.itertext()).replace("\n", "").strip().isdecimal():
            cell.drop_tree()  # the numbers of the lines of code in the cell beside it
    layouts = {table for table in tree.iter("table") if _is_layout_table(table)}
    parts = [
        part
        for part in tree.iter(*_TABLE_PARTS)
        if (table := next(part.iterancestors("table"), None)) is None or table in layouts  # a lost part is a division
    ]
    for element in (*layouts, *parts):
        element.tag = "div"
    entries = [entry for entry in tree.iter("li") if _is_in_cell(entry)]
    for entry in entries:
        previous = entry.getprevious()
        if previous is not None:
            previous.tail = None
            if not len(previous):
                previous.text = (previous.text or "").rstrip()
            entry.text = "; " + (entry.text or "").lstrip()
    for element in entries + [lists for lists in tree.iter("ul", "ol") if _is_in_cell(lists)]:
        element.drop_tag()


def _fill_merged_cells(tree: HtmlElement) -> None:
    """Give each row of a table as many cells as it shows: one that spans rows is in each of them."""
    for table in tree.iter("table"):
        if not table.xpath(".//*[@rowspan or @colspan]"):
            continue
        open_cells: dict[int, tuple[int, str]] = {}  # by column: the rows that are left, and the words
        for row in table.iter("tr"):
            _fill_row(row, open_cells)


def _fill_row(row: HtmlElement, open_cells: dict[int, tuple[int, str]]) -> None:
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    column = 0
    for cell in [*cells, None]:
        while column in open_cells:
            left, words = open_cells.pop(column)
            copy = row.makeelement("td")
            copy.text = words
            if cell is None:
                row.append(copy)
            else:
                cell.addprevious(copy)
            if left > 1:
                open_cells[column] = (left - 1, words)
            column += 1
        if cell is None:
            return
        rows, columns = _to_span(cell.get("rowspan")), _to_span(cell.get("colspan"))
        words = " ".join("".join(cell.itertext()).split())
        for place in range(columns):
            if place:
                cell.addnext(row.makeelement("td"))
            if rows > 1:
                open_cells[column + place] = (rows - 1, "" if place else words)
        column += columns


def _to_span(written: str | None) -> int:
    return min(int(written), _MAX_SPAN) if written and written.isdecimal() and int(written) > 0 else 1


def _is_layout_table(table: HtmlElement) -> bool:
    if table.get("role") in {"presentation", "none"} or table.find(".//table") is not None:
        return True
    if any(child.tag in CONTAINERS and text_length(child) for row in table.iter("tr") for child in row):
        return True  # what is outside the cells of a table is shown in front of it
    cells = [cell for cell in table.iter("td", "th") if text_length(cell)]
    return len(cells) == 1 or any(
        (len(cell.findall(".//p")) > 1 and text_length(cell) > _MIN_LAYOUT_CHARS)
        or cell.find(".//h1") is not None
        or text_length(cell) > _MAX_DATA_CELL_CHARS
        for cell in cells
    )


def _is_in_cell(element: HtmlElement) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _is_of(part: HtmlElement, table: HtmlElement) -> bool:
    """Whether a part belongs to a table itself, not to one in it."""
    return next(part.iterancestors("table"), None) is table


def _is_marked(mark: HtmlElement, words: HtmlElement) -> bool:
    return _MARK.fullmatch(" ".join(mark.text_content().split())) is not None and bool(words.text_content().strip())
