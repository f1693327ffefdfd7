"""Numbers in Chinese characters, alone or mixed with digits: 二十三, 一八六六, 3.5億, 百分之五十."""

import re
from collections.abc import Iterator

from bot.answering.facts.quantities.number_tables import (
    CJK_COUNTED,
    CJK_DIGITS,
    CJK_NOT_NUMBERS,
    CJK_SCALES,
    CJK_TENS,
)
from bot.answering.facts.quantities.types import Number

_SIGNS = "".join((*CJK_DIGITS, *CJK_TENS, *CJK_SCALES))
_DECIMAL = r"\d+(?:,\d{3})*(?:\.\d+)?"
_RUN = re.compile(rf"(?:{_DECIMAL}[ \u00a0]?)?[{_SIGNS}]+(?:点[{_SIGNS}]+)?(?:{_DECIMAL}[{_SIGNS}]+)*(?:{_DECIMAL})?")
_PART = re.compile(rf"{_DECIMAL}|点[{_SIGNS}]+|[{_SIGNS}]")
_PARTS_OF = re.compile(rf"({_DECIMAL}|[{_SIGNS}]+)分[之の]({_DECIMAL}|[{_SIGNS}]+)")
_MAX_POSITIONAL = 12
_MIN_YEAR_DIGITS = 4


def find_cjk_numbers(text: str) -> Iterator[Number]:
    """The numbers that have a Chinese character in them; fractions and percentages first."""
    taken: list[tuple[int, int]] = []
    for match in _PARTS_OF.finditer(text):
        whole, part = _read_value(match[1]), _read_value(match[2])
        if whole:
            percent = whole == 100  # noqa: PLR2004 - 百分之
            values = {part, part / whole} if percent else {part / whole}
            yield Number(match.start(), match.end(), frozenset(values), "fraction", percent=percent)
            taken.append(match.span())
    for match in _RUN.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        positional = len(match[0]) >= _MIN_YEAR_DIGITS and all(sign in CJK_DIGITS for sign in match[0])
        yield Number(
            match.start(),
            match.end(),
            frozenset({_read_value(match[0])}),
            "word",
            plain=positional,
            sure=_is_sure(text, match),
        )


def _is_sure(text: str, match: re.Match[str]) -> bool:
    written = match[0]
    if _read_value(written) == 1:
        return False
    if any(sign.isdecimal() and sign.isascii() for sign in written):
        return True
    if written in CJK_NOT_NUMBERS and text[match.start() - 1 : match.start()] != "第":
        return False
    if len(written) > 1:
        return not all(sign in CJK_DIGITS for sign in written) or len(written) >= _MIN_YEAR_DIGITS
    return text[match.end() : match.end() + 1] in CJK_COUNTED or text[match.start() - 1 : match.start()] == "第"


def _read_value(written: str) -> float:
    if all(sign in CJK_DIGITS for sign in written):
        return float("".join(str(CJK_DIGITS[sign]) for sign in written[:_MAX_POSITIONAL]))
    total = section = 0.0
    digit: float | None = None
    for part in _PART.findall(written):
        if part in CJK_DIGITS:
            digit = CJK_DIGITS[part]
        elif part in CJK_TENS:
            section += (1 if digit is None else digit) * CJK_TENS[part]
            digit = None
        elif part in CJK_SCALES:
            section += digit or 0
            total += (section or (1 if digit is None else 0)) * CJK_SCALES[part]
            section, digit = 0.0, None
        elif part[0] == "点":
            fraction = "".join(str(CJK_DIGITS.get(sign, 0)) for sign in part[1:_MAX_POSITIONAL])
            digit = (digit or 0) + float(f"0.{fraction}")
        else:
            digit = float(part.replace(",", ""))
    return total + section + (digit or 0)
