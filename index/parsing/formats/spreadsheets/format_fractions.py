"""Fractions as cells show them: "2 1/2" for 2.5 by the code "# ?/?", "6/8" by "?/8". Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from index.parsing.formats.spreadsheets.format_codes import LITERALS, CodeToken

_BAR = CodeToken("other", "/")
_DIGIT = re.compile(r"[0-9#?]+")
_MAX_DIGITS = 4


def write_fraction(value: Decimal, tokens: Sequence[CodeToken]) -> str | None:
    """Write a number as a fraction; None if its format writes none.

    Args:
        value: The number.
        tokens: The section of its format.
    """
    bar = next((at for at, token in enumerate(tokens) if token == _BAR and at), None)
    if bar is None or tokens[bar - 1].kind != "digits":
        return None
    behind = bar + 1
    while behind < len(tokens) and tokens[behind].kind in {"digits", "other"} and _DIGIT.fullmatch(tokens[behind].text):
        behind += 1
    below = "".join(token.text for token in tokens[bar + 1 : behind])
    if not below:
        return None
    whole = next((at for at, token in enumerate(tokens[: bar - 1]) if token.kind == "digits"), None)
    shown = _write(abs(value), below, tokens[whole].text if whole is not None else None)
    before = tokens[: bar - 1 if whole is None else whole]
    return ("-" if value < 0 else "") + _write_literals(before) + shown + _write_literals(tokens[behind:])


def _write(value: Decimal, below: str, whole: str | None) -> str:
    least = below.strip("0")
    if least.isdecimal():
        parts = round(value * int(below))
        number, over, under = parts // int(below), parts % int(below), int(below)
    else:
        closest = Fraction(value).limit_denominator(10 ** min(len(below), _MAX_DIGITS) - 1)
        number, over, under = closest.numerator // closest.denominator, closest.numerator, closest.denominator
        over %= under
    if whole is None:
        return f"{number * under + over}/{under}"
    if not over:
        return str(number)
    return f"{number} {over}/{under}" if number or "0" in whole else f"{over}/{under}"


def _write_literals(tokens: Sequence[CodeToken]) -> str:
    return "".join(token.text for token in tokens if token.kind in LITERALS)
