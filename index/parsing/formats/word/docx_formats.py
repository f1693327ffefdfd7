"""The formats of a Word document: most of a long file is formats, and Mammoth takes seconds to read them."""

from lxml.etree import _Element as Element

from index.parsing.formats.word.ooxml_names import WORD

_FORMATS = {
    f"{WORD}{properties}": frozenset(f"{WORD}{name}" for name in names)
    for properties, names in {
        "pPr": ("pStyle", "numPr", "rPr", "outlineLvl"),
        "rPr": ("rStyle", "vertAlign", "b", "i", "ins", "del", "moveFrom", "moveTo"),
        "tblPr": ("tblStyle",),
        "trPr": ("tblHeader", "ins", "del", "gridBefore", "gridAfter"),
        "tcPr": ("gridSpan", "vMerge", "hMerge"),
    }.items()
}
"""The properties that Mammoth turns into HTML."""

_MARKS = ("proofErr", "lastRenderedPageBreak", "sectPr")
"""Marks of the spelling checker and of the layout."""


def drop_formats(root: Element) -> None:
    """Remove the formats that change no words, in place."""
    for properties in list(root.iter(*_FORMATS)):
        for part in list(properties):
            if part.tag not in _FORMATS[properties.tag]:
                properties.remove(part)
    for name in _MARKS:
        for part in list(root.iter(f"{WORD}{name}")):
            parent = part.getparent()
            if parent is not None and not part.tail:
                parent.remove(part)
    for element in root.iter(f"{WORD}p", f"{WORD}r", f"{WORD}tr"):
        element.attrib.clear()  # they name the sessions of writing
