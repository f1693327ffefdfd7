"""The words of the text boxes of a sheet and the titles of its charts, whose labels are words of cells."""

from collections.abc import Iterator

from index.parsing.formats.spreadsheets.cell_styles import ON
from index.parsing.formats.word.docx_drawings import read_lines
from index.parsing.formats.word.ooxml_names import CHART
from index.parsing.formats.word.open_packaging import find_part, read_relations, relation_of
from index.parsing.formats.zip_archive import ZipArchive

_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")


def read_drawn_words(archive: ZipArchive, sheet: str) -> Iterator[str]:
    """Yield the lines of the drawings of a sheet, in their order.

    Args:
        archive: The workbook.
        sheet: The path of the sheet.
    """
    targets = read_relations(archive, sheet).values()
    paths = (one.path for one in targets if one.kind.endswith("/drawing") and not one.is_outside)
    for path in paths:
        if path not in archive.names:
            continue
        for anchor in archive.xml(path).iterchildren(*_ANCHORS):
            if any(one.get("hidden") in ON for one in anchor.iter("{*}cNvPr")):
                continue
            lines = list(read_lines(anchor.iter("{*}txBody")))
            for chart in anchor.iter(f"{CHART}chart"):
                part = find_part(archive, path, relation_of(chart))
                lines += read_lines(part.iter(f"{CHART}title")) if part is not None else ()
            yield from filter(None, lines)
