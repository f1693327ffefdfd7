"""Numbers are written as Excel shows them."""

import pytest

from index.parsing.formats.spreadsheets.format_codes import find_code, hides_words
from index.parsing.formats.spreadsheets.number_formats import NumberWriter


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("3", "General", "3"),
        ("0.30000000000000004", "General", "0.3"),
        ("3.14159265358979", "General", "3.141592654"),
        ("4006381333931", "General", "4006381333931"),
        ("1E3", "General", "1000"),
        ("1234.565", "#,##0.00", "1,234.57"),
        ("0.5", "#.##", ".5"),
        ("1234567", "#,##0,", "1,235"),
        ("7", "000", "007"),
        ("0.025", "0%", "3%"),
        ("0.1256", "0.0%", "12.6%"),
        ("-5", "0.0", "-5.0"),
        ("-5", "0.00;[Red](0.00)", "(5.00)"),
        ("0", '0;-0;"none"', "none"),
        ("12.5", '_-* #,##0.00\\ "kr"_-', "12.50 kr"),
        ("12.5", "[$€-407]#,##0.00", "€12.50"),
        ("1234567", "#\\ ###\\ ##0", "1 234 567"),
        ("123456789", "000-00-0000", "123-45-6789"),
        ("198000000", "0.00E+00", "1.98E+08"),
        ("0.00002", "General", "0.00002"),
        ("2.5", "# ?/?", "2 1/2"),
        ("0.75", "# ?/?", "3/4"),
        ("-12.3333", "# ?/?", "-12 1/3"),
        ("3", "# ?/?", "3"),
        ("0.75", "?/8", "6/8"),
        ("1.3", '# ??/100 "inch"', "1 30/100 inch"),
        ("2.7182", "# ??/??", "2 51/71"),
        ("12345", "##0.0E+0", "12.3E+3"),
        ("7", '[=1]0 "day";0 "days"', "7 days"),
        ("1", '[=1]0 "day";0 "days"', "1 day"),
        ("2500", '[>=1000]0.0,"k";0', "2.5k"),
        ("2500000", '#,##0.0,,"m"', "2.5m"),
        ("-25", "[<-30]0;[>30]000;0", "-25"),
        ("-40", "[<-30](0);[>30]000;0", "(40)"),
        ("-5", "[<1000]0;0,", "-5"),
        ("40", "[<>50]000;0", "040"),
        ("5", '0 "sacks"', "5 sacks"),
        ("5", "@", "5"),
        ("1E999", "0", "1E999"),
        ("words", "0", "words"),
    ],
)
def test_numbers(value: str, code: str, expected: str) -> None:
    """Digits, groups, shares, signs, currencies and the sections for negative numbers and zero."""
    assert expected == NumberWriter("en").write(value, code)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("45356", "yyyy-mm-dd", "2024-03-05"),
        ("45356", "d/m/yy", "5/3/24"),
        ("45356", "dddd, mmmm d", "Tuesday, March 5"),
        ("45356", "[$-407]mmmm yyyy", "März 2024"),
        ("45356", "[$-F800]dddd, mmmm dd, yyyy", "2024-03-05"),
        ("45356.75", "yyyy-mm-dd hh:mm", "2024-03-05 18:00"),
        ("0.7604166667", "h:mm AM/PM", "6:15 PM"),
        ("0.0104166667", "mm:ss", "15:00"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("1", "d.m.yyyy", "1.1.1900"),
        ("-1", "yyyy-mm-dd", "-1"),
    ],
)
def test_days_and_times(value: str, code: str, expected: str) -> None:
    """Days are counted from 1900; letters of a month are minutes beside hours and seconds."""
    assert expected == NumberWriter("en").write(value, code)


def test_days_that_are_counted_from_1904() -> None:
    """Old workbooks of the Mac begin four years later."""
    assert "2028-03-06" == NumberWriter("en", from_1904=True).write("45356", "yyyy-mm-dd")


def test_formats_by_number() -> None:
    """A file's own format counts more than the built-in one; an unknown number is the general format."""
    assert ["0.00", "d.m.", "General"] == [find_code(2, {}), find_code(14, {14: "d.m."}), find_code(999, {})]


def test_format_that_hides_words() -> None:
    """Words are shown unless the fourth section is there and empty."""
    assert [True, False, False] == [hides_words(";;;"), hides_words("0;-0;0;@"), hides_words("General")]
