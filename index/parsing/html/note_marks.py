"""The marks in the sentences of a page that are no words of them: those of notes, printed pages and links to headings.

Raised and lowered numbers that are no marks are written as such.
"""

import re
from collections.abc import Mapping
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from index.parsing.formulas import write_lowered, write_raised
from index.parsing.html.structure import names_of

_STOPS = (".", ",", ";", ":", "!", "?", ")")
_MARK_OF_LINK = re.compile(r"[\s↑↩⏎^#¶🔗⚓\ufe0e\ufe0f]+")
_NOTE_TARGET = re.compile(r"#_?(?:foot|end)?(?:note|ftn|edn|fn)", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"[\[(]?(?:\d{1,3}|[ivx]{1,5})[\])]?")
_RAISED_NOTES = re.compile(r"\[\d{1,3}(?:\s?[-–,]\s?\d{1,3})*\]")
_PAGE_CLASS = re.compile(r"(?:^|\s)(?:page-?|l(?:ine)?[-_]?)(?:nos?|nums?|numbers?)(?:\s|$)", re.IGNORECASE)
"""The classes of numbers of pages, and of the lines of verse or code."""

_PAGE_NUMBER = re.compile(r"[\[({]?(?:p|pg|page|s|seite)?\.?\s?[\divxlc]{1,6}[\])}]?", re.IGNORECASE)
_WITHIN_LINES = ("span", "sup", "b", "i", "em", "strong", "small")
_NOTE_MARKS = etree.XPath(
    "//a[@role='doc-noteref' or @role='doc-backlink'"
    " or contains(concat(' ', @*[name()='epub:type'], ' '), ' noteref ')]"
    "|//*[@role='doc-pagebreak' or contains(concat(' ', @*[name()='epub:type'], ' '), ' pagebreak ')]"
)
_MAX_LINKS_OF_NOTE = 20
_NOTE_CLASS = re.compile(r"(?<![a-z])(?:(?:foot|end|side)-?_?note|(?:foot|note|fn)-?_?ref)(?![a-z])", re.IGNORECASE)
_NOTES_CLASS = re.compile(r"(?:foot|end)-?_?notes?(?![a-z])", re.IGNORECASE)
_RAISED_NUMBER = re.compile(r"[\[(]?[0-9]{1,3}[\])]?")
_MAX_SKIPPED = 2  # numbers in other places, as in captions
_WORD_AT_END = re.compile(r"[^\W\d_]{3,}[\"”’»)]*$")
"""A word that is no unit or symbol, behind which a raised number is no exponent."""


def drop_note_marks(tree: HtmlElement) -> None:
    """Remove marks of footnotes, of printed pages and of links to headings, raised ones too.

    Call this before links are made absolute, which removes the targets of footnotes.
    """
    for mark in _NOTE_MARKS(tree):
        drop_part(mark)
    _drop_named_marks(tree)
    targets = {element.get("id"): element for element in tree.xpath("//*[@id]")}
    for anchor in list(tree.iter("a")):
        is_sign = "#" in (anchor.get("href") or "") and _MARK_OF_LINK.fullmatch("".join(anchor.itertext()))
        if is_sign or _is_note_mark(anchor, targets):
            drop_part(anchor)
    for mark in list(tree.iter("sup")):
        anchors = (*mark.iter("a"), *mark.iterancestors("a"))
        if any("#" in (anchor.get("href") or "") for anchor in anchors) or _RAISED_NOTES.fullmatch(_words_of(mark)):
            drop_part(mark)
    names = map(names_of, tree.iter(etree.Element))
    if any(map(_NOTES_CLASS.search, names)):
        _drop_raised_marks(tree)


def _drop_named_marks(tree: HtmlElement) -> None:
    """Remove the numbers that a class names as those of pages, of lines or of notes."""
    for mark in list(tree.iter("span", "a", "b", "i", "small")):
        if _PAGE_CLASS.search(mark.get("class") or "") and _PAGE_NUMBER.fullmatch(_words_of(mark)):
            drop_part(mark)
    for mark in list(tree.iter("span", "label", "sup", "small")):
        is_named = _NOTE_CLASS.search(mark.get("class") or "") and _NOTE_NUMBER.fullmatch(_words_of(mark))
        if is_named and _is_within_sentence(mark):
            drop_part(mark)


def _drop_raised_marks(tree: HtmlElement) -> None:
    """Remove the raised numbers behind words, on a page that has notes, if they count from one."""
    raised = (mark for mark in tree.iter("sup") if _RAISED_NUMBER.fullmatch(_words_of(mark)))
    marks = list(filter(_is_within_sentence, raised))
    highest = 0
    for mark in marks:
        number = int(_words_of(mark).strip("[]()"))
        if number > highest + _MAX_SKIPPED:
            return
        highest = max(highest, number)
    for mark in marks:
        if _WORD_AT_END.search(_text_before(mark).rstrip()):
            drop_part(mark)


def write_shifted(tree: HtmlElement) -> None:
    """Write exponents and indices as such."""
    for tag, write in (("sup", write_raised), ("sub", write_lowered)):
        for mark in list(tree.iter(tag)):
            text, before = _words_of(mark), _text_before(mark)
            written = write(text, before)
            if text and not before.strip() and (mark.tail or "")[:1].isalpha() and not _is_within_sentence(mark):
                written += " "  # the number of a note or of an address at the start of its line
            if written != text:
                replace_part(mark, written)


def drop_part(element: HtmlElement) -> None:
    """Remove an element, and the blank between the word before it and the stop behind it; the text behind it stays."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if (element.tail or "").startswith(_STOPS):
        if previous is not None and previous.tail:
            previous.tail = previous.tail.rstrip()
        elif previous is None and parent.text:
            parent.text = parent.text.rstrip()
    element.drop_tree()


def replace_part(element: HtmlElement, text: str) -> None:
    """Replace an element by words."""
    for child in list(element):
        element.remove(child)
    element.text = text
    element.drop_tag()


def _is_note_mark(anchor: HtmlElement, targets: Mapping[str, HtmlElement]) -> bool:
    """Whether a link within a sentence is the mark of a note; at the start of a note it is its number.

    The name of its target says so, or the note links back.
    """
    target = anchor.get("href") or ""
    if not target.startswith("#") or not _NOTE_NUMBER.fullmatch(_words_of(anchor)):
        return False
    note, own = targets.get(target[1:]), anchor.get("id")
    links = islice(note.iter("a"), _MAX_LINKS_OF_NOTE) if note is not None and own else ()
    is_linked = any(back.get("href") == f"#{own}" for back in links)
    return bool(_NOTE_TARGET.match(target) or is_linked) and _is_within_sentence(anchor)


def _is_within_sentence(element: HtmlElement) -> bool:
    """Whether there are words before an element in its line."""
    parent = element.getparent()
    if parent is None:
        return False
    before = element.itersiblings(preceding=True)
    if (parent.text or "").strip() or any((one.tail or "").strip() or _words_of(one) for one in before):
        return True
    return parent.tag in _WITHIN_LINES and _is_within_sentence(parent)


def _words_of(element: HtmlElement) -> str:
    return "".join(element.itertext()).strip()


def _text_before(element: HtmlElement) -> str:
    """The text in front of an element; that of the element before it, if there is none between them."""
    previous = element.getprevious()
    if previous is None:
        return element.getparent().text or ""
    return previous.tail or "".join(previous.itertext())
