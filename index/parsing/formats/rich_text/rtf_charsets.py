"""The character sets of RTF, which a document and each of its fonts name by numbers. Pure."""

import codecs
import re
from typing import NamedTuple

_OF_FONTS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_OF_PAGES = {10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2", 65001: "utf-8"}
_LEADING = {
    "cp932": re.compile(r"[\x81-\x9f\xe0-\xfc]"),
    **dict.fromkeys(("cp949", "johab", "gb18030", "cp950"), re.compile(r"[\x81-\xfe]")),
}
SYMBOLS = "symbols"
"""The character set of the fonts Symbol and Wingdings."""

_SYMBOL_CHARSET = 2
_GREEK = dict(
    zip(
        "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_SIGNS = {0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xA3: "≤", 0xB3: "≥", 0xBB: "≈", 0xAE: "→", 0xA5: "∞"}
_FIRST_PRIVATE = 0xF000


def codec_of_font(charset: int | None) -> str | None:
    """Python's name of a font's character set; None for the document's own."""
    return SYMBOLS if charset == _SYMBOL_CHARSET else _OF_FONTS.get(-1 if charset is None else charset)


def codec_of_page(number: int | None) -> str | None:
    """Python's name of a code page; None for an unknown one."""
    name = _OF_PAGES.get(number or 0) or f"cp{number}"
    try:
        return codecs.lookup(name).name if number else None
    except LookupError:
        return None


class RtfFont(NamedTuple):
    """The character set of a font, and its name, which decides between letters and pictures."""

    codec: str
    name: str


class RtfBytes:
    """Characters of RTF that are bytes, until they are whole letters; ``pending`` are those that are not yet read."""

    def __init__(self, data: bytes) -> None:
        """Find out whether the document has bytes that RTF does not allow, and which are then UTF-8."""
        self.pending = ""
        self._is_utf8 = not data.isascii() and _is_utf8(data)

    def add(self, text: str, font: RtfFont, *, is_hexadecimal: bool) -> str:
        """Add characters that are bytes; returns the letters that are whole."""
        lead = _LEADING.get(font.codec)
        if is_hexadecimal or (self.pending and lead is not None and lead.match(self.pending[-1])):
            self.pending += text
            return ""
        written = self.flush(font)
        if self._is_utf8 and not text.isascii():
            return written + text.encode("latin-1").decode("utf-8", "replace")
        return written + (text if text.isascii() and font.codec != SYMBOLS else _decode(text, font))

    def flush(self, font: RtfFont) -> str:
        """Return the letters of all bytes so far."""
        written, self.pending = self.pending, ""
        return _decode(written, font)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decode(written: str, font: RtfFont) -> str:
    if font.codec != SYMBOLS:
        return written.encode("latin-1", "replace").decode(font.codec, "replace")
    return "".join(_write_symbol(ord(one), is_greek="symbol" in font.name.lower()) for one in written)


def _write_symbol(code: int, *, is_greek: bool) -> str:
    if is_greek:
        known = _GREEK.get(chr(code)) or _SIGNS.get(code)
        if known:
            return known
        if code < 0x7F:  # noqa: PLR2004 - digits and signs are those of ASCII
            return chr(code)
    return chr(code) if code <= ord(" ") else chr(_FIRST_PRIVATE + code)
