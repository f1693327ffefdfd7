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
    if beside is not None and any(next(part.iter("pre"), None) is not None for part in beside if part is not column):
        column.drop_tree()


def _drop_line_numbers(code: HtmlElement) -> None:
    """Remove the numbers at the starts of the lines of code, if each line has one as an element of its own."""
    numbers: list[HtmlElement] = []
    is_start = True  # of a line
    for event, part in etree.iterwalk(code, events=("start", "end")):
        text = (part.text if event == "start" else part.tail if part is not code else "") or ""
        if event == "start" and is_start and part is not code and not len(part) and text.strip().isdecimal():
            numbers.append(part)
            is_start = False
        elif text:
            is_start = text.endswith("\n")
    lines = "".join(code.itertext()).strip("\n").count("\n") + 1
    written = [(number.text or "").strip() for number in numbers]
    if len(numbers) >= max(_MIN_CODE_LINES, lines) and _are_consecutive(written):
        for number in numbers:
            number.drop_tree()


def _are_consecutive(numbers: list[str]) -> bool:
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        return False
    return all(int(one) + 1 == int(other) for one, other in pairwise(numbers))
