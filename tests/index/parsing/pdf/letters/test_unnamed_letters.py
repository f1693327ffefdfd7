"""The map of a font: damaged ones are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parsing.pdf.letters.unnamed_letters import read_character_map
from tests.support.true_type import true_type


def test_map_of_a_font() -> None:
    """Each glyph has the letter of the font's own map."""
    assert {chr(3): "a", chr(4): "é", chr(5): "灯"} == read_character_map(true_type("aé灯"))


@pytest.mark.parametrize("font", [b"", b"\0\1\0\0", true_type(""), true_type("abc")[:150]])
def test_font_without_a_map(font: bytes) -> None:
    """A font without a whole map gives no letters."""
    assert {} == read_character_map(font)


@given(st.integers(0, 4000), st.integers(0, 255))
def test_damaged_font(place: int, value: int) -> None:
    """A font with any other byte is read or left, without an error."""
    font = bytearray(true_type("abc"))
    font[place % len(font)] = value
    assert isinstance(read_character_map(bytes(font)), dict)
