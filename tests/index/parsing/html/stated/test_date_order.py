"""Dates in digits are read in the order of a page's country or language, or not at all."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

WORDS = "The light on the reef was lit again last night, and its keeper says that the oil will last. " * 4


def read_date(body: str, lang: str, location: str = "https://news.example/light", head: str = "") -> str | None:
    """The date of a page."""
    stated = f" lang={lang}" if lang else ""
    page = f"<html{stated}><head>{head}</head><body><article>{body}<p>{WORDS}</p></article></body></html>"
    return extract(Raw(location, page.encode(), "text/html")).date


@pytest.mark.parametrize(
    ("lang", "location", "expected"),
    [
        ("en-US", "https://news.example/light", "2024-03-04"),
        ("en-GB", "https://news.example/light", "2024-04-03"),
        ("fr", "https://news.example/light", "2024-04-03"),
        ("es-US", "https://news.example/light", "2024-04-03"),
        ("en", "https://harbour.example.gov/light", "2024-03-04"),
        ("en", "https://harbour.example.co.uk/light", "2024-04-03"),
        ("", "https://harbour.example.com.au/light", "2024-04-03"),
        ("en", "https://news.example/light", None),
        ("en", "https://harbour.example.io/light", None),
        ("sv", "https://news.example/light", None),
        ("xx", "https://news.example/light", None),
        ("ja", "https://news.example/light", "2024-03-04"),
        ("ko", "https://news.example/light", "2024-03-04"),
        ("zh-HK", "https://news.example/light", "2024-04-03"),
    ],
)
def test_order_of_a_page(lang: str, location: str, expected: str | None) -> None:
    """Language and country say whether the month is first; a date that they leave open is not read."""
    assert expected == read_date('<p class="date">03/04/2024</p>', lang, location)


@pytest.mark.parametrize(
    ("lang", "written", "expected"),
    [
        ("ja", "24/03/05", "2024-03-05"),
        ("ja", "19.03.02", "2019-03-02"),
        ("de", "19.03.02", "2002-03-19"),
        ("sv", "24-03-05", "2024-03-05"),
        ("ja", "04/03/05", "2004-03-05"),
        ("fr", "24/03/05", "2005-03-24"),
    ],
)
def test_year_of_two_digits_is_first_where_years_are(lang: str, written: str, expected: str) -> None:
    """Japanese and Swedish begin a date with its year, which an extractor takes for the day."""
    assert expected == read_date(f'<p class="date">{written}</p>', lang)


def test_date_of_an_era_in_the_metadata() -> None:
    """A page may state its date as its readers write it."""
    assert "2024-03-04" == read_date("", "ja", head='<meta name="date" content="令和6年3月4日">')


def test_locale_of_a_preview() -> None:
    """The locale that a page states for previews names the country."""
    head = '<meta property="og:locale" content="en_US">'
    assert "2024-03-04" == read_date('<p class="date">03/04/2024</p>', "en", head=head)


@pytest.mark.parametrize(
    ("other", "expected"),
    [("03/14/2024", "2024-03-04"), ("14/03/2024", "2024-04-03"), ("03/14/2024 and 14/03/2024", None)],
)
def test_other_dates_of_a_page(other: str, expected: str | None) -> None:
    """Another date of a page shows the order by a number that is no month."""
    assert expected == read_date(f'<p class="date">03/04/2024</p><p>The oil came on {other}.</p>', "en")


@pytest.mark.parametrize(
    "other", ["2024-04-03T10:00", "3 April 2024", "April 3rd, 2024", "3 de abril de 2024", "2024年4月3日"]
)
def test_date_that_is_written_in_two_ways(other: str) -> None:
    """A date that the page also writes in a clear form is that one."""
    assert "2024-04-03" == read_date(f'<p class="date">03/04/2024</p><p>It was lit on {other}.</p>', "en-US")


def test_clear_date_in_digits() -> None:
    """A date of which one number is no month, or both are the same, is read."""
    assert "2024-03-14" == read_date('<p class="date">03/14/2024</p>', "en")
    assert "2024-03-03" == read_date('<p class="date">03/03/2024</p>', "en")
