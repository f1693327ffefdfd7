"""Dates in digits, as 03/04/2024: the country or language of a page says what is first. Pure.

The extractor of dates takes the day to be first. A date that can be read in both ways, on a page that does not say
which, is no date.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from lxml.html import HtmlElement

from index.text import language

_DIGITS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][A-Z][a-z]{3})?(?:[-_]([A-Z]{2}))?", re.IGNORECASE)
_MONTHS = 12
_DAYS = 31
_CENTURY = 2000
_SHORT_YEAR = 2
_MONTH_FIRST = frozenset(("ja", "ko", "zh"))
"""Languages with the year first that also write the month before the day where the year is last."""

_AMERICAN = frozenset(("gov", "mil", "edu"))
_NO_COUNTRIES = frozenset(
    (
        *(
            "ag",
            "ai",
            "am",
            "cc",
            "cd",
            "co",
            "fm",
            "gg",
            "im",
            "io",
            "la",
            "ly",
            "me",
            "ms",
            "nu",
            "pw",
            "sc",
            "sh",
            "st",
        ),
        *("tk", "to", "tv", "vc", "ws"),
    )
)
"""The top-level domains of countries that sites of any country have."""

_DETECTED_CHARS = 10_000

Order = Literal["day", "month"]


class DateOrder(NamedTuple):
    """What a country or language writes first: the day or the month, and whether the year is before both."""

    of_day: Order | None = None
    year_first: bool = False


def settle_date(found: str | None, tree: HtmlElement, location: str) -> str | None:
    """Settle a date that an extractor found.

    Args:
        found: As ``YYYY-MM-DD``, read with the day first where the page writes it in digits.
        tree: The page.
        location: Its address.

    Returns:
        The date; None if the page only writes it in digits that can be read in two ways, and does not say in which.
    """
    when = date.fromisoformat(found) if found else None
    if when is None or (when.day > _MONTHS and when.year % 100 > _DAYS):
        return found
    texts = list(_texts(tree, location))
    written = [groups for text in texts for groups in _DIGITS.findall(text)]
    years = {
        len(year)
        for first, _, second, year in written
        if (int(first), int(second)) == (when.day, when.month) and int(year) in {when.year, when.year % 100}
    }
    if not years or _is_written_out(when, texts):
        return found
    is_short, is_clear = years == {_SHORT_YEAR}, when.day > _MONTHS or when.day == when.month
    if is_clear and not is_short:
        return found
    of_page = _order_of_page(tree, location)
    if of_page.year_first and is_short:
        return _read_year_first(when)
    pairs = [(int(first), int(second)) for first, _, second, _ in written]
    order = "day" if is_clear else _order_of_others(pairs) or of_page.of_day
    if order == "month":
        return when.replace(month=when.day, day=when.month).isoformat()
    return found if order == "day" else None


def _read_year_first(when: date) -> str | None:
    """A date whose year of two digits was taken for its day: 24/03/04."""
    try:
        return date(_CENTURY + when.day, when.month, when.year % 100).isoformat()
    except ValueError:
        return None


def _texts(tree: HtmlElement, location: str) -> Iterator[str]:
    yield location
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield from filter(None, (element.text, element.tail, *map(str, element.attrib.values())))


def _is_written_out(when: date, texts: list[str]) -> bool:
    """Whether a page also writes a date in another way: year first, or with the name of the month."""
    day = f"0?{when.day}(?:st|nd|rd|th|er|º|\\.)?"
    form = re.compile(
        rf"(?<!\d){when.year}(?P<sign>[-/.]?)0?{when.month}(?P=sign)0?{when.day}(?!\d)"
        rf"|(?<!\d){when.year} ?[年년] ?{when.month} ?[月월] ?{when.day} ?[日일]"
        rf"|(?<!\d){day},? (?:(?:de|of) )?[^\W\d_]{{3,}}\.?,? (?:(?:de|of) )?{when.year}"
        rf"|[^\W\d_]{{3,}}\.? {day},? {when.year}(?!\d)"
    )
    return any(form.search(text) for text in texts)


def _order_of_others(pairs: list[tuple[int, int]]) -> Order | None:
    """The order of the other dates of a page, where a number is no month."""
    is_day_first = any(first > _MONTHS >= second for first, second in pairs)
    is_month_first = any(second > _MONTHS >= first for first, second in pairs)
    if is_day_first == is_month_first:
        return None
    return "day" if is_day_first else "month"


def _order_of_page(tree: HtmlElement, location: str) -> DateOrder:
    """The order in the country or the language of a page; English alone has both."""
    stated = (tree.get("lang"), *tree.xpath("//meta[@property='og:locale' or @http-equiv='content-language']/@content"))
    codes = [found.groups() for one in stated if (found := _CODE.fullmatch(str(one or "").strip()))]
    spoken = codes[0][0] if codes else language.detect("".join(tree.itertext())[:_DETECTED_CHARS], None)
    country = next((region for code, region in codes if region and code == spoken), None) or _country_of(location)
    if spoken == "en" and not country:
        return DateOrder()
    try:
        pattern = str(Locale.parse("_".join(filter(None, (spoken, country)))).date_formats["short"].pattern)
    except (ValueError, UnknownLocaleError):
        return DateOrder()
    first = next((letter for letter in pattern if letter in "yMd"), "")
    if first == "y":
        return DateOrder("month" if spoken in _MONTH_FIRST else None, year_first=True)
    return DateOrder("day" if first == "d" else "month" if first == "M" else None)


def _country_of(location: str) -> str | None:
    """The country of a site, as a code (ISO 3166-1)."""
    domain = (urlsplit(location).hostname or "").rpartition(".")[2]
    if domain in _AMERICAN:
        return "US"
    is_country = len(domain) == len("uk") and domain not in _NO_COUNTRIES
    return {"uk": "GB"}.get(domain, domain.upper()) if is_country else None
