"""Ligatures without names: a code of TeX, or what fits the words around them."""

import pytest

from index.parsing.pdf.letters.ligatures import read_numbered_ligatures, read_tex_ligature


@pytest.mark.parametrize(
    ("character", "font", "expected"),
    [
        ("\x1c", b"SFRM1000", "fi"),
        ("\x1e", b"ABCDEF+ecrm10", "ffi"),
        ("\x1f", b"", "ffl"),
        ("\x0c", b"Reef-Bold", "fi"),
        ("\x1f", b"Reef-Bold", ""),
        ("a", b"SFRM1000", ""),
    ],
)
def test_codes_of_tex(character: str, font: bytes, expected: str) -> None:
    """The high codes are those of TeX's fonts and of fonts without a name alone."""
    assert expected == read_tex_ligature(character, font)


@pytest.mark.parametrize(
    "text",
    [
        "The (fi)nal pro(fi)t",
        "di(ff)erent sta(ff)",
        "an o(ffi)cial",
        "a re(fl)ection in (fl)uid",
        "h(tt)p be(tt)er",
        "die Verö(ff)nung",
    ],
)
def test_ligature_fits_its_words(text: str) -> None:
    """Each number is one ligature in all words of a page."""
    ligature = text.partition("(")[2].partition(")")[0]
    written = text.replace(f"({ligature})", "\x1f")
    found = read_numbered_ligatures(written, lambda _: b"Reef-Bold")
    assert {ligature} == set(found.values())
    assert [place for place, letter in enumerate(written) if letter == "\x1f"] == sorted(found)


def test_other_words_of_the_page_tell() -> None:
    """A word that the page has elsewhere tells more than usual words do."""
    text = "Gri\x1fn wrote to Griffin."
    assert {3: "ffi"} == read_numbered_ligatures(text, lambda _: b"Reef-Bold")


def test_named_letter_is_no_ligature() -> None:
    """A character that the font names stays as it is."""
    assert {} == read_numbered_ligatures("\x1frst", lambda _: None)
