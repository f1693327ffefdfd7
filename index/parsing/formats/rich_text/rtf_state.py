"""What the groups of an RTF document inherit from one another: the format of characters and paragraphs. Pure."""

from dataclasses import dataclass
from typing import Literal

Destination = Literal[
    "text", "skipped", "fonts", "colours", "styles", "field", "instruction", "number", "picture", "name", "value",
    "formula", "information", "title", "author", "either",
]  # fmt: skip
"""Where the words of a group go."""

_TOGGLES = {"v": "is_vanished", "deleted": "is_deleted", "strike": "is_struck", "striked": "is_struck"}
_NUMBERS = {"f": ("font", 0), "fs": ("half_points", 24), "cf": ("colour", 0)}
_SHADES = frozenset(("highlight", "chcbpat", "cb"))
_SHIFTS = {"super": "sup", "sub": "sub", "nosupersub": ""}
_MIN_HALF_POINTS = 3  # half points; less is no print
_MAX_TABLES = 20  # that contain one another
_MIN_RAISED = 4  # half points; less is no exponent


@dataclass(slots=True)
class GroupState:
    r"""The state of a group, which begins as a copy of that around it.

    Attributes:
        destination: Where its words go.
        is_optional: Whether its first word is ``\*``: a reader skips it if it does not know the next word.
        unicode_skip: How many bytes repeat each ``\u`` for readers without Unicode.
    """

    destination: Destination = "text"
    is_optional: bool = False
    is_new: bool = True
    unicode_skip: int = 1
    font: int | None = None
    is_vanished: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    half_points: int = 24
    colour: int = 0
    is_shaded: bool = False
    shift: str = ""
    link: str = ""
    style: int = 0
    outline: int | None = None
    in_table: bool = False
    table_depth: int = 0
    is_on_colour: bool = False
    is_boxed: bool = False

    def reset_characters(self) -> None:
        """Return to the default format of characters."""
        self.font, self.half_points, self.colour, self.shift = None, 24, 0, ""
        self.is_vanished = self.is_struck = self.is_shaded = False

    def reset_paragraph(self) -> None:
        """Return to the default format of paragraphs."""
        self.style, self.outline, self.in_table, self.table_depth = 0, None, False, 0
        self.is_on_colour = False

    def set_paragraph(self, word: str, number: int | None) -> bool:
        """Apply a control word for paragraphs; returns whether it is one."""
        if word == "pard":
            self.reset_paragraph()
        elif word == "intbl":
            self.in_table = number != 0
        elif word == "itap":
            self.table_depth = min(max(number or 0, 0), _MAX_TABLES)
        elif word == "s":
            self.style = number or 0
        elif word == "outlinelevel":
            self.outline = number
        elif word == "cbpat":
            self.is_on_colour = bool(number)
        else:
            return False
        return True

    def set_character(self, word: str, number: int | None) -> bool:
        """Apply a control word for characters; returns whether it is one."""
        is_on = number != 0
        if word == "plain":
            self.reset_characters()
        elif word in _TOGGLES:
            setattr(self, _TOGGLES[word], is_on)
        elif word in _NUMBERS:
            name, default = _NUMBERS[word]
            setattr(self, name, default if number is None else number)
        elif word in _SHADES:
            self.is_shaded = bool(number)
        elif word in _SHIFTS:
            self.shift = _SHIFTS[word] if is_on else ""
        elif word in {"up", "dn"}:
            raised = {"up": "sup", "dn": "sub"}[word]
            self.shift = raised if (6 if number is None else number) >= _MIN_RAISED else ""
        else:
            return False
        return True

    @property
    def depth(self) -> int:
        """How many tables contain the paragraph."""
        return (self.table_depth or 1) if self.in_table or self.table_depth > 1 else 0

    def is_hidden(self, white: frozenset[int]) -> bool:
        """Whether words are not shown: hidden, deleted, struck through, too small, or white on the paper."""
        is_white = self.colour in white and not (self.is_shaded or self.is_on_colour or self.is_boxed or self.depth)
        is_tiny = self.half_points < _MIN_HALF_POINTS
        return self.is_vanished or self.is_deleted or self.is_struck or is_tiny or is_white
