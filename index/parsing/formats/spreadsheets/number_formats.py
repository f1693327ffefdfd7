"""The numbers of a workbook as its cells show them, by their format codes (ECMA-376, part 1, section 18.8.31). Pure.

A format names no separators: those of the language of the sheet are written.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol

from index.parsing.formats.spreadsheets.format_codes import GENERAL, ISO, LITERALS, CodeToken, choose_section
from index.parsing.formats.spreadsheets.format_fractions import write_fraction

_NOON = 12
_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3_600, 60
_LEAP_DAY = 60
"""Day 60 is 29 February 1900 in Excel, which did not exist."""

_EPOCHS = (datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC))
_MAX_DAYS = 2_958_466
_GENERAL_CHARS, _GENERAL_DIGITS, _MAX_DIGITS = 11, 10, 15
_GROUP = 3
_MAX_EXPONENT = 300


_Width = Literal["abbreviated", "wide"]


class NumberWriter:
    """Writes numbers in one language."""

    def __init__(self, language: str, *, from_1904: bool = False) -> None:
        """Take the language of the sheet (ISO 639-1 code), and whether its days are counted from 1904."""
        self._locale = _locale_of(language)
        self._from_1904 = from_1904
        self._decimal, self._group = get_decimal_symbol(self._locale), get_group_symbol(self._locale)

    def write(self, written: str, code: str) -> str:
        """Write a number as a cell shows it.

        Args:
            written: As the file has it.
            code: Of its format, or the number of one, from ``find_code``.
        """
        try:
            value = Decimal(written)
        except InvalidOperation:
            return written
        if not value.is_finite() or abs(value.adjusted()) > _MAX_EXPONENT:
            return written
        chosen, has_sign = choose_section(code, value)
        if any(token.kind in {"date", "elapsed"} for token in chosen):
            shown = self._write_date(value, chosen)
            return shown if shown is not None else self._write_general(value)
        return " ".join(self._write_number(value if has_sign else abs(value), chosen).split())

    def write_stated_day(self, written: str, code: str) -> str:
        """Write a day that the file has as a date instead of a number, such as "2024-03-05T08:27:48".

        Args:
            written: As the file has it.
            code: Of its format.
        """
        try:
            day = datetime.fromisoformat(written)
        except ValueError:
            return written
        shown = ISO if code == GENERAL else code
        passed = day.replace(tzinfo=UTC) - _EPOCHS[self._from_1904]
        return self.write(str(Decimal(passed.days) + Decimal(passed.seconds) / _DAY_S), shown)

    def _write_general(self, value: Decimal) -> str:
        if value == value.to_integral_value():
            return f"{value:f}".partition(".")[0]
        written = f"{value.normalize():f}"
        if len(written) <= _GENERAL_CHARS:
            return written.replace(".", self._decimal)
        digits = max(_GENERAL_DIGITS, min(value.adjusted() + 1 + 2, _MAX_DIGITS))
        return f"{float(value):.{digits}g}".replace("e", "E").replace(".", self._decimal)

    def _write_number(self, value: Decimal, tokens: Sequence[CodeToken]) -> str:
        digits = [token.text for token in tokens if token.kind == "digits"]
        exponent = next((token.text for token in tokens if token.kind == "exponent"), None)
        fraction = write_fraction(value, tokens)
        if fraction is not None:
            return fraction
        if not digits and any(token.kind in {"general", "words"} for token in tokens):
            return self._replace(tokens, self._write_general(value))
        if not digits:
            return "".join(token.text for token in tokens if token.kind in LITERALS)
        value = value.scaleb(2 * sum(token.kind == "percent" for token in tokens))
        whole, _, decimals = "".join(digits).partition(".")
        value = value.scaleb(-_GROUP * sum(len(part) - len(part.rstrip(",")) for part in (whole, decimals)))
        decimals = decimals.rstrip(",")
        power = value.adjusted() if exponent and value else 0
        power -= power % max(len(whole.replace(",", "")), 1)  # "##0.0E+0" writes multiples of three
        shown = self._write_decimal(value.scaleb(-power), whole, decimals)
        if exponent:
            sign = "-" if power < 0 else "+" if "+" in exponent else ""
            shown += f"E{sign}{abs(power):0{exponent.count('0')}d}"
        # A code such as "000-00-00" has its own signs between the digits.
        return self._replace(tokens, shown) if len(digits) == 1 else self._spread(tokens, shown)

    def _write_decimal(self, value: Decimal, whole: str, decimals: str) -> str:
        rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
        before, _, behind = f"{abs(rounded):f}".partition(".")
        before = before.lstrip("0").rjust(whole.count("0"), "0")
        if "," in whole.rstrip(","):
            starts = range(len(before) % _GROUP or _GROUP, len(before), _GROUP)
            before = self._group.join(before[at:to] for at, to in zip([0, *starts], [*starts, None], strict=True))
        least = len(decimals.rstrip("#?"))
        behind = behind[:least] + behind[least:].rstrip("0")
        sign = "-" if rounded < 0 else ""
        return sign + before + (self._decimal + behind if behind else "")

    @staticmethod
    def _replace(tokens: Sequence[CodeToken], shown: str) -> str:
        """The literals of a code, with the number in the place of its digits."""
        parts: list[str] = []
        sign = "-" if shown.startswith("-") else ""
        left = shown.removeprefix("-")
        for token in tokens:
            if token.kind in {"digits", "general", "words"}:
                parts.append(left)
                left = ""
            elif token.kind in LITERALS:
                parts.append(token.text)
        return sign + "".join(parts)

    def _spread(self, tokens: Sequence[CodeToken], shown: str) -> str:
        """A number over several groups of digits, from the last one on; the first one takes the rest."""
        sign = "-" if shown.startswith("-") else ""
        before, mark, behind = shown.removeprefix("-").partition(self._decimal)
        parts: list[str] = []
        groups = sum(token.kind == "digits" for token in tokens)
        for token in reversed(tokens):
            if token.kind == "digits":
                groups -= 1
                size = len(token.text.partition(".")[0].replace(",", ""))
                taken = before if not groups else before[max(len(before) - size, 0) :]
                before = before[: len(before) - len(taken)]
                parts.append(taken + ((mark + behind) if "." in token.text else ""))
            elif token.kind in LITERALS:
                parts.append(token.text)
        return sign + "".join(reversed(parts))

    def _write_date(self, value: Decimal, tokens: Sequence[CodeToken]) -> str | None:
        """A day or time; None if the number is none."""
        if not 0 <= value < _MAX_DAYS:
            return None
        codes = [token for token in tokens if token.kind in {"date", "elapsed"}]
        fraction = next((len(one.text.partition(".")[2]) for one in codes if "." in one.text), 0)
        seconds = (value * _DAY_S).quantize(Decimal(1).scaleb(-fraction), ROUND_HALF_UP)
        days = 1 if not self._from_1904 and value < _LEAP_DAY else 0
        when = _EPOCHS[self._from_1904] + timedelta(days=days, microseconds=int(seconds * 1_000_000))
        names = next((_locale_of(token.text) for token in tokens if token.kind == "locale"), self._locale)
        has_half = any(token.kind == "half" for token in tokens)
        parts: list[str] = []
        for token in tokens:
            if token.kind == "elapsed":
                unit = {"h": _HOUR_S, "m": _MINUTE_S, "s": 1}[token.text[0].lower()]
                parts.append(f"{int(seconds // unit):0{len(token.text)}d}")
            elif token.kind == "half":
                parts.append("AM" if when.hour < _NOON else "PM")
            elif token.kind == "date":
                is_minute = token.text[0] in "mM" and _is_minute(codes, token)
                parts.append(_write_part(when, token.text.lower(), names, is_minute=is_minute, has_half=has_half))
            elif token.kind in LITERALS:
                parts.append(token.text)
        return " ".join("".join(parts).split())


def _is_minute(codes: Sequence[CodeToken], token: CodeToken) -> bool:
    """Whether the letters of a month are minutes, as beside hours or seconds."""
    place = next(at for at, one in enumerate(codes) if one is token)
    before = codes[place - 1].text[0].lower() if place else ""
    after = codes[place + 1].text[0].lower() if place + 1 < len(codes) else ""
    return before == "h" or after == "s"


def _write_part(when: datetime, code: str, names: Locale, *, is_minute: bool, has_half: bool) -> str:
    """One part of a date or time."""
    letter, length = code[0], len(code)
    hour = (when.hour % _NOON or _NOON) if has_half else when.hour
    if letter in "ye":
        return f"{when.year % 100:02d}" if letter == "y" and length <= len("yy") else f"{when.year:04d}"
    if letter == "s":
        whole, _, fraction = code.partition(".")
        behind = f".{when.microsecond:06d}"[: 1 + len(fraction)] if fraction else ""
        return f"{when.second:0{min(len(whole), 2)}d}{behind}"
    if length <= len("mm"):
        number = {"d": when.day, "h": hour, "m": when.minute if is_minute else when.month}[letter]
        return f"{number:0{length}d}"
    return _NAMED[letter](when, length, names)


def _name_month(when: datetime, length: int, names: Locale) -> str:
    width: _Width = "wide" if length == len("mmmm") else "abbreviated"
    name = str(get_month_names(width, "format", names)[when.month])
    return name[:1] if length > len("mmmm") else name


def _name_day(when: datetime, length: int, names: Locale) -> str:
    width: _Width = "wide" if length == len("dddd") else "abbreviated"
    return str(get_day_names(width, "format", names)[when.weekday()])


_NAMED: dict[str, Callable[[datetime, int, Locale], str]] = {
    "m": _name_month,
    "d": _name_day,
    "h": lambda when, _length, _names: f"{when.hour:02d}",
}


@lru_cache(maxsize=64)
def _locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return Locale("en")
