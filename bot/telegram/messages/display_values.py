"""Dates, durations and numbers as readers of a language write them. Pure."""

import re
from datetime import date, timedelta
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}).*)?)?", re.ASCII | re.DOTALL)
_ENGLISH = "d MMM y"  # readers of English are everywhere, and "9/10" or "Sep 22, 2025" is not how all of them write
_MEGABYTE = 1_000_000
_THRESHOLD = 1.5  # "90 seconds", but "2 minutes" for 91


@cache
def locale_of(language: str) -> Locale:
    """Return what Babel knows of a language; ``language`` is an IETF tag."""
    return Locale.parse(language, sep="-")


def display_date(stored: str | None, language: str) -> str | None:
    """Return a date for readers of a language, such as "22 Sep 2025"; a date of another form as it is.

    Args:
        stored: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, with or without a time; None if the date is unknown.
        language: One of ``LANGUAGES``.
    """
    found = _ISO.fullmatch(stored.strip()) if stored else None
    if stored is None or found is None:
        return stored
    year, month, day = found.groups()
    try:
        value = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return stored
    if day is None:
        return format_skeleton("yMMM", value, locale=locale_of(language)) if month else year
    return display_day(value, language)


def display_day(day: date, language: str) -> str:
    """Return a day with its year, such as "22 Sep 2025"."""
    if language == "en":
        return format_date(day, _ENGLISH, locale=locale_of(language))
    return format_skeleton("yMMMd", day, locale=locale_of(language))


def display_short_day(day: date, language: str) -> str:
    """Return a day without its year, in digits: "9/22"."""
    return format_skeleton("Md", day, locale=locale_of(language))


def display_duration(seconds: float, language: str) -> str:
    """Return a duration in its largest unit: "2 minutes"."""
    return format_timedelta(timedelta(seconds=seconds), locale=locale_of(language), threshold=_THRESHOLD)


def display_wait(seconds: float, language: str) -> str:
    """Return a time from now, with the words and the case that it needs: "in 2 minutes"."""
    wait = timedelta(seconds=seconds)
    return format_timedelta(wait, locale=locale_of(language), threshold=_THRESHOLD, add_direction=True)


def display_age(seconds: float, language: str) -> str:
    """Return a time before now: "2 minutes ago"."""
    return format_timedelta(timedelta(seconds=-seconds), locale=locale_of(language), add_direction=True)


def display_number(number: float, language: str) -> str:
    """Return a number with the separators of the language: "12,345", "2.3"."""
    return format_decimal(number, locale=locale_of(language))


def display_share(share: float, language: str) -> str:
    """Return a share in [0, 1] as a percentage: "45%"."""
    return format_percent(share, locale=locale_of(language))


def display_size(size: int, language: str) -> str:
    """Return a number of bytes in megabytes: "20 MB"."""
    return format_unit(size / _MEGABYTE, "digital-megabyte", length="short", locale=locale_of(language))
