"""The codes of number formats, parsed into sections and tokens (ECMA-376, part 1, section 18.8.31). Pure."""

import locale as windows
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

GENERAL = "General"
ISO = "yyyy\\-mm\\-dd"
"""Days in the order of the reader's system, which the file does not name."""

_SYSTEM_DATE, _SYSTEM_TIME = "F800", "F400"
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: ISO,
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: f"{ISO} h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((5, 6, 37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((7, 8, 39, 40, 43, 44), "#,##0.00"),
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), ISO),
}
"""The formats that have a number instead of a code; dates in the order of the reader's system are written as ISO."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_(?P<pad>.)|\*(?P<fill>.)|(?P<general>General)'
    r"|(?P<exponent>E[+-]0+)|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|e+)"
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*,*)?|\.[#0?]+,*)|(?P<percent>%)|(?P<words>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_MONEY = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<code>[0-9A-F]+))?", re.IGNORECASE)
_ZERO_AT, _WORDS_AT = 2, 3
LITERALS = frozenset(("quoted", "escaped", "other", "percent"))
"""The kinds of tokens that are written as they are."""

_COMPARISON = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}


class CodeToken(NamedTuple):
    """A part of a format code, and what it is."""

    kind: str
    text: str


def find_code(number: int, codes: dict[int, str]) -> str:
    """Return the code of a format that a file names by its number; the file's own codes come first."""
    return codes.get(number) or _BUILT_IN.get(number, GENERAL)


def hides_words(code: str) -> bool:
    """Return whether a format hides words: its fourth section is empty, as in ";;;"."""
    sections = split_sections(code)
    return len(sections) > _WORDS_AT and not sections[_WORDS_AT]


@lru_cache(maxsize=256)
def split_sections(code: str) -> tuple[tuple[CodeToken, ...], ...]:
    """Return the sections of a code: for positive numbers, negative ones, zero and words."""
    sections: list[list[CodeToken]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind == "other" and text == ";":
            sections.append([])
        elif kind == "percent":
            sections[-1].append(CodeToken(kind, "%"))
        elif kind == "bracket":
            sections[-1] += _read_bracket(text)
        elif kind not in {"pad", "fill"}:
            sections[-1].append(CodeToken(kind, text))
        else:
            sections[-1].append(CodeToken("quoted", " "))
    return tuple(map(tuple, sections))


def _read_bracket(text: str) -> list[CodeToken]:
    """The sign of a currency, the language of names, a condition, or a time that passed; colours are not shown."""
    if _ELAPSED.fullmatch(text):
        return [CodeToken("elapsed", text)]
    if _COMPARISON.fullmatch(text):
        return [CodeToken("condition", text)]
    money = _MONEY.fullmatch(text)
    if money is None:
        return []
    code = (money["code"] or "").upper()
    if code == _SYSTEM_DATE:
        return [CodeToken("iso", "")]
    known = windows.windows_locale.get(int(code, 16) & 0xFFFF) if code and len(code) <= len("FFFFFFFF") else None
    return [
        *([CodeToken("quoted", money["sign"])] if money["sign"] else []),
        *([CodeToken("locale", known)] if known else []),
    ]


class FormatSection(NamedTuple):
    """The section of a code that shows a number.

    Attributes:
        tokens: Its parts.
        has_sign: Whether a negative number has its sign; a section for negative numbers alone writes its own.
    """

    tokens: Sequence[CodeToken]
    has_sign: bool


def choose_section(code: str, value: Decimal) -> FormatSection:
    """Return the section that shows a number: by its condition, or for positive numbers, negative ones and zero."""
    sections = split_sections(code)[:_WORDS_AT]
    conditions = [_find_condition(section) for section in sections]
    if any(conditions):
        place = next((at for at, one in enumerate(conditions) if one is not None and one.holds(value)), None)
        if place is None:
            place = next((at for at, one in enumerate(conditions) if one is None), len(sections) - 1)
        condition = conditions[place]
        has_sign = condition is None or not condition.is_negative
    elif value < 0 and len(sections) > 1:
        place, has_sign = 1, False
    else:
        place, has_sign = _ZERO_AT if value == 0 and len(sections) > _ZERO_AT else 0, True
    chosen = sections[place]
    is_system_date = any(token.kind == "iso" for token in chosen)
    return FormatSection(split_sections(ISO)[0] if is_system_date else chosen, has_sign)


class _Condition(NamedTuple):
    sign: str
    limit: Decimal

    def holds(self, value: Decimal) -> bool:
        return _COMPARE[self.sign](value, self.limit)

    @property
    def is_negative(self) -> bool:
        """Whether it holds for negative numbers alone."""
        return (self.limit < 0 and self.sign in {"<=", "="}) or (self.limit <= 0 and self.sign == "<")


def _find_condition(section: Sequence[CodeToken]) -> _Condition | None:
    found = next((_COMPARISON.fullmatch(token.text) for token in section if token.kind == "condition"), None)
    return _Condition(found[1], Decimal(found[2])) if found else None
