"""The words of drawings in a Word document: text boxes, charts and SmartArt, as paragraphs below the drawing.

Mammoth reads a text box only where the file repeats it in an old form, and no chart or diagram.
"""

from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.word.ooxml_names import CHART, COMPATIBILITY, DIAGRAM, DRAWING, RELATIONS, WORD
from index.parsing.formats.word.open_packaging import find_part
from index.parsing.formats.zip_archive import ZipArchive
from index.parsing.text_builder import write_cell

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_drawings(document: Element, archive: ZipArchive, name: str) -> None:
    """Write the words of each drawing below its paragraph.

    Args:
        document: The main part; changed in place.
        archive: The file.
        name: The name of the main part.
    """
    for alternative in list(document.iter(f"{COMPATIBILITY}AlternateContent")):
        old, new = alternative.find(f"{COMPATIBILITY}Fallback"), alternative.find(f"{COMPATIBILITY}Choice")
        if old is None and new is not None:
            new.tag = f"{COMPATIBILITY}Fallback"  # Mammoth reads no other
        elif old is not None and alternative.find(f"{COMPATIBILITY}Choice//{WORD}txbxContent") is not None:
            alternative.remove(old)
    places: dict[Element, Element] = {}
    for drawing in list(document.iter(f"{WORD}txbxContent", f"{CHART}chart", f"{DIAGRAM}relIds")):
        paragraph = next(drawing.iterancestors(f"{WORD}p"), None)
        if paragraph is None:
            continue
        for written in _read(drawing, archive, name):
            places.get(paragraph, paragraph).addnext(written)
            places[paragraph] = written


def _read(drawing: Element, archive: ZipArchive, name: str) -> Iterable[Element]:
    if drawing.tag == f"{WORD}txbxContent":
        return list(drawing)
    relation = drawing.get(f"{RELATIONS}{'id' if drawing.tag == f'{CHART}chart' else 'dm'}")
    part = find_part(archive, name, relation)
    if part is None:
        return []
    lines = read_chart(part) if drawing.tag == f"{CHART}chart" else read_lines(part.iter(f"{DIAGRAM}t"))
    return [_to_paragraph(line) for line in lines if line]


def read_chart(chart: Element) -> Iterator[str]:
    """Yield the titles of a chart and of its axes, the names of its series, and the labels of its categories."""
    yield from read_lines(chart.iter(f"{CHART}title"))
    for labels in (f"{CHART}ser/{CHART}tx", f"{CHART}ser/{CHART}cat"):
        values = (write_cell(value.text or "") for value in chart.iterfind(f".//{labels}//{CHART}v"))
        yield " | ".join(dict.fromkeys(filter(None, values)))


def read_lines(holders: Iterable[Element]) -> Iterator[str]:
    """Yield the words of each paragraph of drawings."""
    for holder in holders:
        for paragraph in holder.iter(f"{DRAWING}p"):
            yield " ".join("".join(text.text or "" for text in paragraph.iter(f"{DRAWING}t")).split())


def _to_paragraph(words: str) -> Element:
    paragraph = etree.Element(f"{WORD}p")
    text = etree.SubElement(etree.SubElement(paragraph, f"{WORD}r"), f"{WORD}t")
    text.text = words
    text.set(_SPACE, "preserve")
    return paragraph
