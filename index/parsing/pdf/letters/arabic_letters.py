"""Letters from right to left in reading order: ligatures of one glyph, and marks above letters. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from index.parsing.pdf.printed_line import Rectangle

_LIGATURES = range(0xFBEA, 0xFDFB)
_TURNED = str.maketrans("()[]{}", ")(][}{")
BRACKETS = frozenset("()[]{}")
_OPENING = frozenset("([{")
_CLOSED_FIRST = re.compile(r"(?:^|(?<=^[.,:;\"']))[)\]}](?=\w)")
_OPENED_LAST = re.compile(r"(?<=\w)[(\[{](?=[.,:;!?،؛؟]*$)")
_LAM_ALEF = re.compile("([\u0622\u0623\u0625\u0627\u0671])(\u0644)")

Glyph = tuple[str, Rectangle]
"""A character and its place."""


def order_ligatures(word: Sequence[Glyph]) -> str:
    """The text of a word in reading order.

    PDFium turns the letters of one glyph around, as if they were glyphs of their own, unless the file names one of
    Unicode's ligatures for the glyph.
    """
    written: list[str] = []
    for (box, is_rtl_letter), run in groupby(word, key=lambda glyph: (glyph[1], _is_rtl(glyph[0], "NSM"))):
        letters = [character for character, _ in run]
        if len(letters) > 1 and is_rtl_letter and box.right > box.left and "".join(letters) not in _ligatures():
            letters = [_LAM_ALEF.sub(r"\2\1", "".join(reversed(letters)))]
        written += letters
    return "".join(written)


def turn_brackets(word: str, *, is_rtl: bool) -> str:
    """A word whose first bracket opens and whose last one closes.

    PDFium gives the mirror image of a bracket beside a word in the other direction.

    Args:
        word: A word, with its brackets.
        is_rtl: Whether its line has letters from right to left.
    """
    first, *others = (place for place, sign in enumerate(word) if sign in BRACKETS)
    if len(others) == 1 and word[first] == word[others[0]] and (is_rtl or word[first] not in _OPENING):
        turned = others[0] if word[first] in _OPENING else first
        word = word[:turned] + word[turned].translate(_TURNED) + word[turned + 1 :]
    for pattern in (_CLOSED_FIRST, _OPENED_LAST) if is_rtl else ():
        word = pattern.sub(lambda found: found[0].translate(_TURNED), word)
    return word


def find_early_mark(line: Sequence[Glyph], place: int) -> bool:
    """Whether a blank at this place, and the mark after it, stand before the letter that the mark is printed on.

    PDFium does so where a mark is printed after the letter: it is a word of its own, "أي ًضا" instead of "أيضًا".
    """
    if place + 2 >= len(line) or not line[place][0].isspace():
        return False
    (mark, over), (letter, box) = line[place + 1 : place + 3]
    is_mark = not mark.isascii() and unicodedata.bidirectional(mark[0]) == "NSM"
    return is_mark and _is_rtl(letter) and box.left <= (over.left + over.right) / 2 <= box.right


def _is_rtl(character: str, *more: str) -> bool:
    return not character.isascii() and unicodedata.bidirectional(character[0]) in {"R", "AL", *more}


@cache
def _ligatures() -> frozenset[str]:
    """The letters of each Arabic ligature that Unicode has, in reading order."""
    forms = (unicodedata.normalize("NFKC", chr(code)) for code in _LIGATURES)
    return frozenset(form for form in forms if len(form) > 1)
