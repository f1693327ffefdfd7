"""The numbers of ordered lists, which a browser shows and the markup does not contain."""

import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement

_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,6})[.):]\s|§|\d+\s*[.)]")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ALPHABET = 26
_NOTE_NUMBER = re.compile(r"[\[(]?\d{1,3}[\])]?\.?")
_NUMBER_CLASS = re.compile(
    r"(?:note|reference|citation|ref)[-_]?(?:\w+[-_])?(?:number|label|no|num|id|mark)(?![a-z])", re.IGNORECASE
)
_SMALL_HEADINGS = ("h4", "h5", "h6")
_BULLETS = frozenset("•◦▪‣·*–—-")
_ITEM_MARK = re.compile(r"[•◦▪‣·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\]")
_MENUS = frozenset(("nav", "header", "footer", "aside", "menu", "form"))


def number_lists(tree: HtmlElement) -> None:
    """Write the number of each item of an ordered list before its words: texts refer to "rule 5"."""
    for numbered in tree.iter("ol"):
        items = [item for item in numbered if item.tag == "li"]
        if not items or _has_no_numbers(numbered) or any(map(_starts_with_number, items)):
            continue
        step = -1 if "reversed" in numbered.attrib else 1
        number = _to_int(numbered.get("start"), len(items) if step < 0 else 1)
        write = FORMS.get(numbered.get("type") or "1", str)
        for item in items:
            number = _to_int(item.get("value"), number)
            write_before_words(item, f"{write(number)}. ")
            number += step


def join_note_numbers(tree: HtmlElement) -> None:
    """Write the number of a note, an element beside its paragraphs, before the words of the first one."""
    for number in list(tree.iter("a", "sup", "span", *_SMALL_HEADINGS)):
        note = number.getnext()
        words = number.text_content().strip()
        if (
            note is not None
            and note.tag in {"p", "div"}
            and not (number.tail or "").strip()
            and _begins_its_note(number)
            and _is_number_of_note(number)
            and _NOTE_NUMBER.fullmatch(words)
        ):
            write_before_words(note, f"{words} ")
            number.drop_tree()


def _begins_its_note(number: HtmlElement) -> bool:
    is_first = number.getprevious() is None and not (number.getparent().text or "").strip()
    return is_first or number.tag in _SMALL_HEADINGS


def _is_number_of_note(number: HtmlElement) -> bool:
    is_named = _NUMBER_CLASS.search(number.get("class") or "") is not None
    is_linked = any("#" in (one.get("href") or "") for one in (number, *number))
    return number.tag == "sup" or is_linked or is_named


def join_item_marks(tree: HtmlElement) -> None:
    """Write the mark of a list item, an element of its own, before the words of its first paragraph; drop bullets."""
    for item in tree.iter("li"):
        mark = next(iter(item), None)
        words = mark.getnext() if mark is not None else None
        if mark is None or words is None or words.tag not in {"p", "div"} or mark.tag not in {"span", "b", "strong"}:
            continue
        written = mark.text_content().strip()
        if (item.text or "").strip() or (mark.tail or "").strip() or not _ITEM_MARK.fullmatch(written):
            continue
        if written not in _BULLETS:
            write_before_words(words, f"{written} ")
        mark.drop_tree()


def _has_no_numbers(numbered: HtmlElement) -> bool:
    return numbered.get("role") == "list" or any(ancestor.tag in _MENUS for ancestor in numbered.iterancestors())


def _starts_with_number(item: HtmlElement) -> bool:
    return _NUMBERED.match("".join(item.itertext()).lstrip()) is not None


def write_before_words(item: HtmlElement, number: str) -> None:
    """Write a number before the first words of an element, unless it begins with a list, a table or code."""
    for part in item.iter(etree.Element):
        if part is not item and part.tag in {"ol", "ul", "table", "pre"}:
            return
        if part.text and part.text.strip():
            part.text = number + part.text.lstrip()
            return


def _to_int(written: str | None, default: int) -> int:
    stripped = (written or "").strip()
    return int(stripped) if re.fullmatch(r"-?[0-9]{1,6}", stripped) else default


def _to_letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _ALPHABET)
        letters = chr(ord("a") + rest) + letters
    return letters or str(number)


def _to_roman(number: int) -> str:
    if not 0 < number < 400:  # noqa: PLR2004 - no list has so many items
        return str(number)
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


FORMS: dict[str, Callable[[int], str]] = {
    "a": _to_letters,
    "A": lambda number: _to_letters(number).upper(),
    "i": _to_roman,
    "I": lambda number: _to_roman(number).upper(),
}
