"""Small TrueType fonts, made in code: glyphs that are squares, with or without a map from letters to them."""

import struct

_GLYPHS = 256
_SQUARE = struct.pack(">hhhhhHH4B8hxx", 1, 0, 0, 900, 800, 3, 0, 1, 1, 1, 1, 0, 900, 0, -900, 0, 0, 800, 0)


def true_type(letters: str) -> bytes:
    """A font whose glyphs from the third one on are these letters; without a map if there are none."""
    tables = {
        b"glyf": _SQUARE * _GLYPHS,
        b"head": struct.pack(
            ">IIIIHH16xhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, -200, 1000, 800, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">Ihhh24xH", 0x10000, 800, -200, 0, _GLYPHS),
        b"hmtx": struct.pack(">Hh", 500, 0) * _GLYPHS,
        b"loca": b"".join(struct.pack(">I", len(_SQUARE) * number) for number in range(_GLYPHS + 1)),
        b"maxp": struct.pack(">IH26x", 0x10000, _GLYPHS),
    }
    if letters:
        tables[b"cmap"] = _character_map(sorted(letters))
    head = struct.pack(">IHHHH", 0x10000, len(tables), 16, 0, 0)
    at = len(head) + 16 * len(tables)
    for name, table in sorted(tables.items()):
        head += struct.pack(">4sIII", name, 0, at, len(table))
        at += len(table) + -len(table) % 4
    return head + b"".join(table + bytes(-len(table) % 4) for _, table in sorted(tables.items()))


def _character_map(letters: list[str]) -> bytes:
    """A table of format 12, for Windows and full Unicode."""
    groups = b"".join(struct.pack(">III", ord(one), ord(one), glyph) for glyph, one in enumerate(letters, start=3))
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(letters)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
