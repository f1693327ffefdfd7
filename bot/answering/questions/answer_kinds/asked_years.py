"""The years of a question: "What happened in 2015?" has no answer in a text without 2015. Pure."""

import re
from collections.abc import Iterable

_YEAR = re.compile(r"(?<![\d.,])(?:1\d{3}|20\d{2})(?![\d%]|[.,]\d)")
_NUMBER = re.compile(r"(?<!\d)\d(?:[.,'’ \u00a0\u202f]?\d){3}(?!\d)")
_FOUR_DIGITS = re.compile(r"1\d{3}|20\d{2}")
_GAP = re.compile(r"\D")


def lacks_asked_years(question: str, language: str, texts: Iterable[str], published: Iterable[str | None]) -> bool:
    """Return whether texts have none of the years of a question, which has one.

    A year between two of one sentence counts as there: "from 1914 to 1918". So does that of publication, and those
    beside it, because a text calls them "last year" and "next year".

    Args:
        question: The question.
        language: Of the question, ISO 639-1; ``und`` if it is unknown.
        texts: Sentences in which it is searched.
        published: The dates of their sources, if they are known.
    """
    if not _YEAR.search(question):
        return False  # nothing below is loaded for it
    from bot.answering.facts.quantities.dates import find_dates  # noqa: PLC0415 - it takes long to load

    dates = find_dates(question, language)
    asked = {
        int(year[0])
        for year in _YEAR.finditer(question)
        if any(date.sure and date.start <= year.start() < date.end for date in dates)
    }
    known = {year + near for date in published if date for year in _list_years(date) for near in (-1, 0, 1)}
    if not asked or asked & known:
        return False
    spans = (_list_years(text) for text in texts)
    return not any(min(years) <= year <= max(years) for years in spans if years for year in asked)


def _list_years(text: str) -> list[int]:
    """List the numbers of a text that may be years, with or without a separator: "1,500" may be what is asked for."""
    return [int(number) for found in _NUMBER.findall(text) if _FOUR_DIGITS.fullmatch(number := _GAP.sub("", found))]
