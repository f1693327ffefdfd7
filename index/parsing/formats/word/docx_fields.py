"""The fields of a Word document: their words are results, and the words in their codes are conditions and alternatives.

Mammoth leaves out a field's code, but not the results of the fields in that code.
"""

from lxml.etree import _Element as Element

from index.parsing.formats.word.ooxml_names import WORD

_SHOWN = frozenset(f"{WORD}{name}" for name in ("t", "tab", "br", "cr", "sym", "noBreakHyphen", "drawing", "pict"))
_MAX_DEPTH = 100  # no writer nests fields so deeply


def drop_field_codes(root: Element) -> None:
    """Remove the words between the beginning of a field and its result, with those of the fields between them."""
    open_codes: list[list[Element] | None] = []  # for each open field the words of its code; None within its result
    for part in list(root.iter(f"{WORD}fldChar", *_SHOWN)):
        if part.tag != f"{WORD}fldChar":
            code = next((words for words in open_codes if words is not None), None)
            if code is not None:
                code.append(part)
            continue
        kind = part.get(f"{WORD}fldCharType")
        if len(open_codes) > _MAX_DEPTH:
            return
        if kind == "begin":
            open_codes.append([])
        elif open_codes:  # a code without an end is no code
            _remove(open_codes[-1] or [])
            open_codes[-1] = None
            if kind == "end":
                open_codes.pop()


def _remove(parts: list[Element]) -> None:
    for part in parts:
        parent = part.getparent()
        if parent is not None:
            parent.remove(part)
