"""Ligatures of fonts that do not name them. Pure.

The fonts of TeX have them at fixed codes. Programs for layout number those that a text needs from 31 down, so that only
the words around them tell which they are.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from index.text.word_files import read_word_list

# Codes of TeX's encodings OT1 and T1.
_TEX_LIGATURES = dict(zip("\x0b\x0c\r\x0e\x0f\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True))
_OT1_LAST = "\x0f"  # no program for layout numbers so many
_TEX_FONT = re.compile(rb"^(?:.{6}\+)?(?:$|(?:cm|ec|tc|sf|lm|la|tt|sm)[a-z]{1,5}\d|[A-Z][a-z]$)", re.IGNORECASE)
_NUMBERED = re.compile("([^\\W\\d_]*)([\x18-\x1f])([^\\W\\d_]*)")
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS_AFTER_L = frozenset("aouy")
_EXAMPLES: dict[str, list[str]] = read_word_list(__file__)


def read_tex_ligature(character: str, font: bytes) -> str:
    """The ligature at a code of a font of TeX; empty for another font or code."""
    is_tex = character <= _OT1_LAST or _TEX_FONT.search(font)
    return _TEX_LIGATURES.get(character, "") if is_tex else ""


def read_numbered_ligatures(text: str, name_font: Callable[[int], bytes | None]) -> dict[int, str]:
    """The ligatures in a text that programs numbered, by their places.

    Args:
        text: One character at each place.
        name_font: The font at a place, if it does not name its letter there.
    """
    words: dict[tuple[bytes, str], list[tuple[int, str, str]]] = defaultdict(list)
    for found in _NUMBERED.finditer(text):
        before, code, after = found.groups()
        font = name_font(found.start(2)) if before or after else None
        if font is not None and not read_tex_ligature(code, font):
            words[font, code].append((found.start(2), before.lower(), after.lower()))
    if not words:
        return {}
    known = {word for word in map(str.lower, _WORD.findall(text)) if any(map(word.__contains__, _EXAMPLES))}
    return {
        place: ligature
        for around in words.values()
        for ligature in (_choose([(before, after) for _, before, after in around], known),)
        for place, _, _ in around
    }


def _choose(around: Sequence[tuple[str, str]], known: Collection[str]) -> str:
    """The ligature that fits most words around it; else that which is usual before their next letters."""
    fits = {ligature: sum(_count_fit(*one, ligature, known) for one in around) for ligature in _EXAMPLES}
    best = max(fits, key=fits.__getitem__)
    if fits[best]:
        return best
    firsts = [after[:1] for _, after in around]
    if 2 * sum(first in _VOWELS_AFTER_L for first in firsts if first) > len(firsts):
        return "fl"
    return "fi" if any(firsts) else "ff"


def _count_fit(before: str, after: str, ligature: str, known: Collection[str]) -> int:
    """How many letters around a ligature are as in another word of the page, or in the longest example."""
    word = before + ligature + after
    if word in known:
        return len(word)
    starts = ((len(before) - example.index(ligature), example) for example in _EXAMPLES[ligature])
    return max((len(example) for at, example in starts if at >= 0 and word.startswith(example, at)), default=0)
