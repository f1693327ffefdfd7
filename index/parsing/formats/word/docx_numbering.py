"""The numbers of a Word document's paragraphs, which Word computes and does not store.

Mammoth starts a list again after each other paragraph, so its numbers would be wrong; this module writes the right ones
into the paragraphs. Bulleted lists stay lists.
"""

import re

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.word.docx_lists import DocumentLists, ListLevel, read_lists
from index.parsing.formats.word.number_forms import write_number
from index.parsing.formats.word.ooxml_names import WORD

_PLACE = re.compile(r"%([1-9])")
_LEGAL_FORMS = frozenset(("decimal", "decimalZero"))
_BOXES = frozenset("☐☑☒✓✔✗✘")
"""Bullets that say something of their items."""

_SHOWN = tuple(f"{WORD}{name}" for name in ("t", "sym", "drawing", "pict", "object", "footnoteReference"))


def write_numbers(document: Element, numbering: Element | None, styles: Element | None) -> None:
    """Write the number of each numbered paragraph before its words, and take the paragraph out of its list.

    An empty paragraph counts. Its number is written in a table, where it numbers the row.

    Args:
        document: The main part; changed in place.
        numbering: ``word/numbering.xml``, if there is one.
        styles: ``word/styles.xml``; the lists of its styles are removed where the numbers are written.
    """
    known = read_lists(numbering, styles)
    counters: dict[str, _ListCounter] = {}
    for paragraph in document.iter(f"{WORD}p"):
        place = known.place_of(paragraph)
        level = known.levels.get(place[0], {}).get(place[1]) if place else None
        if place is None or level is None or level.form == "bullet":
            if level is not None and level.text in _BOXES:
                _write_before(paragraph, f"{level.text} ")
            continue
        is_filled = _is_filled(paragraph)
        if is_filled or _is_shown_empty(paragraph):
            counter = counters.setdefault(known.definitions[place[0]], _ListCounter())
            number = counter.write_next(place[0], place[1], known)
            if is_filled or next(paragraph.iterancestors(f"{WORD}tc"), None) is not None:
                _write_before(paragraph, number)
        _leave_list(paragraph)


def keep_bullets(numbering: Element) -> None:
    """Make all lists bulleted, because ``write_numbers`` leaves no others; Mammoth ignores the levels of a list itself.

    Args:
        numbering: ``word/numbering.xml``; changed in place.
    """
    for form in numbering.iter(f"{WORD}numFmt"):
        form.set(f"{WORD}val", "bullet")


class _ListCounter:
    """The numbers of the lists that count together."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._restarted: set[tuple[str, int]] = set()

    def write_next(self, list_: str, place: int, known: DocumentLists) -> str:
        """The number of the next paragraph at a level, as the list writes it: "2.", "1.3", "(b)"."""
        levels = known.levels[list_]
        start = known.restarts[list_].get(place)
        if start is not None and (list_, place) not in self._restarted:
            self._restarted.add((list_, place))
            self._counts[place] = start - 1
        for higher in range(place):  # a level that was left out counts as written
            if higher not in self._counts and higher in levels:
                self._counts[higher] = levels[higher].start
        self._counts[place] = self._counts.get(place, levels[place].start - 1) + 1
        for deeper in [level for level in self._counts if level > place]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or place < restart:
                del self._counts[deeper]
        return self._write(levels, place)

    def _write(self, levels: dict[int, ListLevel], place: int) -> str:
        def written(found: re.Match[str]) -> str:
            level = levels.get(int(found[1]) - 1)
            form = level.form if level else "decimal"
            if form in {"none", "bullet"}:
                return ""
            if levels[place].is_legal and form not in _LEGAL_FORMS:
                form = "decimal"
            return write_number(form, self._counts.get(int(found[1]) - 1, level.start if level else 1))

        number = _PLACE.sub(written, levels[place].text).strip()
        return number if not number or levels[place].is_joined else f"{number} "


def _is_filled(paragraph: Element) -> bool:
    return any(part.tag != _SHOWN[0] or bool((part.text or "").strip()) for part in paragraph.iter(*_SHOWN))


def _is_shown_empty(paragraph: Element) -> bool:
    """Whether a paragraph without words is a line of the page: not deleted, hidden or the end of a section."""
    mark = paragraph.find(f"{WORD}pPr/{WORD}rPr")
    is_gone = mark is not None and any(mark.find(f"{WORD}{name}") is not None for name in ("del", "moveFrom", "vanish"))
    return not is_gone and paragraph.find(f"{WORD}pPr/{WORD}sectPr") is None


def _write_before(paragraph: Element, number: str) -> None:
    if not number:
        return
    run = etree.Element(f"{WORD}r")
    text = etree.SubElement(run, f"{WORD}t")
    text.text = number
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = paragraph.find(f"{WORD}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def _leave_list(paragraph: Element) -> None:
    """Make a paragraph no item of a list; list 0 overrides that of its style (ECMA-376, 17.9.18)."""
    properties = paragraph.find(f"{WORD}pPr")
    if properties is None:
        return
    for stated in properties.findall(f"{WORD}numPr"):
        properties.remove(stated)
    stated = etree.SubElement(properties, f"{WORD}numPr")
    etree.SubElement(stated, f"{WORD}numId").set(f"{WORD}val", "0")
