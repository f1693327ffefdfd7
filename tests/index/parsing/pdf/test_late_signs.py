"""Signs that a file draws after the digits beside them, in the gap that the digits leave."""

import pytest

from index.parsing.extraction import extract
from index.parsing.pdf.character_pieces import CharacterPiece
from index.parsing.pdf.late_signs import place_late_signs
from index.parsing.pdf.printed_line import Rectangle
from index.types import Raw
from tests.support.pdf_files import Print, pdf

LINE = "The yield was lit 0123456789.,"
CODES = {character: number for number, character in enumerate(sorted(set(LINE)), start=0x21)}


def array(*shown: str | int) -> str:
    """Operators that show texts, with steps back (positive) and ahead between them in thousandths of the size."""
    parts = (
        str(one) if isinstance(one, int) else f"<{''.join(f'{CODES[character]:04x}' for character in one)}>"
        for one in shown
    )
    return f"BT /F 11 Tf 1 0 0 1 72 660 Tm [{' '.join(parts)}] TJ ET"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (("was 1", -500, "9", 1000, "."), "was 1.9"),
        (("was 7", -900, "1", -500, "9", 1000, "."), "was 7 1.9"),
        (("was 120", -500, "0", 1000, "."), "was 120.0"),
        (("was 12", -500, "400", 2000, ","), "was 12,400"),
        (("was lit", -500, "he", 1500, ","), "was lit,he"),
        (("was 1.9",), "was 1.9"),
        (("was 19.",), "was 19."),
        (("was 1, 9",), "was 1, 9"),
    ],
)
def test_a_number_is_read_as_it_is_printed(shown: tuple[str | int, ...], expected: str) -> None:
    """A dot or comma in the gap of a number stands there, whenever the file draws it."""
    file = pdf([[Print(LINE, 72, 700)]], before=array(*shown))
    assert extract(Raw("/texts/report.pdf", file, "application/pdf")).text.endswith(f", {expected}")


def test_a_sign_without_a_gap_stays() -> None:
    """A sign that is printed over a digit, or left of the number, is no part of it."""
    boxes = {0: Rectangle(10, 0, 14, 6), 1: Rectangle(15, 0, 19, 6), 2: Rectangle(11, 0, 12, 1)}
    line = [CharacterPiece("19", 0, places=2), CharacterPiece(".", 2)]
    assert line == place_late_signs(line, boxes.__getitem__)
