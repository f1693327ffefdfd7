"""Buttons and labels of a page whose words are a part of its text, and those whose words are none. Pure."""

from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from index.parsing.html.structure import BLOCKS, CONTAINERS, HEADINGS, spoken_texts

_TICKED = frozenset(("checkbox", "radio", "hidden", "button"))
_MAX_CONTROL_CHARS = 60
_MAX_BUTTONS = 50


def drop_buttons_of_headings(tree: HtmlElement) -> None:
    """Remove the buttons of a heading, such as "copy link", unless the heading is one. Call this before metadata."""
    for heading in tree.iter(*HEADINGS):
        for button in list(heading.iter("button")):
            words = "".join(button.itertext()).strip()
            if words and words != "".join(heading.itertext()).strip():
                button.drop_tree()


def open_buttons(tree: HtmlElement) -> None:
    """Make paragraphs of buttons that are questions, and words of those that are all of a heading.

    A click on such a button opens the answer below it. Buttons that are alone in a division are removed, as "Copy".
    Those between the words of a sentence, which explain a term, become words, and others beside words are removed.
    """
    for button in list(tree.iter("button")):
        heading = next(button.iterancestors(*HEADINGS, "summary", "dt"), None)
        words = "".join(button.itertext()).strip()
        if heading is not None and words == "".join(heading.itertext()).strip():
            button.drop_tag()
        elif heading is None and "aria-expanded" in button.attrib and words.endswith(("?", "？", "؟", ";")):
            button.tag = "p"
            button.attrib.clear()
        elif heading is None and _is_control(button):
            button.drop_tree()
        elif heading is None and words and any(beside := _words_beside(button)):
            before, behind = beside
            if before[-1:].isalnum() and behind:
                button.drop_tag()
            else:
                button.drop_tree()


def _is_control(button: HtmlElement) -> bool:
    """Whether a button has its division for itself and its like, so that its words are in no sentence."""
    holder = button.getparent()
    if holder is None or holder.tag not in CONTAINERS or next(button.iter(*BLOCKS), None) is not None:
        return False
    words = sum(len("".join(one.itertext()).strip()) for one in holder.iter("button"))
    return words <= _MAX_CONTROL_CHARS and words == len("".join(spoken_texts(holder)))


def _words_beside(button: HtmlElement) -> tuple[str, str]:
    """The words of a button's paragraph before it and behind it, without those of other buttons."""
    paragraph = next(button.iterancestors("p", "li", "dd", "blockquote"), None)
    if paragraph is None or next(button.iter(*BLOCKS), None) is not None:
        return "", ""
    if len(list(islice(paragraph.iter("button"), _MAX_BUTTONS))) == _MAX_BUTTONS:
        return "", ""
    said = ["", ""]
    is_behind = False
    walker = etree.iterwalk(paragraph, events=("start", "end"))
    for event, part in walker:
        is_behind = is_behind or part is button
        if event == "end":
            said[is_behind] += (part.tail or "") if part is not paragraph else ""
        elif part.tag == "button":
            walker.skip_subtree()
        else:
            said[is_behind] += part.text or ""
    return said[0].strip(), said[1].strip()


def open_labels(tree: HtmlElement) -> None:
    """Turn labels outside forms into words, or into divisions side by side; write boxes that nobody can tick as signs.

    A box that a reader can tick says nothing.
    """
    for box in list(tree.iter("input")):
        if box.get("type") == "checkbox" and "disabled" in box.attrib and box.getparent() is not None:
            box.tail = f"{'☑' if 'checked' in box.attrib else '☐'} {(box.tail or '').lstrip()}"
            box.drop_tree()
    for label in list(tree.iter("label")):
        around = label.getparent()
        if around is None or next(label.iterancestors("form"), None) is not None:
            continue
        if any(field.get("type") not in _TICKED for field in around.iter("input", "select", "textarea")):
            continue
        if any(beside.tag == "label" for beside in around if beside is not label):
            label.tag = "div"
        else:
            label.drop_tag()
