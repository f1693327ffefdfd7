"""Arabic letters in reading order: a mark is after the letter that it is printed on."""

import pytest

from index.parsing.pdf.letters.arabic_letters import find_early_mark, turn_brackets
from index.parsing.pdf.printed_line import Rectangle

LINE = [
    ("ي", Rectangle(217, 580, 221, 591)),
    (" ", Rectangle(210, 582, 210, 582)),
    ("ً", Rectangle(208, 580, 210, 591)),
    ("ض", Rectangle(207, 580, 218, 591)),
]


@pytest.mark.parametrize(("place", "expected"), [(0, False), (1, True), (2, False)])
def test_a_blank_before_the_mark_of_the_next_letter(place: int, *, expected: bool) -> None:
    """PDFium gives the mark in "أيضًا" before its letter, after a blank."""
    assert expected is find_early_mark(LINE, place)


def test_a_mark_beside_the_next_letter_is_no_early_mark() -> None:
    """A mark that is not printed on the next letter belongs to the word before it."""
    mark = ("ً", Rectangle(222, 580, 224, 591))
    assert not find_early_mark([*LINE[:2], mark, LINE[3]], 1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (")المنارة(", "(المنارة)"),
        (")Reef", "(Reef"),
        ("Lamp(،", "Lamp)،"),
        ("(Reef)", "(Reef)"),
        ("f(x)", "f(x)"),
        (")", ")"),
        ("]1[", "[1]"),
        ("(SQL(مصابة", "(SQL)مصابة"),
        (":)Reef", ":(Reef"),
        (")XXE)", "(XXE)"),
    ],
)
def test_brackets_of_a_word_open_first(given: str, expected: str) -> None:
    """A mirrored bracket is turned where it touches a letter; alone it may be of either kind."""
    assert expected == turn_brackets(given, is_rtl=True)


@pytest.mark.parametrize(("given", "expected"), [(")XXE)", "(XXE)"), (")Reef", ")Reef"), ("f((x", "f((x")])
def test_brackets_of_a_line_from_left_to_right(given: str, expected: str) -> None:
    """Only two closing brackets around a word tell that PDFium mirrored one, in a cell of a page from right to left."""
    assert expected == turn_brackets(given, is_rtl=False)
