"""Blocks of code as they are shown: one line for each line, without the numbers beside them. Pure."""

from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

_LINES_OF_CODE = ("div", "p", "li", "tr")
_CODE_HOLDERS = ("table", "tbody", "td", "ol", "ul")
_MIN_CODE_LINES = 2


def write_code_lines(tree: HtmlElement) -> None:
    """Write the line ends of code whose lines are elements, and drop the numbers that a page sets beside its lines."""
    for code in list(tree.iter("pre")):
        _drop_column_of_numbers(code)
    for code in tree.iter("pre"):
        for line in reversed(list(code.iter(*_LINES_OF_CODE))):
            if not "".join(line.itertext()).endswith("\n"):
                line.tail = "\n" + (line.tail or "")
        etree.strip_tags(code, *_LINES_OF_CODE, *_CODE_HOLDERS)
        _drop_line_numbers(code)


def _drop_column_of_numbers(code: HtmlElement) -> None:
    """Remove an element that has only the numbers of the lines of the code beside it."""
    numbers = "".join(code.itertext()).split()
    holder = code.getparent()
    if len(numbers) < _MIN_CODE_LINES or not _are_consecutive(numbers) or holder is None:
        return
    column = holder if holder.tag == "td" else code
    beside = column.getparent()
    if beside is not None and any(one.tag == "pre" for part in beside if part is not column for one in part.iter("pre")):
        column.drop_tree()


def _drop_line_numbers(code: HtmlElement) -> None:
    """Remove the numbers at the starts of the lines of code, if each line has one as an element of its own."""
    numbers: list[HtmlElement] = []
    line = ""
    for event, part in etree.iterwalk(code, events=("start", "end")):
        if event == "start" and part is not code and not line and not len(part) and (part.text or "").strip().isdecimal():
            numbers.append(part)
            line = "1"
        elif event == "start":
            line = (line + (part.text or "")).rpartition("\n")[2]
        if event == "end" and part is not code:
            line = (line + (part.tail or "")).rpartition("\n")[2]
    lines = "".join(code.itertext()).strip("\n").count("\n") + 1
    if len(numbers) >= max(_MIN_CODE_LINES, lines) and _are_consecutive([(one.text or "").strip() for one in numbers]):
        for number in numbers:
            number.drop_tree()


def _are_consecutive(numbers: list[str]) -> bool:
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        return False
    return all(int(one) + 1 == int(other) for one, other in pairwise(numbers))
