"""Dates of sources as readers write them. Pure."""

import re
from datetime import date

from babel.dates import format_date, format_skeleton

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}).*)?)?", re.ASCII | re.DOTALL)
_ENGLISH = "d MMM y"  # readers of English are everywhere, and "9/10" or "Sep 22, 2025" is not how all of them write


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
        return format_skeleton("yMMM", value, locale=language) if month else year
    if language == "en":
        return format_date(value, _ENGLISH, locale=language)
    return format_skeleton("yMMMd", value, locale=language)
