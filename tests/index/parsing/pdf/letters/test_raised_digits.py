"""Raised digits: exponents and marks of notes are no digits of the number before them."""

import pytest

from index.parsing.extraction import extract
from index.parsing.pdf.letters.raised_digits import raise_number
from index.types import Raw
from tests.support.pdf_files import Print, pdf


def read(*page: Print) -> str:
    """The text of a page."""
    return extract(Raw("/texts/report.pdf", pdf([page]), "application/pdf")).text


def shifted(text: str, *, by: float = 4.0) -> list[Print]:
    """A line in which what is in braces is smaller and raised; every letter is 5.5 points wide, a blank half of it."""
    x, pieces = 72.0, []
    for number, piece in enumerate(text.replace("}", "{").split("{")):
        size = 7.0 if number % 2 else 11.0
        pieces += [Print(piece, x, 700 + by * (number % 2), size)] if piece else []
        x += sum(size / 4 if letter == " " else size / 2 for letter in piece)
    return pieces


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("The lamp was lit in 1871{5} by a keeper.", "The lamp was lit in 1871⁵ by a keeper."),
        ("It holds 10{6} litres of oil.", "It holds 10⁶ litres of oil."),
        ("A grain of 10{−3} mm is lost.", "A grain of 10⁻³ mm is lost."),
        ("The floor has 40 m{2} of boards.", "The floor has 40 m² of boards."),
        ("Nobody saw the boat.{12} It sank.", "Nobody saw the boat.¹² It sank."),
        ("So say two keepers{3,14–16} of Tarn.", "So say two keepers³,¹⁴–¹⁶ of Tarn."),
        ("Nobody saw the boat.{10-12} It sank.", "Nobody saw the boat.¹⁰-¹² It sank."),
        ("By Ana Quill{2,*} and Ivo Marsh{1,3,†} of Brell", "By Ana Quill²,* and Ivo Marsh¹,³,† of Brell"),
        ("It was the 3{rd} of May.", "It was the 3rd of May."),
        ("In the cellar {14}C was found.", "In the cellar ¹⁴C was found."),
        ("{7}The contract is in box 12.", "7 The contract is in box 12."),
    ],
)
def test_raised_numbers_are_superscripts(printed: str, expected: str) -> None:
    """A raised number is no part of the number before it; the mark at the start of a note is a word."""
    assert expected == read(*shifted(printed))


def test_lowered_numbers_stay() -> None:
    """An index is on the line, as in other formats."""
    assert "A room full of CO2 and dust." == read(*shifted("A room full of CO{2} and dust.", by=-2.0))


def test_number_beside_an_operator_stays() -> None:
    """The number over a sum, or over the bar of a fraction, is no exponent."""
    assert ("2", "⁻²") == (raise_number("∑", "2"), raise_number("10", "-2"))


def test_paragraph_ends_with_the_mark_of_a_note() -> None:
    """The next paragraph, whose first line is indented, does not run on."""
    first = [Print("The lamp of the tower was lit by nobody in that whole winter, and no boat came", 72, 740)]
    second = [Print("from the other shore to look for oil, says the old book of the harbour.", 72, 726)]
    mark = [Print("4", 72 + 5.5 * 71 - 2.75 * 14, 730, 7)]
    third = [Print("Nine boats came in May, when the ice was gone and the harbour was open again, and", 90, 712)]
    last = [Print("all of them had oil.", 72, 698)]
    assert 2 == len(read(*first, *second, *mark, *third, *last).split("\n\n"))
