"""Signs that a file draws after the letters or digits beside them: "19." with the dot printed within is "1.9". Pure."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from index.parsing.pdf.character_pieces import CharacterPiece
from index.parsing.pdf.printed_line import Rectangle

_SIGNS = frozenset(".,:'’-–/")
_MAY_OVERLAP = 0.15  # of the height of a character
_WORDS = 3  # two words and the blank between them


def place_late_signs(line: Sequence[CharacterPiece], box: Callable[[int], Rectangle]) -> list[CharacterPiece]:
    """Put each sign behind letters or digits into the gap before or between them where it is printed.

    The blank that PDFium adds in a wide gap is left out. ``box`` gives the area of a character by its place.
    """
    placed: list[CharacterPiece] = []
    for piece in line:
        if piece.text not in _SIGNS or not placed or not placed[-1].text.isalnum():
            placed.append(piece)
            continue
        last = list(placed[-1].characters())
        if at := _find_gap(box(piece.place), [box(one.place) for one in last]):
            placed[-1:] = [*last[:at], piece, *last[at:]]
        elif _is_in_blank(placed[-3:], box(piece.place), box):
            placed[-2] = piece
        else:
            placed.append(piece)
    return placed


def _find_gap(sign: Rectangle, characters: Sequence[Rectangle]) -> int:
    """How many characters are printed before a sign that is between two of them; 0 if there is no such gap."""
    gaps = enumerate(pairwise(characters), start=1)
    return next((at for at, (before, after) in gaps if _is_between(before, sign, after)), 0)


def _is_in_blank(words: Sequence[CharacterPiece], sign: Rectangle, box: Callable[[int], Rectangle]) -> bool:
    """Whether a sign is printed between two words, where PDFium has added a blank."""
    if len(words) < _WORDS or not (words[1].is_generated and words[0].text.isalnum()):
        return False
    return _is_between(box(words[0].last), sign, box(words[2].place))


def _is_between(before: Rectangle, sign: Rectangle, after: Rectangle) -> bool:
    slack = _MAY_OVERLAP * (after.top - after.bottom)
    return before.right - slack <= sign.left and sign.right <= after.left + slack
