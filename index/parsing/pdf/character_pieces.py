"""The characters of a PDF page in the order of the file, in pieces: runs of letters and digits, and single signs."""

import ctypes
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.parsing.pdf.letters.ligatures import read_numbered_ligatures, read_tex_ligature
from index.parsing.pdf.letters.private_letters import read_private
from index.parsing.pdf.letters.unnamed_letters import name_letters

REPLACEMENT = "\ufffd"
LINE_ENDS = "\r\n"
_HYPHEN = "\x02"  # PDFium's character for a hyphen at the end of a line, with the line end
_HYPHEN_CODE = ord(_HYPHEN)
_HYPHEN_IN_TEXT = 0xFFFE  # the same, where PDFium is asked for the whole text
_PIECE = re.compile(r"[^\W_]+|.", re.DOTALL)
_PRIVATE_FROM, _PRIVATE_TO = "\ue000", "\uf8ff"
_MAX_NAME = 128
_HALF = re.compile("[\ud800-\udfff]")
_SECOND_HALF = "\udc00"  # in the place of the second half of a letter above U+FFFF; the first half is the letter


class CharacterPiece(NamedTuple):
    """Letters and digits with consecutive places in PDFium's text, or one sign.

    Attributes:
        text: Its characters; several ones at one place for a ligature.
        place: That of the first one.
        is_generated: Whether it is not in the file: PDFium adds blanks where neighbours are apart.
        is_unmapped: Whether the font does not say which sign it prints.
        places: How many characters of PDFium's text it has.
    """

    text: str
    place: int
    is_generated: bool = False
    is_unmapped: bool = False
    places: int = 1

    @property
    def last(self) -> int:
        """The place of the last character."""
        return self.place + self.places - 1

    def characters(self) -> Iterator["CharacterPiece"]:
        """Each character as a piece of its own."""
        if self.places == 1:
            yield self
            return
        for place, character in enumerate(self.text, self.place):
            yield CharacterPiece(character, place)

    def after(self, place: int) -> "CharacterPiece":
        """What is left of it from a place on."""
        if place == self.place:
            return self
        return self._replace(text=self.text[place - self.place :], place=place, places=self.last - place + 1)


def list_pieces(page: pdfium.PdfTextPage) -> Iterator[CharacterPiece]:
    """The pieces of a page in the order of the file; a hyphen at the end of a line comes before a line end."""
    ends_line = False
    whole = name_letters(page, _read_text(page))
    ligatures = read_numbered_ligatures(whole, lambda place: _unnaming_font(page, place))
    for found in _PIECE.finditer(whole):
        text, place = found[0], found.start()
        if text == _SECOND_HALF:
            continue
        if place in ligatures:
            yield CharacterPiece(ligatures[place], place)
            continue
        if text == _HYPHEN and not api.FPDFText_HasUnicodeMapError(page, place):
            yield CharacterPiece("-", place)
            ends_line = True
            continue
        if ends_line:
            yield CharacterPiece("\n", place, is_generated=True)
            ends_line = False
        yield CharacterPiece(text, place, False, False, len(text)) if text.isalnum() else _read_sign(page, text, place)  # noqa: FBT003 - by position, as there is one for each word of a page


def _read_text(page: pdfium.PdfTextPage) -> str:
    """PDFium's text, one character at each place."""
    codes = _read_codes(page)
    if max(codes, default=0) <= sys.maxunicode:
        whole = "".join(map(chr, codes))
        if not _HALF.search(whole):
            return whole
    text = [decode_units(code, after) for code, after in zip(codes, [*codes[1:], 0], strict=True)]
    for place, (code, before) in enumerate(zip(codes[1:], codes, strict=False), start=1):
        if _is_low_half(code) and _is_high_half(before):
            text[place] = _SECOND_HALF
    return "".join(text)


def _read_codes(page: pdfium.PdfTextPage) -> Sequence[int]:
    """The UTF-16 code at each place."""
    count = page.count_chars()
    buffer = (ctypes.c_ushort * (count + 2))()
    if api.FPDFText_GetText(page, 0, count, buffer) == count + 1:
        return [_HYPHEN_CODE if code == _HYPHEN_IN_TEXT else code for code in buffer[:count]]
    return [api.FPDFText_GetUnicode(page, place) for place in range(count)]  # the text has no character of some places


def _read_sign(page: pdfium.PdfTextPage, character: str, place: int) -> CharacterPiece:
    """A character that is no letter and no digit, or a ligature without a name in its font."""
    if api.FPDFText_IsGenerated(page, place):
        return CharacterPiece(character, place, is_generated=True)
    if character == " ":
        return CharacterPiece(character, place)
    unmapped = api.FPDFText_HasUnicodeMapError(page, place) == 1
    ligature = read_tex_ligature(character, _font_name(page, place)) if unmapped and character < " " else ""
    if ligature and _is_beside_letter(page, place):
        return CharacterPiece(ligature, place)
    if _PRIVATE_FROM <= character <= _PRIVATE_TO:
        return CharacterPiece(read_private(character, _font_name(page, place)), place, is_unmapped=unmapped)
    if character < " " or "\x7f" <= character < "\xa0":
        return CharacterPiece(REPLACEMENT if unmapped else " ", place, is_unmapped=unmapped)
    return CharacterPiece(character, place, is_unmapped=unmapped or character == REPLACEMENT)


def _font_name(page: pdfium.PdfTextPage, place: int) -> bytes:
    name, flags = ctypes.create_string_buffer(_MAX_NAME), ctypes.c_int()
    api.FPDFText_GetFontInfo(page, place, name, _MAX_NAME, flags)
    return name.value


def _unnaming_font(page: pdfium.PdfTextPage, place: int) -> bytes | None:
    """The font of a letter that it does not name beside one that it names."""
    is_ligature = api.FPDFText_HasUnicodeMapError(page, place) == 1 and _is_beside_letter(page, place)
    return _font_name(page, place) if is_ligature else None


def _is_beside_letter(page: pdfium.PdfTextPage, place: int) -> bool:
    """Whether a neighbour is a letter that the file names."""
    return any(
        0 <= near < page.count_chars()
        and chr(min(api.FPDFText_GetUnicode(page, near), sys.maxunicode)).isalpha()
        and not api.FPDFText_HasUnicodeMapError(page, near)
        for near in (place - 1, place + 1)
    )


def decode_units(code: int, after: int) -> str:
    """The character of a code of PDFium's and the code after it, which may be halves of one letter (UTF-16).

    Returns:
        U+FFFD for half a letter, and for a number that is no character.
    """
    if _is_high_half(code) and _is_low_half(after):
        return chr(0x10000 + ((code - 0xD800) << 10) + (after - 0xDC00))
    return REPLACEMENT if code > sys.maxunicode or _is_high_half(code) or _is_low_half(code) else chr(code)


def _is_high_half(code: int) -> bool:
    return 0xD800 <= code <= 0xDBFF  # noqa: PLR2004 - UTF-16


def _is_low_half(code: int) -> bool:
    return 0xDC00 <= code <= 0xDFFF  # noqa: PLR2004 - UTF-16
