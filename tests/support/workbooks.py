"""Small Excel workbooks, made in code."""

from collections.abc import Mapping, Sequence
from html import escape

from tests.support.pdf_files import archive

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(*rows: str, before: str = "", behind: str = "") -> str:
    """A sheet with rows of ``row``, and with elements before and behind them."""
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{before}<sheetData>{"".join(rows)}</sheetData>{behind}'
        "</worksheet>"
    )


def row(number: int, *cells: str | float, attributes: str = "") -> str:
    """A row; a text that begins with "<" is a cell in XML, and an empty one is no cell."""
    written: list[str] = []
    for place, cell in enumerate(cells):
        at = f"{chr(ord('A') + place)}{number}"
        if isinstance(cell, int | float):
            written.append(f'<c r="{at}"><v>{cell}</v></c>')
        elif cell.startswith("<"):
            written.append(cell.format(at=at))
        elif cell:
            written.append(f'<c r="{at}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
    return f'<row r="{number}"{attributes}>{"".join(written)}</row>'


def xlsx(
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    strings: Sequence[str] = (),
    codes: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook.

    Args:
        sheets: The XML of each sheet by its name.
        states: How each sheet is hidden, by its name.
        strings: The XML of the shared strings.
        codes: The formats of numbers; cells name the first of them as style 1. The last style is struck out.
        files: Further files.
    """
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="r{at}" state="{(states or {}).get(name, "visible")}"/>'
        for at, name in enumerate(sheets, 1)
    )
    targets = [(f"r{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    targets += [("styles", "styles", "styles.xml"), ("strings", "sharedStrings", "sharedStrings.xml")]
    relations = "".join(
        f'<Relationship Id="{one}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for one, kind, to in targets
    )
    formats = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{escape(code)}"/>' for at, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{164 + at}" fontId="0"/>' for at in range(len(codes)))
    return archive(
        {
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts><fonts><font/><font><strike/>'
            f'</font></fonts><cellXfs><xf numFmtId="0" fontId="0"/>{styles}<xf fontId="1"/></cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(f"<si>{one}</si>" for one in strings)}</sst>',
            **{f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(sheets.values(), 1)},
            **(files or {}),
        }
    )
