"""The fields of a Word document: their words are results, and the words in their codes are conditions and alternatives.

Mammoth leaves out a field's code, but not the results of the fields in that code.
"""

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.word.docx_styles import is_on, read_value
from index.parsing.formats.word.ooxml_names import WORD

_SHOWN = frozenset(f"{WORD}{name}" for name in ("t", "tab", "br", "cr", "sym", "noBreakHyphen", "drawing", "pict"))
_BOXES = {False: "☐", True: "☒"}
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


def write_form_fields(root: Element) -> None:
    """Write what the fields of old forms show, which are no words of the file: a box to tick, a chosen entry."""
    for form in list(root.iter(f"{WORD}ffData")):
        run = next(form.iterancestors(f"{WORD}r"), None)
        shown = _read_form(form)
        if run is None or not shown:
            continue
        written = etree.Element(f"{WORD}r")
        etree.SubElement(written, f"{WORD}t").text = shown
        run.addprevious(written)


def _read_form(form: Element) -> str:
    box, entries = form.find(f"{WORD}checkBox"), form.findall(f"{WORD}ddList/{WORD}listEntry")
    if box is not None:
        state = box.find(f"{WORD}checked")
        state = box.find(f"{WORD}default") if state is None else state
        return _BOXES[state is not None and is_on(state)]
    chosen = read_value(form, f"ddList/{WORD}result") or read_value(form, f"ddList/{WORD}default") or "0"
    place = int(chosen) if chosen.isascii() and chosen.isdecimal() else 0
    return str(entries[place].get(f"{WORD}val") or "") if place < len(entries) else ""


def _remove(parts: list[Element]) -> None:
    for part in parts:
        parent = part.getparent()
        if parent is not None:
            parent.remove(part)
