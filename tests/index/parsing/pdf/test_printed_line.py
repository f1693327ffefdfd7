"""Printed lines: the direction of their letters."""

import sys
import unicodedata

from index.parsing.pdf.printed_line import has_rtl_letter


def test_letters_from_right_to_left() -> None:
    """Every letter that Unicode writes from right to left is known, and no other character is taken for one."""
    letters = [chr(code) for code in range(sys.maxunicode + 1)]
    expected = [letter for letter in letters if unicodedata.bidirectional(letter) in {"R", "AL"}]
    assert expected == [letter for letter in letters if has_rtl_letter(letter)]
