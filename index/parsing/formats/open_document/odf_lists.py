"""The numbers of lists and headings in an OpenDocument file, which a program computes and does not store."""

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from index.parsing.formats.open_document.odf_names import STYLE, TEXT, XML
from index.parsing.formats.open_document.odf_styles import OdfStyles
from index.parsing.html.list_numbers import FORMS

_LIST, _ITEM, _HEAD = f"{TEXT}list", f"{TEXT}list-item", f"{TEXT}list-header"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_MAX_LEVELS = 10


class _Counter:
    """The numbers of a list style, by level."""

    def __init__(self, style: Element | None) -> None:
        self.numbers: dict[int, int] = {}
        self._levels = {
            _to_int(level.get(f"{TEXT}level"), 0): level
            for level in (style if style is not None else ())
            if level.get(f"{STYLE}num-format") is not None
        }

    def write_next(self, level: int, start: int | None) -> str:
        """The number of the next paragraph of a level, as the list writes it; empty for bullets."""
        definition = self._levels.get(level)
        if definition is None or not definition.get(f"{STYLE}num-format"):
            return ""
        first = self._first(level) if start is None else start
        self.numbers[level] = first if start is not None or level not in self.numbers else self.numbers[level] + 1
        for deeper in [one for one in self.numbers if one > level]:
            del self.numbers[deeper]
        shown = _to_int(definition.get(f"{TEXT}display-levels"), 1)
        parts = [self._write(one) for one in range(max(1, level - shown + 1), level + 1)]
        prefix, suffix = definition.get(f"{STYLE}num-prefix") or "", definition.get(f"{STYLE}num-suffix") or ""
        return f"{prefix}{'.'.join(filter(None, parts))}{suffix}".strip()

    def _first(self, level: int) -> int:
        definition = self._levels.get(level)
        return 1 if definition is None else _to_int(definition.get(f"{TEXT}start-value"), 1)

    def _write(self, level: int) -> str:
        definition = self._levels.get(level)
        form = "" if definition is None else definition.get(f"{STYLE}num-format") or ""
        number = self.numbers.setdefault(level, self._first(level))
        return FORMS.get(form, str)(number) if form else ""


class OdfLists:
    """Writes the number of each numbered paragraph before its words."""

    def __init__(self, styles: OdfStyles) -> None:
        """Start to count."""
        self._styles = styles
        self._outline = _Counter(styles.outline)
        self._by_style: dict[str, _Counter] = {}
        self._by_id: dict[str, _Counter] = {}

    def write_numbers(self, body: Element) -> None:
        """Write the numbers of all lists and headings; changes the body in place."""
        for element in body.iter(_LIST, f"{TEXT}h"):
            if element.tag == _LIST:
                if next(element.iterancestors(_LIST), None) is None:
                    self._number_list(element)
            elif next(element.iterancestors(_LIST), None) is None:
                self._number_heading(element)

    def _number_heading(self, heading: Element) -> None:
        if heading.get(f"{TEXT}is-list-header") == "true" or not _has_words(heading):
            return
        level = _to_int(heading.get(f"{TEXT}outline-level"), 1)
        start = heading.get(f"{TEXT}start-value")
        _write_before(heading, self._outline.write_next(level, _to_int(start, 1) if start else None))

    def _number_list(self, outermost: Element) -> None:
        counters: dict[Element, _Counter] = {}
        for item, level, owner in _items(outermost):
            paragraph = next((part for part in item if part.tag in _PARAGRAPHS), None)
            if item.tag == _HEAD or paragraph is None or not _has_words(paragraph):
                continue
            if paragraph.tag == f"{TEXT}h":
                self._number_heading(paragraph)
                continue
            if owner not in counters:
                counters[owner] = self._counter_of(owner)
            start = item.get(f"{TEXT}start-value")
            _write_before(paragraph, counters[owner].write_next(level, _to_int(start, 1) if start else None))

    def _counter_of(self, numbered: Element) -> _Counter:
        """The counter of a list: a new one, unless the list continues another one."""
        name = numbered.get(f"{TEXT}style-name") or self._style_of_paragraph(numbered) or ""
        continued = self._by_id.get(numbered.get(f"{TEXT}continue-list") or "")
        if continued is None and numbered.get(f"{TEXT}continue-numbering") == "true":
            continued = self._by_style.get(name)
        counter = continued or _Counter(self._styles.lists.get(name))
        self._by_style[name] = counter
        if numbered.get(f"{XML}id"):
            self._by_id[str(numbered.get(f"{XML}id"))] = counter
        return counter

    def _style_of_paragraph(self, numbered: Element) -> str | None:
        first = next(numbered.iter(f"{TEXT}p"), None)
        return None if first is None else self._styles.list_of(first.get(f"{TEXT}style-name"))


def _items(outermost: Element) -> Iterator[tuple[Element, int, Element]]:
    """The items of a list and of the lists in it, each with its level and the list that gives its style."""
    for item in outermost.iter(_ITEM, _HEAD):
        around = [one for one in item.iterancestors(_LIST) if one is outermost or outermost in one.iterancestors(_LIST)]
        owner = next((one for one in around if one.get(f"{TEXT}style-name")), outermost)
        yield item, min(len(around), _MAX_LEVELS), owner


def _has_words(paragraph: Element) -> bool:
    return bool("".join(map(str, paragraph.itertext())).strip())


def _write_before(paragraph: Element, number: str) -> None:
    if number:
        paragraph.text = f"{number} {(paragraph.text or '').lstrip()}"


def _to_int(written: str | None, default: int) -> int:
    return int(written) if written and re.fullmatch(r"[0-9]{1,6}", written) else default
