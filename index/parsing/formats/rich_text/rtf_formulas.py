"""Formulas of RTF, whose control words are the names of Office's formula elements after an "m"."""

from typing import TYPE_CHECKING

from lxml import etree

from index.parsing.formats.word.ooxml_names import MATH
from index.parsing.formulas import write_formula

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAX_DEPTH = 50
_VALUES = frozenset(("chr", "begChr", "endChr", "sepChr", "pos", "type", "degHide", "subHide", "supHide", "limLoc"))


class RtfFormula:
    """A formula that is being read."""

    def __init__(self) -> None:
        """Start with an empty formula."""
        self._root = etree.Element(f"{MATH}oMath")
        self._open: list[Element] = [self._root]

    def enter(self) -> None:
        """Start a group."""
        is_deep = len(self._open) > _MAX_DEPTH
        self._open.append(self._open[-1] if is_deep else etree.SubElement(self._open[-1], f"{MATH}e"))

    def leave(self) -> None:
        """End a group."""
        if len(self._open) == 1:
            return
        element = self._open.pop()
        if etree.QName(element).localname in _VALUES:
            element.set(f"{MATH}val", "".join(map(str, element.itertext())))
            for part in list(element):
                element.remove(part)

    def name(self, word: str) -> None:
        """Name the group by its first control word."""
        if word.startswith("m") and len(word) > 1 and len(self._open[-1]) == 0 and len(self._open) > 1:
            self._open[-1].tag = f"{MATH}{word[1:]}"

    def write(self, text: str) -> None:
        """Add words."""
        etree.SubElement(self._open[-1], f"{MATH}t").text = text

    def __str__(self) -> str:
        """The formula on one line."""
        return write_formula(self._root)
