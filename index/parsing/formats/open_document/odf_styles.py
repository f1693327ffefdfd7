"""The styles of an OpenDocument file, which inherit from one another: what is hidden, a title, code or a list. Pure."""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from index.parsing.formats.open_document.odf_names import FO, OFFICE, PRESENTATION, STYLE, TABLE, TEXT

Properties = Mapping[str, str]
"""What a style states about words, by names of attributes."""

_MAX_STYLES = 12  # that inherit from one another
_TITLE = "Title"
_CODE = "Preformatted_20_Text"
_WHITE = re.compile(r"#f[ef]f[ef]f[ef]", re.IGNORECASE)
_PLAIN = re.compile(r"transparent|#ffffff|", re.IGNORECASE)
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
_MIN_POINTS = 1.5  # less is no print


def is_hidden(properties: Properties, *, on_paper: bool) -> bool:
    """Whether words are not shown: hidden, struck through, too small, or white on the paper."""
    if properties.get(f"{TEXT}display") == "none":
        return True
    if any(properties.get(f"{STYLE}text-line-through-{name}", "none") != "none" for name in ("style", "type")):
        return True  # struck words are not said any more
    size = _POINTS.fullmatch(properties.get(f"{FO}font-size", ""))
    if size is not None and float(size[1]) < _MIN_POINTS:
        return True
    is_plain = _PLAIN.fullmatch(properties.get(f"{FO}background-color", "")) is not None
    return on_paper and is_plain and _WHITE.fullmatch(properties.get(f"{FO}color", "")) is not None


class OdfStyles:
    """The styles of the content and of the document, by family and name."""

    def __init__(self, content: Element, common: Element | None) -> None:
        """Read the styles of ``content.xml`` and ``styles.xml``."""
        self._styles: dict[tuple[str, str], Element] = {}
        self.lists: dict[str, Element] = {}
        self.outline: Element | None = None
        for root in (common, content):
            if root is None:
                continue
            for style in root.iter(f"{STYLE}style"):
                self._styles[style.get(f"{STYLE}family") or "", style.get(f"{STYLE}name") or ""] = style
            for style in root.iter(f"{TEXT}list-style"):
                self.lists[style.get(f"{STYLE}name") or ""] = style
            outline = root.find(f"{OFFICE}styles/{TEXT}outline-style")
            self.outline = self.outline if outline is None else outline

    def of_text(self, family: str, name: str | None, around: Properties) -> Properties:
        """The properties of words in a style, which override those of the words around them."""
        stated: dict[str, str] = {}
        for style in self._inherited(family, name):
            for properties in style.iterfind(f"{STYLE}text-properties"):
                stated = {**{str(key): str(value) for key, value in properties.attrib.items()}, **stated}
        return {**around, **stated} if stated else around

    def has_background(self, element: Element) -> bool:
        """Whether a paragraph, a cell or a table has a colour of its own."""
        for family in ("paragraph", "table-cell", "table-row", "table", "section"):
            name = element.get(f"{TEXT}style-name") or element.get(f"{TABLE}style-name")
            for style in self._inherited(family, name):
                for properties in style.iterfind(f"{STYLE}{family}-properties"):
                    if not _PLAIN.fullmatch(properties.get(f"{FO}background-color") or ""):
                        return True
        return False

    def is_hidden_slide(self, name: str | None) -> bool:
        """Whether a presentation does not show the slides of a style."""
        return any(
            properties.get(f"{PRESENTATION}visibility") == "hidden"
            for style in self._inherited("drawing-page", name)
            for properties in style.iterfind(f"{STYLE}drawing-page-properties")
        )

    def is_hidden_table(self, name: str | None) -> bool:
        """Whether a spreadsheet does not show the sheets of a style."""
        return any(
            properties.get(f"{TABLE}display") == "false"
            for style in self._inherited("table", name)
            for properties in style.iterfind(f"{STYLE}table-properties")
        )

    def is_title(self, name: str | None) -> bool:
        """Whether a paragraph style is that of the document's title."""
        return any(style.get(f"{STYLE}name") == _TITLE for style in self._inherited("paragraph", name))

    def is_code(self, name: str | None) -> bool:
        """Whether a paragraph style is that of code, whose blanks count."""
        return any(style.get(f"{STYLE}name") == _CODE for style in self._inherited("paragraph", name))

    def outline_level(self, name: str | None) -> int:
        """The rank of the headings of a paragraph style; 0 for other styles."""
        levels = (style.get(f"{STYLE}default-outline-level") for style in self._inherited("paragraph", name))
        return next((int(level) for level in levels if level and level.isdecimal()), 0)

    def list_of(self, name: str | None) -> str | None:
        """The name of the list style that a paragraph style names."""
        names = (style.get(f"{STYLE}list-style-name") for style in self._inherited("paragraph", name))
        return next((one for one in names if one is not None), None)

    def language(self) -> str | None:
        """The language of the default style, as a code of two or three letters."""
        found = self._styles.get(("paragraph", ""))
        for style in ([] if found is None else [found], self._inherited("paragraph", "Standard")):
            for one in style:
                for properties in one.iterfind(f"{STYLE}text-properties"):
                    code = properties.get(f"{FO}language")
                    if code and code != "none":
                        return str(code).lower()
        return None

    def _inherited(self, family: str, name: str | None) -> Iterator[Element]:
        """A style, and those that it inherits from, nearest first."""
        for _ in range(_MAX_STYLES):
            style = self._styles.get((family, name or ""))
            if style is None or not name:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")
