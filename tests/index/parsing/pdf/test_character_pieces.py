"""The pieces of a page's text: places are those of PDFium's characters."""

import pypdfium2 as pdfium
import pytest

from index.parsing.pdf.character_pieces import decode_units, list_pieces
from tests.support.pdf_files import Print, pdf


def test_places_of_pieces() -> None:
    """A letter of two halves takes two places, and a run of letters as many as it has letters."""
    with pdfium.PdfDocument(pdf([[Print("Let 𝔸2 be off.")]])) as document:
        pieces = [(piece.text, piece.place, piece.last) for piece in list_pieces(document[0].get_textpage())]
    expected = [("Let", 0, 2), (" ", 3, 3), ("𝔸", 4, 4), ("2", 6, 6), (" ", 7, 7), ("be", 8, 9), (" ", 10, 10)]
    assert [*expected, ("off", 11, 13), (".", 14, 14)] == pieces


@pytest.mark.parametrize(
    ("code", "after", "expected"),
    [
        (0x41, 0x42, "A"),
        (0xD835, 0xDD38, "𝔸"),
        (0xD835, 0x41, "\ufffd"),
        (0xDD38, 0x41, "\ufffd"),
        (0xE0E0E0, 0, "\ufffd"),
    ],
)
def test_codes_that_are_no_characters(code: int, after: int, expected: str) -> None:
    """Half a letter, and a number beyond Unicode, become one sign that says that a letter is missing."""
    assert expected == decode_units(code, after)
