"""The styles of the cells of a workbook: the format of their numbers, and whether their words are struck out."""

from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.spreadsheets.format_codes import GENERAL, find_code, hides_words

ON = frozenset(("1", "true"))
"""The values of an attribute that switches something on."""


class CellStyles:
    """The styles that cells name by their number."""

    def __init__(self, parts: Iterable[Element]) -> None:
        """Take the parts of ``xl/styles.xml``; none if the workbook lacks it."""
        known = {str(etree.QName(part).localname): part for part in parts}
        codes = {
            int(one.get("numFmtId") or 0): one.get("formatCode") or GENERAL
            for one in known.get("numFmts", ())
            if (one.get("numFmtId") or "").isdecimal()
        }
        struck = [is_on(font.find("{*}strike")) for font in known.get("fonts", ())]
        self._codes: list[str] = []
        self._struck: list[bool] = []
        for style in known.get("cellXfs", ()):
            number, font = (style.get(name) or "0" for name in ("numFmtId", "fontId"))
            self._codes.append(find_code(int(number) if number.isdecimal() else 0, codes))
            self._struck.append(font.isdecimal() and int(font) < len(struck) and struck[int(font)])

    def code_of(self, style: int) -> str:
        """Return the code of the format of numbers."""
        return self._codes[style] if style < len(self._codes) else GENERAL

    def is_struck(self, style: int) -> bool:
        """Return whether the words of a cell are struck out."""
        return style < len(self._struck) and self._struck[style]

    def show_words(self, words: str, style: int) -> str:
        """Return words as a cell shows them; a format may hide them."""
        return "" if hides_words(self.code_of(style)) else words


def is_on(mark: Element | None) -> bool:
    """Whether an element that switches something on is there, and does not switch it off."""
    return mark is not None and mark.get("val", "1") in ON
