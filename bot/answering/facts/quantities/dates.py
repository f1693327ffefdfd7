"""Dates of a text: days, months, years, decades, centuries and weekdays, in the words of any language.

Words of decades and centuries are in ``dates.toml``; ``month_names`` has the months.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.facts.quantities.month_names import Calendar, load_calendar
from bot.answering.facts.quantities.numbers import find_numbers, to_ascii_digits
from bot.answering.facts.quantities.types import Date, Day, Era, Number
from bot.answering.word_lists import join_forms, load_once, merge_words, read_word_list

_ISO = re.compile(r"(?<![\d.,/\-])(\d{4})([\-/.])(\d{1,2})\2(\d{1,2})(?![\d\-/])")
_NUMERIC = re.compile(r"(?<![\d.,/\-])(\d{1,2})([\-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d\-/])")
_EAST_ASIAN = re.compile(
    r"(?:(?P<year>\d{3,4}|[〇零一二三四五六七八九]{4})\s?[年년]\s?)?"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})\s?[月월](?![个個間间份の]?[間间])"
    r"(?:\s?(?P<day>\d{1,2}|[一二三四五六七八九十廿]{1,3})\s?[日号號일])?"
)
_MONTH_YEAR = re.compile(r"(?<![\d.,/\-])(0[1-9]|1[0-2])[/.](\d{4})(?![\d\-/])")
_DAY_MONTH = re.compile(r"(?<![\d.,/\-])(\d{2})/(\d{2})(?![\d\-/])")
_YEAR = range(1000, 2101)
_YEAR_IN_DATE = range(100, 3000)
_DASHES = frozenset("-–")
_GAP = 16
_MONTHS = 12
_DAYS = 31
_PIVOT = 50
_TWO_DIGITS = 100
_EAST_ASIAN_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}


@dataclass(frozen=True, slots=True)
class _DatePhrases:
    """Words of decades and centuries, from ``dates.toml``.

    Attributes:
        decade: A decade in digits; its groups tell whether it has a century.
        before_decade: The words before a decade in words.
        decade_name: A decade in one word, of ``decade_names``; the first of these are the twenties.
        before_century: The words before the number of a century.
        after_century: The words after the number of a century.
        range_words: The words between the first and the last day of a range.
    """

    decade: re.Pattern[str]
    before_decade: re.Pattern[str]
    decade_name: re.Pattern[str]
    decade_names: tuple[str, ...]
    before_century: re.Pattern[str]
    after_century: re.Pattern[str]
    range_words: frozenset[str]


@lru_cache(maxsize=4096)
def find_dates(text: str, language: str) -> tuple[Date, ...]:
    """Find the dates of a text in order; a year alone is a date if it has four digits, from 1000 to 2100.

    Args:
        text: Any text.
        language: ISO 639-1 code; ``und`` finds the months of eight languages.
    """
    plain = to_ascii_digits(text)
    known = find_numbers(text, language)
    found = [*_find_numeric(plain), *_find_east_asian(plain)]
    if any(character.isalpha() for character in plain):
        names = load_calendar(language)
        found += [*_find_with_month(plain, names, known, found), *_find_weekdays(plain, names)]
    found += [*_find_decades(plain), *_find_decades_in_words(plain, known), *_find_centuries(plain, known)]
    covered = [(date.start, date.end) for date in found]
    for number in known:
        if number.plain and not any(start <= number.start < end for start, end in covered):
            readings = tuple(Day(year=int(value)) for value in sorted(number.values) if value in _YEAR)
            if readings:
                found.append(Date(number.start, number.end, readings))
    return tuple(sorted(found, key=lambda date: date.start))


def _find_numeric(text: str) -> Iterator[Date]:
    for match in _ISO.finditer(text):
        if days := _keep_valid([Day(int(match[1]), int(match[3]), int(match[4]))]):
            yield Date(match.start(), match.end(), days)
    for match in _NUMERIC.finditer(text):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) < len("1866"):
            if match[2] == ".":
                continue  # as often a section of a document as a date
            year += 1900 if year >= _PIVOT else 2000
        if days := _keep_valid([Day(year, other, one), Day(year, one, other)]):
            yield Date(match.start(), match.end(), days)
    for match in _MONTH_YEAR.finditer(text):
        yield Date(match.start(), match.end(), (Day(int(match[2]), int(match[1])),))
    for match in _DAY_MONTH.finditer(text):
        one, other = int(match[1]), int(match[2])
        if days := _keep_valid([Day(None, other, one), Day(None, one, other)]):
            yield Date(match.start(), match.end(), days)


def _keep_valid(days: list[Day]) -> tuple[Day, ...]:
    valid = (day for day in days if 1 <= (day.month or 1) <= _MONTHS and 1 <= (day.day or 1) <= _DAYS)
    return tuple(dict.fromkeys(valid))


def _find_east_asian(text: str) -> Iterator[Date]:
    if text.isascii():
        return
    for match in _EAST_ASIAN.finditer(text):
        year, month, day = (_read_east_asian(match[part]) for part in ("year", "month", "day"))
        if days := _keep_valid([Day(year, month, day)]):
            yield Date(match.start(), match.end(), days)


def _read_east_asian(written: str | None) -> int | None:
    if written is None or written.isdecimal():
        return None if written is None else int(written)
    if len(written) == len("一八六六"):
        return int("".join(str(_EAST_ASIAN_DIGITS[sign]) for sign in written))
    tens, ten, ones = written.replace("廿", "二十").rpartition("十")
    if not ten:
        return _EAST_ASIAN_DIGITS.get(ones[-1], 0)
    return 10 * _EAST_ASIAN_DIGITS.get(tens[-1:], 1) + _EAST_ASIAN_DIGITS.get(ones[-1:], 0)


def _find_with_month(text: str, names: Calendar, known: tuple[Number, ...], taken: list[Date]) -> Iterator[Date]:
    if names.months is None:
        return
    for match in names.months.finditer(text):
        month, full = names.month_of(match["name"])
        if not month or any(date.start <= match.start() < date.end for date in taken):
            continue
        before = _find_neighbor(text, known, names, end=match.start())
        after = _find_neighbor(text, known, names, start=match.end())
        later = _find_neighbor(text, known, names, start=after.end) if after else None
        start, end = match.span()
        day = year = None
        if before is not None:
            day = _read_day(before)
            year = None if text[before.end : match.start()].strip() else _read_year(before)
            start = before.start if day or year else start
        if after is not None and (day is None or year is None):
            if year is None and (found := _read_year(after)):
                year, end = found, after.end
            elif day is None and (found := _read_day(after)):
                day, end = found, after.end
                if year is None and later is not None and (found := _read_year(later)):
                    year, end = found, later.end
        is_name = names.writes_small and text[match.start()].isupper() and bool(text[: match.start()].strip())
        yield Date(start, end, (Day(year, month, day),), sure=(full and not is_name) or bool(day or year))
        if day:
            yield from _find_first_of_range(text, known, before, Day(year, month))


def _find_neighbor(
    text: str, known: tuple[Number, ...], names: Calendar, *, start: int = -1, end: int = -1
) -> Number | None:
    """Find the number before ``end`` or after ``start``; only words such as "of" may be between."""
    for number in known:
        low, high = (number.end, end) if end >= 0 else (start, number.start)
        if 0 <= high - low <= _GAP and names.gap.fullmatch(text, low, high):
            return number
    return None


def _find_first_of_range(text: str, known: tuple[Number, ...], last: Number | None, month: Day) -> Iterator[Date]:
    """Find the first day of a range: the 5th of "5–9 September"."""
    for number in known:
        if last is None or number.end >= last.start or not (day := _read_day(number)):
            continue
        if text[number.end : last.start].strip(" .\u00a0").lower() in _load_words().range_words:
            yield Date(number.start, number.end, (Day(month.year, month.month, day),))


def _read_day(number: Number) -> int | None:
    value = min(number.values)
    may = number.plain or number.written in {"ordinal", "word"}
    return int(value) if may and value == int(value) and 1 <= value <= _DAYS else None


def _read_year(number: Number) -> int | None:
    value = max(number.values)
    may = number.plain or number.written == "word"
    return int(value) if may and value in _YEAR_IN_DATE else None


def _find_weekdays(text: str, names: Calendar) -> Iterator[Date]:
    if names.weekdays is not None:
        for match in names.weekdays.finditer(text):
            day = names.weekday_of(match["name"])
            if day is not None:
                yield Date(match.start(), match.end(), weekday=day)


def _find_decades(text: str) -> Iterator[Date]:
    for match in _load_words().decade.finditer(text):
        long, short = match["long"] or match["long_after"], match["short"] or match["short_after"]
        first = int(long or short)
        last = first + (99 if first % _TWO_DIGITS == 0 and long else 9)
        yield Date(match.start(), match.end(), era=Era(first, last, short=long is None))


def _find_centuries(text: str, known: tuple[Number, ...]) -> Iterator[Date]:
    for number in known:
        value = min(number.values)
        if value != int(value) or not 1 <= value <= 30:  # noqa: PLR2004
            continue
        before = _load_words().before_century.search(text, max(0, number.start - 24), number.start)
        after = _load_words().after_century.match(text, number.end)
        if before or after:
            start = before.start() if before else number.start
            end = after.end() if after else number.end
            yield Date(start, end, era=Era(int(value) * 100 - 100, int(value) * 100))


def _find_decades_in_words(text: str, known: tuple[Number, ...]) -> Iterator[Date]:
    for number in known:
        value = min(number.values)
        before = _load_words().before_decade.search(text, max(0, number.start - 24), number.start)
        if before and number.written == "word" and value in range(20, 100, 10):
            yield Date(before.start(), number.end, era=Era(int(value), int(value) + 9, short=True))
    for match in _load_words().decade_name.finditer(text):
        first = _load_words().decade_names.index(match[1].lower()) * 10 + 20
        yield Date(match.start(), match.end(), era=Era(first, first + 9, short=True))


@load_once
def _load_words() -> _DatePhrases:
    words = read_word_list(__file__)
    names = words["decade_names"]["en"]
    long, short = join_forms(words["long_decade_endings"]), join_forms(words["short_decade_endings"])
    after = join_forms(words["centuries_after"])
    return _DatePhrases(
        decade=re.compile(
            rf"(?<!\d)(?P<long>\d{{3}}0){long}"
            rf"|(?<![\d\w])['’]?(?P<short>\d0){short}"
            rf"|\b{join_forms(words['decade_prefixes'])}\s+['’]?"
            r"(?:(?P<long_after>\d{3}0)|(?P<short_after>\d0))(?!\d)",
            re.IGNORECASE,
        ),
        before_decade=re.compile(rf"\b{join_forms(words['decade_word_prefixes'])}\s+$", re.IGNORECASE),
        decade_name=re.compile(rf"\b({'|'.join(names)})\b", re.IGNORECASE),
        decade_names=tuple(names),
        before_century=re.compile(
            rf"{join_forms(words['centuries_before'])}[\s\u00a0]+(?:ال)?(?:[IVXLCDM]+\s(?:y|e)\s)?$", re.IGNORECASE
        ),
        after_century=re.compile(
            rf"{join_forms(words['century_number_endings'])}?[\s\u00a0\-]{{0,2}}{after}", re.IGNORECASE
        ),
        range_words=merge_words(words["range_words"]) | _DASHES,
    )
