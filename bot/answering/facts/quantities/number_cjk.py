"""Numbers in Chinese characters, alone or mixed with digits, and in Korean behind digits: 一八六六, 3.5億, 120만."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.answering.facts.quantities.types import Number
from bot.answering.word_lists import load_once, read_word_list

_DECIMAL = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MAX_POSITIONAL = 12
_MIN_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Characters:
    """Characters of numbers with their values, and the patterns made of them."""

    digits: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    counters: str
    not_numbers: frozenset[str]
    number: re.Pattern[str]
    part: re.Pattern[str]
    fraction: re.Pattern[str]
    korean: re.Pattern[str]
    in_chinese: Mapping[int, str]
    tenths: re.Pattern[str]
    native: re.Pattern[str]
    natives: Mapping[str, float]


def find_cjk_numbers(text: str) -> Iterator[Number]:
    """Find the numbers with a Chinese character in them; fractions and percentages come first."""
    characters = _load_characters()
    taken: list[tuple[int, int]] = []
    for match in characters.fraction.finditer(text):
        whole, part = _read_value(match[1]), _read_value(match[2])
        if whole:
            percent = whole == 100  # noqa: PLR2004 - 百分之
            values = {part, part / whole} if percent else {part / whole}
            yield Number(match.start(), match.end(), frozenset(values), "fraction", percent=percent)
            taken.append(match.span())
    for match in characters.tenths.finditer(text):
        share = 10 * _read_value(match[1]) + (_read_value(match[2]) if match[2] else 0)
        yield Number(match.start(), match.end(), frozenset({share}), "fraction", percent=True)
        taken.append(match.span())
    for match in characters.native.finditer(text):
        yield Number(*match.span(), frozenset({characters.natives[match[0]]}), "word", sure=False)
    for match in characters.korean.finditer(text):
        digits = re.match(_DECIMAL, match[0])
        written = match[0].replace(" ", "").translate(characters.in_chinese)
        values = {_read_value(written)}
        if digits and len(written) == len(digits[0]) + 1:
            values |= {_read_value(digits[0])}  # "12만" may be "only 12"
        yield Number(*match.span(), frozenset(values), "word")
    for match in characters.number.finditer(text):
        start, end = match.span()
        if not any(first <= start < last for first, last in taken):
            values = {_read_value(match[0])}
            plain = len(match[0]) >= _MIN_YEAR_DIGITS and all(sign in characters.digits for sign in match[0])
            yield Number(start, end, frozenset(values), "word", plain=plain, sure=_is_sure(text, match))


def _is_sure(text: str, match: re.Match[str]) -> bool:
    """Whether characters are a number and not a part of another word."""
    characters = _load_characters()
    written = match[0]
    is_ordinal = text[match.start() - 1 : match.start()] == "第"
    if _read_value(written) == 1:
        return False
    if any(sign.isdecimal() and sign.isascii() for sign in written):
        return True
    if written in characters.not_numbers and not is_ordinal:
        return False
    if len(written) > 1:
        return len(written) >= _MIN_YEAR_DIGITS or not all(sign in characters.digits for sign in written)
    return text[match.end() : match.end() + 1] in characters.counters or is_ordinal


def _read_value(written: str) -> float:
    """Read the value of digits and characters; characters of digits alone are read place by place."""
    characters = _load_characters()
    digits, tens, scales = characters.digits, characters.tens, characters.scales
    if all(sign in digits for sign in written):
        return float("".join(str(digits[sign]) for sign in written[:_MAX_POSITIONAL]))
    total = section = 0.0
    digit: float | None = None
    for part in characters.part.findall(written):
        if part in digits:
            digit = digits[part]
        elif part in tens:
            section += (1 if digit is None else digit) * tens[part]
            digit = None
        elif part in scales:
            section += digit or 0
            total += (section or (1 if digit is None else 0)) * scales[part]
            section, digit = 0.0, None
        elif part[0] == "点":
            fraction = "".join(str(digits.get(sign, 0)) for sign in part[1:_MAX_POSITIONAL])
            digit = (digit or 0) + float(f"0.{fraction}")
        else:
            digit = float(part.replace(",", ""))
    return total + section + (digit or 0)


@load_once
def _load_characters() -> _Characters:
    words = read_word_list(__file__)
    digits, tens, scales = (
        {sign: int(value) for value, signs in words[kind].items() for sign in signs}
        for kind in ("digits", "tens", "scales")
    )
    signs = "".join((*digits, *tens, *scales))
    days, natives = (
        {form: float(value) for value, forms in words[kind].items() for form in forms}
        for kind in ("korean_days", "korean_native")
    )
    tenths = "|".join(chain.from_iterable(words["tenths"].values()))
    return _Characters(
        digits,
        tens,
        scales,
        words["counters"]["characters"],
        frozenset(words["not_numbers"]["words"]),
        number=re.compile(
            rf"(?:{_DECIMAL}[ \u00a0]?)?[{signs}]+(?:点[{signs}]+)?(?:{_DECIMAL}[{signs}]+)*(?:{_DECIMAL})?"
        ),
        part=re.compile(rf"{_DECIMAL}|点[{signs}]+|[{signs}]"),
        korean=re.compile(rf"(?:{_DECIMAL} ?(?:[십백천]?[만억조]|[백천]) ?)+(?:{_DECIMAL}(?![.\d]))?(?<! )"),
        in_chinese={ord(sign): chinese for sign, chinese in words["korean"].items()},
        fraction=re.compile(rf"({_DECIMAL}|[{signs}]+)(?:分[之の]|분의 ?)({_DECIMAL}|[{signs}]+)"),
        tenths=re.compile(rf"(\d|[{''.join(digits)}])(?:{tenths})(?:(\d|[{''.join(digits)}])分?)?"),
        native=re.compile(
            rf"(?<![가-힣])(?:{'|'.join(days)}|(?:{'|'.join(sorted(natives, key=len, reverse=True))})"
            rf"(?=\s?(?:{'|'.join(words['korean_counters']['words'])})))"
        ),
        natives=days | natives,
    )
