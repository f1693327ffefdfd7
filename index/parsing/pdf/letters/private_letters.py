"""Letters and private characters that fonts of PDF files have for something else. Pure.

Adobe's glyph list has small capitals, old-style digits and parts of brackets there, and symbolic fonts of Windows have
their codes from U+F000 on.
"""

import re
from functools import cache

_EXPERT = 0xF700  # Adobe: small capitals, old-style digits
_WINDOWS = 0xF000
_CODE = 0xFF
_FIRST_CODE = 0x21
_BRACKETS_FROM = 0xF8E6
_BRACKETS = "⏐⎯®©™⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_MATHEMATICAL = re.compile(rb"symbol(?!.*(?:segoe|emoji))|mathem|kingsoft", re.IGNORECASE)
_PICTURES = re.compile(rb"dings|opens|awesome|icon|marlett|segoe|emoji|bullet", re.IGNORECASE)
_DINGBAT_FONT = re.compile(rb"wingdings|webdings", re.IGNORECASE)
_WINGDINGS = re.compile(rb"wingdings(?!.?[23])", re.IGNORECASE)
_GREEK: dict[int, str] = dict(
    zip(
        (*range(0x41, 0x5B), *range(0x61, 0x7B)),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SIGNS: dict[int, str] = _GREEK | {
    **{code: chr(code) for code in (*b"!#%&()+,./0123456789:;<=>?[]_{|}",)},
    **dict(zip((0x22, 0x24, 0x27, 0x2A, 0x2D, 0x40, 0x5C, 0x5E, 0x7E), "∀∃∋∗−≅∴⊥∼", strict=True)),
    **dict(zip(range(0xA1, 0xB0), "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓", strict=True)),
    **dict(zip(range(0xB0, 0xC0), "°±″≥×∝∂•÷≠≡≈…⏐⎯↵", strict=True)),
    **dict(zip(range(0xC0, 0xD0), "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉", strict=True)),
    **dict(zip(range(0xD0, 0xE0), "∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓", strict=True)),
}
_DINGBATS: dict[int, str] = {
    **dict(zip(range(0x81, 0x8B), "①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x8C, 0x96), "❶❷❸❹❺❻❼❽❾❿", strict=True)),
    **dict(zip((0xDF, 0xE0, 0xE1, 0xE2, 0xE8, 0xF0), "←→↑↓➔⇨", strict=True)),
    **dict(zip((0xFB, 0xFC, 0xFD, 0xFE), "✗✓☒☑", strict=True)),
}
_BULLETS = frozenset(b"lnoquv\x9f\xa7\xa8\xb7\xd8\xfc\xfe")  # in Symbol and Wingdings, whatever a file calls them


@cache
def read_dingbat(character: str, font: bytes) -> str:
    """Return the picture that a font of pictures has for a letter, such as a tick; a bullet for most."""
    code = ord(character)
    if code > _CODE or not _DINGBAT_FONT.search(font):
        return character
    return _DINGBATS.get(code, "•") if _WINGDINGS.search(font) else "•"


@cache
def read_private(character: str, font: bytes) -> str:
    """Return what is printed for a private character in a font; the character itself where nobody can tell."""
    code = ord(character)
    if _BRACKETS_FROM <= code < _BRACKETS_FROM + len(_BRACKETS):
        return _BRACKETS[code - _BRACKETS_FROM]
    low = code & _CODE
    if code - low == _EXPERT and low >= _FIRST_CODE:
        return chr(low).upper()
    if code - low != _WINDOWS or low < _FIRST_CODE:
        return character
    if _WINGDINGS.search(font):
        return _DINGBATS.get(low, character)
    if _MATHEMATICAL.search(font):
        return _SIGNS.get(low, character)
    named = bytes((low,)).decode("cp1252", "replace")
    return character if _PICTURES.search(font) or low in _BULLETS or named == "\ufffd" else named
