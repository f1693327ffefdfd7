"""Private characters: small capitals, old-style digits, parts of brackets, and the codes of symbolic fonts."""

import pytest

from index.parsing.extraction import extract
from index.parsing.pdf.letters.private_letters import read_dingbat, read_private
from index.types import Raw
from tests.support.pdf_files import Print, pdf


@pytest.mark.parametrize(
    ("character", "font", "expected"),
    [
        ("\uf731", b"Bembo-Expert", "1"),
        ("\uf761", b"Bembo-Expert", "A"),
        ("\uf7e9", b"Minion-SmallCaps", "É"),
        ("\uf8eb", b"CMEX10", "⎛"),
        ("\uf096", b"Optima", "–"),
        ("\uf0a9", b"Optima", "©"),
        ("\uf062", b"ABCDEF+SymbolMT", "β"),
        ("\uf0b4", b"Symbol", "×"),
        ("\uf0e8", b"Wingdings-Regular", "➔"),
        ("\uf0a7", b"Wingdings-Regular", "\uf0a7"),
        ("\uf0a9", b"Wingdings3", "\uf0a9"),
        ("\uf09d", b"Optima", "\uf09d"),
        ("\uf0b7", b"Any", "\uf0b7"),
        ("\ue011", b"E-HZ9", "\ue011"),
    ],
)
def test_what_a_private_character_prints(character: str, font: bytes, expected: str) -> None:
    """It is known by the font; without that it stays."""
    assert expected == read_private(character, font)


@pytest.mark.parametrize(
    ("letter", "font", "expected"),
    [
        ("ü", b"Wingdings-Regular", "✓"),
        ("n", b"ABCDEF+Wingdings", "•"),
        ("a", b"Webdings", "•"),
        ("n", b"Times-Roman", "n"),
        ("灯", b"Wingdings", "灯"),
    ],
)
def test_letters_of_a_font_of_pictures(letter: str, font: bytes, expected: str) -> None:
    """A tick and a bullet are no letters, though the file calls them so."""
    assert expected == read_dingbat(letter, font)


def test_digits_of_another_style_in_a_sentence() -> None:
    """A year in old-style digits is a number."""
    printed = "The lamp was lit in ABCD."
    glyphs = dict(zip("ABCD", "\uf731\uf738\uf737\uf731", strict=True))
    document = extract(Raw("/texts/report.pdf", pdf([[Print(printed)]], glyphs=glyphs), "application/pdf"))
    assert "The lamp was lit in 1871." == document.text
