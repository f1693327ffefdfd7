"""Raised digits: exponents and marks of notes, which are no digits of the number before them. Pure.

They are written as superscripts: "10⁶ metres", "lit in 1871³". A mark at the start of a note is a word of its own.
"""

import re
from collections.abc import Sequence

from index.parsing.pdf.letters.arabic_letters import Glyph
from index.parsing.pdf.printed_line import Rectangle

_SMALLER = 0.85  # than the letters beside them
_RAISED = 0.2  # in heights of these letters
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = str.maketrans("+-−", "⁺⁻⁻")
_SIGN = re.compile("[+−-](?=[⁰¹²³⁴-⁹])")
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
    return _HAS_DIGIT.search(text) is not None


def is_raised(box: Rectangle, usual: Rectangle) -> bool:
    """Whether a character is smaller than its neighbour and above the foot of it."""
    height = usual.top - usual.bottom
    return box.top - box.bottom < _SMALLER * height and box.bottom - usual.bottom > _RAISED * height


def raise_number(before: str, text: str) -> str:
    """Return raised numbers after a word as superscripts; another text as it is."""
    if not (_NUMBERS.fullmatch(text) and _BASE.search(before)):
        return text
    return _SIGN.sub(lambda sign: sign[0].translate(_SIGNS), text.translate(_DIGITS))


def write_word(glyphs: Sequence[Glyph], *, starts_line: bool) -> tuple[str, int]:
    """Return a word with its raised numbers as superscripts, and the place of its first usual character.

    Args:
        glyphs: Its characters.
        starts_line: Whether it is the first word of its line, where a raised number before it is the mark of a note.
    """
    usual = max((box for _, box in glyphs), key=lambda box: box.top - box.bottom)
    raised = [is_raised(box, usual) for _, box in glyphs]
    first = raised.index(False)
    written = ""
    place = 0
    while place < len(glyphs):
        end = place + 1
        while end < len(glyphs) and raised[end] == raised[place]:
            end += 1
        run = "".join(text for text, _ in glyphs[place:end])
        if raised[place]:
            is_mark = starts_line and not place and run.isdecimal() and _is_word(glyphs[end:])
            run = f"{run} " if is_mark else raise_number(written, run)
        written += run
        place = end
    return _LOW_MINUS.sub("⁻", written), first


def _is_word(glyphs: Sequence[Glyph]) -> bool:
    return len(_LETTERS.findall("".join(text for text, _ in glyphs[:_MIN_LETTERS]))) == _MIN_LETTERS
