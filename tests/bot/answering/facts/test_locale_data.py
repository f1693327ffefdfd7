"""The CLDR data of facts: what the process formatted before does not change it."""

import datetime as dt

import pytest
from babel import Locale
from babel.dates import format_date

from bot.answering.facts.locale_data import read_locale_data
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.month_names import load_calendar


@pytest.mark.parametrize(("language", "text"), [("en", "on 2 November 2026"), ("de", "am 2. November 2026")])
def test_formatting_a_date_does_not_change_what_is_read(language: str, text: str) -> None:
    """Babel rewrites its shared tables when it formats; dates of a text are read from a copy."""
    format_date(dt.date(2026, 11, 2), "full", locale=language)
    assert Locale.parse(language).months["format"]["wide"][11]
    load_calendar.cache_clear()
    [found] = find_dates(text, language)
    assert {(2026, 11, 2)} == {(day.year, day.month, day.day) for day in found.readings}


def test_a_language_has_what_it_inherits() -> None:
    """Bokmål has its names from Norwegian, and a symbol such as "km" comes from the root."""
    norwegian, german = read_locale_data("nb"), read_locale_data("de")
    assert norwegian is not None
    assert german is not None
    assert "november" == norwegian["months"]["format"]["wide"][11]
    assert "length-kilometer" in german["unit_patterns"]
    assert read_locale_data("xx") is None
