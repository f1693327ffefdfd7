"""Raised digits: exponents and marks of notes, which are no digits of the number before them. Pure.

They are written as superscripts: "10⁶ metres", "lit in 1871³". A mark at the start of a note is a word of its own.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from index.parsing.pdf.letters.arabic_letters import Glyph
from index.parsing.pdf.printed_line import Rectangle

_SMALLER = 0.85  # than the letters beside them
_RAISED = 0.2  # in heights of these letters
_RAISED_BASE = 0.1
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = str.maketrans("+-−", "⁺⁻⁻")
_SIGN = re.compile("(?<![⁰¹²³⁴-⁹])[+−-](?=[⁰¹²³⁴-⁹])")
_LOW_MINUS = re.compile(r"(?<=[\w)\]])−(?=[⁰¹²³⁴-⁹])")  # in another font, whose boxes are as high as the letters
_MARK = r"[+−-]?[0-9]{1,3}(?:[–-][0-9]{1,3})?|[a-z]|[*∗†‡§¶#]{1,3}"
_NUMBERS = re.compile(rf"[,;]?(?:{_MARK})(?:[,;](?:{_MARK}))*[,;]?")
_BASE = re.compile(r"(?:^|[\w.,;:!?…。！？؟।%)\]}\"'”’»）」』])$")
"""The end of a word after which a number may be raised; beside an operator it is part of a fraction."""
_HAS_DIGIT = re.compile("[0-9]")
_MIN_LETTERS = 3  # of the first word of a note; "¹⁴C" is none
_LETTERS = re.compile(r"[^\W\d_]")


def has_digit(text: str) -> bool:
    """Whether a text may have raised digits."""
    return not text.isalpha() and _HAS_DIGIT.search(text) is not None


FindsBaseline = Callable[[int], float]
"""Finds the height at which a character stands, by its place in PDFium's text."""


def is_raised(box: Rectangle, place: int, usual: Rectangle, usual_place: int, find_baseline: FindsBaseline) -> bool:
    """Whether a character is smaller than another one and stands higher; boxes alone differ from font to font."""
    height = usual.top - usual.bottom
    if box.top - box.bottom >= _SMALLER * height or box.bottom - usual.bottom <= _RAISED * height:
        return False
    return find_baseline(place) - find_baseline(usual_place) > _RAISED_BASE * height


def raise_number(before: str, text: str) -> str:
    """Return raised numbers after a word as superscripts; another text as it is."""
    if not (_NUMBERS.fullmatch(text) and _BASE.search(before)):
        return text
    return _SIGN.sub(lambda sign: sign[0].translate(_SIGNS), text.translate(_DIGITS))


def write_word(
    glyphs: Sequence[Glyph], places: Sequence[int], find_baseline: FindsBaseline, *, starts_line: bool
) -> tuple[str, int]:
    """Return a word with its raised numbers as superscripts, and the number of its first usual character.

    Args:
        glyphs: Its characters.
        places: Their places in PDFium's text.
        find_baseline: Finds the baseline of a character by its place.
        starts_line: Whether it is the first word of its line, where a raised number before it is the mark of a note.
    """
    boxes = [box for _, box in glyphs]
    heights = [box.top - box.bottom for box in boxes]
    highest = max(heights)
    if min(heights) >= _SMALLER * highest:
        return "".join(text for text, _ in glyphs), 0
    usual = heights.index(highest)
    raised = [
        is_raised(box, place, boxes[usual], places[usual], find_baseline)
        for box, place in zip(boxes, places, strict=True)
    ]
    first = raised.index(False)
    written = ""
    for is_up, numbers in groupby(range(len(glyphs)), key=raised.__getitem__):
        run = [glyphs[number][0] for number in numbers]
        text = "".join(run)
        if is_up:
            is_mark = starts_line and not written and text.isdecimal() and _is_word(glyphs[len(run) :])
            text = f"{text} " if is_mark else raise_number(written, text)
        written += text
    return _LOW_MINUS.sub("⁻", written), first


def _is_word(glyphs: Sequence[Glyph]) -> bool:
    return len(_LETTERS.findall("".join(text for text, _ in glyphs[:_MIN_LETTERS]))) == _MIN_LETTERS
