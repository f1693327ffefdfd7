"""Letters that the file does not name, but the font that prints them: by its own character map or its glyph order.

PDFium gives the number of the glyph instead. Glyphs are taken for letters only where these make words.
"""

import ctypes
import re
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.parsing.pdf.letters.readability import has_one_script, has_usual_letters, word_share
from index.parsing.pdf.printed_line import has_rtl_letter

_UNNAMED = re.compile("[\x01\x03-\x08\x0b\x0c\x0e-\x1f]")  # numbers of glyphs, such as that of the blank
_MAX_FONT_BYTES = 1 << 24
_MAX_ENTRIES = 70_000
_MIN_LETTERS = 12
_WORD_SHARE = 0.75
_KNOWN_SHARE = 0.6
_BLANKS = (0.05, 0.3)  # of the characters of a text
_TRUE_TYPE = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_REPLACEMENT = "\ufffd"
_UNICODE_TABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))  # the fullest first

_USUAL_ORDER = {
    chr(number): bytes([number + shift]).decode("mac_roman")
    for first, end, shift in ((3, 98, 29), (98, 172, 30), (172, 209, 31))
    for number in range(first, end)
}
"""The order of the glyphs in most fonts for Windows: Mac OS Roman from the blank on, without two signs."""


def name_letters(page: pdfium.PdfTextPage, text: str) -> str:
    """PDFium's text, one character at each place, with the letters that only their fonts name."""
    fonts: dict[int, bytes] = {}  # by their addresses; empty for another kind of font
    if not any(_find_font(page, found.start(), fonts) for found in _UNNAMED.finditer(text)):
        return text
    places: dict[int, list[int]] = defaultdict(list)
    for place in range(len(text)):
        address = _find_font(page, place, fonts)
        if address:
            places[address].append(place)
    written = list(text)
    for address, found in places.items():
        runs = (
            ("" if place - before == 1 else "\n") + text[place] for before, place in pairwise([found[0] - 1, *found])
        )
        letters = _find_letters("".join(runs), fonts[address])
        for place in found if letters else ():
            written[place] = letters.get(text[place], _REPLACEMENT)
    return "".join(written)


def _find_font(page: pdfium.PdfTextPage, place: int, fonts: dict[int, bytes]) -> int:
    """The address of the TrueType font at a place that the file does not name; 0 for another place or font.

    In other fonts the numbers are codes of another kind.
    """
    if api.FPDFText_HasUnicodeMapError(page, place) != 1:
        return 0
    font = api.FPDFTextObj_GetFont(api.FPDFText_GetTextObject(page, place))
    if not font:
        return 0
    address = ctypes.addressof(font.contents)
    if address not in fonts:
        data = _read_font(font)
        fonts[address] = data if data.startswith(_TRUE_TYPE) else b""
    return address if fonts[address] else 0


def _find_letters(text: str, font: bytes) -> Mapping[str, str]:
    """The letter of each glyph in a text of numbers of glyphs; empty if the letters make no words."""
    glyphs = [glyph for glyph in text if glyph != "\n"]
    for letters, is_own in ((read_character_map(font), True), (_USUAL_ORDER, False)):
        known = sum(glyph in letters for glyph in glyphs)
        if is_own and known and has_rtl_letter("".join(letters.get(glyph, "") for glyph in glyphs)):
            return dict.fromkeys(glyphs, _REPLACEMENT)  # the order in which they are read is not known
        if known >= _KNOWN_SHARE * len(glyphs) and _makes_words(
            "".join("\n" if glyph == "\n" else letters.get(glyph, " ") for glyph in text), is_own=is_own
        ):
            return letters
    return {}


def _makes_words(text: str, *, is_own: bool) -> bool:
    """Whether a text is words in one script, from left to right; few letters tell nothing.

    ``is_own``: it is by the font's own map, so that a usual share of blanks tells as much as usual letters do.
    """
    is_long = sum(map(str.isalpha, text)) >= _MIN_LETTERS
    if not is_long or not has_one_script(text) or has_rtl_letter(text) or word_share(text)[0] < _WORD_SHARE:
        return False
    has_blanks = is_own and _BLANKS[0] * len(text) <= text.count(" ") <= _BLANKS[1] * len(text)
    return has_blanks or has_usual_letters(text)


def _read_font(font: object) -> bytes:
    """The embedded font; empty if there is none."""
    size = ctypes.c_size_t()
    api.FPDFFont_GetFontData(font, None, 0, size)
    if not 0 < size.value <= _MAX_FONT_BYTES or api.FPDFFont_GetIsEmbedded(font) != 1:
        return b""
    data = (ctypes.c_ubyte * size.value)()
    api.FPDFFont_GetFontData(font, data, size.value, size)
    return bytes(data)


def read_character_map(font: bytes) -> dict[str, str]:
    """The letter of each glyph in a TrueType or OpenType font, by the number of the glyph; empty without a map."""
    letters: dict[str, str] = {}
    try:
        for code, number in _read_cmap(font):
            glyph = chr(number)
            if number and (glyph not in letters or code < ord(letters[glyph])):
                letters[glyph] = chr(code)
            if len(letters) > _MAX_ENTRIES:
                break
    except (struct.error, IndexError, ValueError, OverflowError):
        return {}
    return letters


def _read_cmap(font: bytes) -> Iterator[tuple[int, int]]:
    """The codes of a font's fullest Unicode table, each with its glyph (OpenType, "cmap")."""
    (count,) = struct.unpack_from(">H", font, 4)
    starts = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    start = starts.get(b"cmap")
    if start is None:
        return
    (count,) = struct.unpack_from(">H", font, start + 2)
    tables = {}
    for number in range(min(count, 64)):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        tables[platform, encoding] = start + offset
    table = next((tables[kind] for kind in _UNICODE_TABLES if kind in tables), None)
    if table is not None:
        (form,) = struct.unpack_from(">H", font, table)
        yield from _read_segments(font, table) if form == 4 else _read_groups(font, table) if form == 12 else ()  # noqa: PLR2004 - formats


def _read_segments(font: bytes, table: int) -> Iterator[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", font, table + 6)
    count, ends = double // 2, table + 14
    starts, deltas, offsets = ends + double + 2, ends + 2 * double + 2, ends + 3 * double + 2
    for number in range(count):
        at = 2 * number
        (end,), (first,) = struct.unpack_from(">H", font, ends + at), struct.unpack_from(">H", font, starts + at)
        (delta,), (offset,) = struct.unpack_from(">H", font, deltas + at), struct.unpack_from(">H", font, offsets + at)
        for code in range(first, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, offsets + at + offset + 2 * (code - first))
            yield code, (glyph + delta) & 0xFFFF if glyph or not offset else 0


def _read_groups(font: bytes, table: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", font, table + 12)
    for number in range(min(count, _MAX_ENTRIES)):
        first, last, glyph = struct.unpack_from(">III", font, table + 16 + 12 * number)
        for code in range(first, min(last, first + _MAX_ENTRIES) + 1):
            yield code, glyph + code - first
