"""The sheets of a workbook as one draft: each sheet is a section, and each row of a table is a line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from index.parsing import metadata
from index.parsing.draft import MAX_CHARS, DocumentDraft
from index.parsing.headings import locate_headings
from index.parsing.links import bare_links, unique_links
from index.parsing.text_builder import TextBuilder, write_cell
from index.text.normalization import canonicalize, has_words
from index.types import Link
from index.urls import display_name, is_url

_Table = list[dict[int, str]]
_SHEET_RANK = 2


class Sheet(NamedTuple):
    """A sheet with the words that it shows, by their columns; a row without words parts two tables."""

    name: str
    rows: Iterable[Mapping[int, str]]


def read_sheets(
    sheets: Iterable[Sheet],
    location: str,
    *,
    title: str | None = None,
    author: str | None = None,
    links: Sequence[Link] = (),
) -> DocumentDraft:
    """Read the sheets in order. The names of several sheets are headings; lines above the first table are its title.

    Args:
        sheets: With rows in order.
        location: Where the file is; its name is the title if there is no other.
        title: As the file states it.
        author: As the file states it.
        links: The links of its cells.
    """
    read = [(sheet.name, tables) for sheet in sheets if (tables := list(_list_tables(sheet.rows)))]
    blocks = TextBuilder()
    for name, tables in read:
        if len(read) > 1 and has_words(name):
            blocks.write(name, f"h{_SHEET_RANK}")
            blocks.end_block()
        for table in tables:
            _write_table(table, blocks)
    text = canonicalize(blocks.text)
    above = _title_above(read[0][1]) if read else None
    headings = [(block.text, _SHEET_RANK if block.owner else 0) for block in blocks.blocks]
    return DocumentDraft(
        text,
        title or above or _name_file(location),
        author,
        links=unique_links((*links, *bare_links(text)), location),
        headings=locate_headings(text, headings),
    )


def _list_tables(rows: Iterable[Mapping[int, str]]) -> Iterator[_Table]:
    """The tables of a sheet: rows that no empty row parts.

    A text that is too long is left off behind the limit, which ``parsing.extraction`` reports.
    """
    table: _Table = []
    length = 0
    for row in rows:
        cells = {column: words for column, cell in row.items() if (words := write_cell(cell))}
        length += sum(map(len, cells.values()))
        if cells:
            table.append(cells)
        elif table:
            yield table
            table = []
        if length > MAX_CHARS:
            break
    if table:
        yield table


def _write_table(table: _Table, blocks: TextBuilder) -> None:
    """Write rows as lines without the empty columns of the table; lines of one cell above them are paragraphs."""
    places = {column: place for place, column in enumerate(sorted({column for row in table for column in row}))}
    start = _count_title_lines(table)
    for row in table[:start]:
        blocks.write_lines("".join(row.values()))
        blocks.end_block()
    blocks.enter_list()
    length = 0
    for row in table[start:]:
        cells = [""] * (max(map(places.__getitem__, row)) + 1)
        for column, words in row.items():
            cells[places[column]] = words
        line = " | ".join(cells)
        blocks.write_lines(line)
        blocks.end_block()
        length += len(line)
        if length > MAX_CHARS:
            break
    blocks.leave_list()


def _count_title_lines(table: _Table) -> int:
    """The number of rows of one cell above the first row of several; 0 for a table of one column."""
    return next((place for place, row in enumerate(table) if len(row) > 1), 0)


def _title_above(tables: Sequence[_Table]) -> str | None:
    """The first line of a sheet, if it stands alone above a table."""
    first = tables[0]
    is_alone = _count_title_lines(first) or (len(first) == 1 and len(tables) > 1)
    return metadata.keep_title("".join(first[0].values())) if is_alone and len(first[0]) == 1 else None


def _name_file(location: str) -> str:
    name = unquote(PurePath(urlsplit(location).path).name) if is_url(location) else display_name(location)
    return PurePath(name).stem
