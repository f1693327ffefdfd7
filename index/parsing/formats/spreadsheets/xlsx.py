"""XLSX to a draft: the cells of each sheet as it shows them, without hidden sheets, rows and columns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.spreadsheets.cell_styles import ON, CellStyles, is_on
from index.parsing.formats.spreadsheets.drawn_words import read_drawn_words
from index.parsing.formats.spreadsheets.merged_cells import MergedCells, read_reference
from index.parsing.formats.spreadsheets.number_formats import NumberWriter
from index.parsing.formats.spreadsheets.sheet_text import Sheet, read_sheets
from index.parsing.formats.word.open_packaging import read_property, read_relations, relation_of
from index.parsing.formats.zip_archive import ZipArchive
from index.text import language
from index.types import Link

_MAIN = "xl/workbook.xml"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_READ_PARTS = ("{*}row", "{*}col", "{*}hyperlink")
_MAX_COLUMNS = 16_384
_SAMPLED_CHARS = 5_000
_TRUTH = {"0": "FALSE", "1": "TRUE"}


def read(data: bytes, location: str) -> DocumentDraft:
    """Read an Excel workbook.

    Raises:
        UnsupportedError: The file is damaged.
        TooLargeError: The file unpacks to more than the limit.
    """
    archive = ZipArchive(data, location)
    workbook = _Workbook(archive)
    sheets = [Sheet(name, workbook.read_rows(path)) for name, path in workbook.list_sheets()]
    return read_sheets(
        sheets,
        location,
        title=metadata.keep_title(read_property(archive, "title")),
        author=read_property(archive, "creator") or None,
        links=workbook.links,
    )


class _Workbook:
    """The parts of a workbook that its sheets share."""

    def __init__(self, archive: ZipArchive) -> None:
        self._archive = archive
        self._main = archive.xml(_MAIN)
        self._targets = read_relations(archive, _MAIN)
        self._styles = CellStyles(self._shared("/styles"))
        self._words = [_words_of(item) for item in self._shared("/sharedStrings")]
        about = self._main.find("{*}workbookPr")
        stated = language.detect(" ".join(self._words)[:_SAMPLED_CHARS])
        self._numbers = NumberWriter(stated, from_1904=about is not None and about.get("date1904") in ON)
        self.links: list[Link] = []

    def list_sheets(self) -> Iterator[tuple[str, str]]:
        """The name and path of each sheet of cells that the workbook shows."""
        for sheet in self._main.iterfind("{*}sheets/{*}sheet"):
            target = self._targets.get(relation_of(sheet))
            is_shown = sheet.get("state", "visible") == "visible"
            if target and is_shown and target.kind.endswith("/worksheet") and target.path in self._archive.names:
                yield sheet.get("name") or "", target.path

    def read_rows(self, path: str) -> Iterator[dict[int, str]]:
        """The rows of a sheet; one without words for all that are left out between two others."""
        hidden: set[int] = set()
        linked: dict[str, str] = {}
        expected = 1
        data = self._archive.read(path)
        merged = MergedCells.of(data)
        for part in self._walk(data):
            name = etree.QName(part).localname
            if name == "col" and _is_hidden(part, "width"):
                hidden.update(range(_to_number(part.get("min")), _to_number(part.get("max")) + 1))
            elif name == "row" and not _is_hidden(part, "ht"):
                number = _to_number(part.get("r")) or expected
                if number > expected:
                    yield {}
                expected = number + 1
                cells = self._read_cells(part, hidden, linked)
                yield merged.fill(number, cells) if merged is not None else cells
            elif name == "row":
                expected = max(expected, _to_number(part.get("r")) + 1)
            elif name == "hyperlink":
                self._add_link(part, path, linked)
        for line in read_drawn_words(self._archive, path):
            yield {}
            yield {1: line}

    def _walk(self, data: bytes) -> Iterator[Element]:
        """The elements of a sheet that count, each freed behind its use."""
        walk = etree.iterparse(
            BytesIO(data),
            tag=_READ_PARTS,
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, part in walk:
                yield part
                part.clear()
                before = part.getprevious()
                if before is not None and (parent := part.getparent()) is not None:
                    parent.remove(before)
        except etree.XMLSyntaxError:
            self._archive.fail()

    def _read_cells(self, row: Element, hidden: set[int], linked: dict[str, str]) -> dict[int, str]:
        cells: dict[int, str] = {}
        column = 0
        for cell in row.iterfind("{*}c"):
            place = read_reference(cell.get("r") or "")
            column = place[0] if place else column + 1
            if column in hidden or column > _MAX_COLUMNS:
                continue
            words = self._read_cell(cell)
            if words:
                cells[column] = words
                linked[cell.get("r") or ""] = words
        return cells

    def _read_cell(self, cell: Element) -> str:
        style = _to_number(cell.get("s"))
        if self._styles.is_struck(style):
            return ""
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return "" if inline is None else self._styles.show_words(_words_of(inline), style)
        value = cell.findtext("{*}v") or ""
        if kind == "s":
            place = _to_number(value) if value.strip().isdecimal() else len(self._words)
            return self._styles.show_words(self._words[place], style) if place < len(self._words) else ""
        if kind == "d":
            return self._numbers.write_stated_day(value, self._styles.code_of(style))
        if kind == "b":
            return _TRUTH.get(value, value)
        return self._numbers.write(value, self._styles.code_of(style)) if kind == "n" and value else value

    def _add_link(self, part: Element, path: str, linked: Mapping[str, str]) -> None:
        target = read_relations(self._archive, path).get(relation_of(part))
        if target is not None and target.is_outside and "://" in target.target:
            first = (part.get("ref") or "").partition(":")[0]
            self.links.append(Link(target.target, " ".join(linked.get(first, "").split())))

    def _shared(self, kind: str) -> Iterable[Element]:
        """The root of a part that all sheets share; empty if the workbook has none."""
        paths = (one.path for one in self._targets.values() if one.kind.endswith(kind) and not one.is_outside)
        path = next((path for path in paths if path in self._archive.names), None)
        return () if path is None else self._archive.xml(path)


def _words_of(item: Element) -> str:
    """The words of a string, without those that are struck out and the readings of Japanese words."""
    parts: list[str] = []
    for child in item:
        kind = etree.QName(child).localname
        if kind == "t":
            parts.append(child.text or "")
        elif kind == "r" and not is_on(child.find("{*}rPr/{*}strike")):
            parts.append(child.findtext("{*}t") or "")
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(parts))


def _is_hidden(part: Element, size: str) -> bool:
    """Whether a row or column is not shown, or so small that nothing of it is seen."""
    return part.get("hidden") in ON or re.fullmatch(r"0+(?:\.0*)?", part.get(size) or "") is not None


def _to_number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdecimal() else 0
