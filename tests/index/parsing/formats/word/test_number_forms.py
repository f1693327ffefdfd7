"""The numbers of paragraphs in the formats of Word."""

import pytest

from index.parsing.formats.word.number_forms import write_number


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 0, "00"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("numberInDash", 3, "- 3 -"),
        ("decimalEnclosedCircle", 4, "④"),
        ("decimalEnclosedCircle", 40, "40"),
        ("decimalFullWidth", 12, "１２"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 123, "百二十三"),
        ("ideographTraditional", 3, "丙"),
        ("ideographDigital", 10, "一〇"),
        ("koreanCounting", 11, "십일"),
        ("ganada", 2, "나"),
        ("aiueoFullWidth", 3, "ウ"),
        ("russianLower", 10, "к"),
        ("arabicAbjad", 3, "ج"),
        ("hebrew1", 16, "טז"),
        ("hebrew1", 121, "קכא"),
        ("thaiNumbers", 12, "๑๒"),
        ("cardinalText", 7, "7"),
    ],
)
def test_number_is_written_in_the_format_of_its_list(form: str, number: int, expected: str) -> None:
    """A format that is not known, and a number without a sign, have the digits 0 to 9."""
    assert expected == write_number(form, number)
