"""The canonical form of a text: made once, before any offset exists, and idempotent.

One blank line separates paragraphs; a newline separates lines within one (list items, table rows, verse).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\x0b\x0c\r\x85\u2028\u2029"


def _code_points(*ranges: tuple[int, int]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


# Invisible characters. ZWNJ and ZWJ (U+200C, U+200D) stay in scripts that need them; Latin does not. The marks U+200E
# and U+200F stay because they come alone. Embeddings, overrides and isolates are removed because a quotation could cut
# a pair in two.
_INVISIBLE = (
    *_code_points((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F)),  # controls
    *_code_points((0x202A, 0x202E), (0x2060, 0x206F), (0xFFF9, 0xFFFC), (0xFFFE, 0xFFFF)),  # bidi, joiners, notes
    *_code_points((0xD800, 0xDFFF)),  # lone surrogates
    *_code_points((0xE0000, 0xE007F)),  # tags: a way to smuggle invisible text
    0x00AD,  # soft hyphen
    0x200B,  # zero-width space
    0xFEFF,  # byte order mark
    0x034F,  # grapheme joiner
    *(0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0),  # fillers: letters without a glyph
)
# Bullets and ticks of the fonts Symbol and Wingdings, which Word and PDF files name by their places in the font.
_BULLETS = (0xF0B7, 0xF0A7, 0xF0A8, 0xF0D8, 0xF0FC, 0xF0FE, 0xF0E0, 0xF06C, 0xF06E, 0xF06F, 0xF071, 0xF076, 0xF077)
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_BULLETS, "•"),
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _LINE_ENDS), "\n"),
}
_NOT_LATIN = "[^\x00-\u024f]"
_JOINERS = re.compile(
    f"(?<!{_NOT_LATIN})[\u200c\u200d]+|[\u200c\u200d]+(?!{_NOT_LATIN})|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_VARIED = re.compile(r"[^\W_]|[#*\u00a9\u00ae\u2000-\uffff\U00010000-\U0010ffff]")
_BLANKS = re.compile(r" {2,}")
_BLANKS_IN_LINE = re.compile(r"(?<=[^\n ]) {2,}")
_BLANKS_AT_LINE_END = re.compile(r" *\n *")
_BLANKS_BEFORE_LINE_END = re.compile(r" +(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")

_WRAP_WIDTHS = range(50, 101)
_LONG_LINE_FROM = 120
# A bullet is any arrow, box, circle, star or other figure; circled numbers are marks, too.
LIST_MARK = re.compile(
    r"(?:[-*+•‣◦·–—※\u2190-\u21ff\u2460-\u27bf\u2b00-\u2bff]|\d{1,3}[.)]|[A-Za-z][.)]|\([0-9A-Za-z]{1,3}\))\s"
)
_WIDE = frozenset("WF")
_WRAPPED_SHARE = 0.3
_CONTINUED_WORD = re.compile(r"\w-$")


def canonicalize(text: str, *, keep_indents: bool = False) -> str:
    """Return the canonical form of a text, in which all offsets count.

    The text is in NFC, and its line ends are newlines. Blanks of every kind become single spaces, never at either end
    of a line. At most one blank line follows another. Invisible characters go, except those that a script needs.

    Args:
        text: Any string, lone surrogates included.
        keep_indents: Whether blanks at the start of a line stay, as in code; never at the start of the text.

    Returns:
        A text that encodes in UTF-8 and that ``canonicalize`` does not change; may be empty.
    """
    text = text.replace("\r\n", "\n").translate(_TABLE)
    text = _JOINERS.sub("", _VARIATIONS.sub(_one_variation, text))
    text = unicodedata.normalize("NFC", text)
    if keep_indents:
        text = _BLANKS_BEFORE_LINE_END.sub("", _BLANKS_IN_LINE.sub(" ", text))
        return _BLANK_LINES.sub("\n\n", text).strip(" \n")
    text = _BLANKS_AT_LINE_END.sub("\n", _BLANKS.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip(" \n")


def _one_variation(found: re.Match[str]) -> str:
    """Keep the first variation selector of a sign, ideograph or emoji; any other one has no visible effect."""
    before = found.string[found.start() - 1 : found.start()]
    return found[0][0] if _VARIED.fullmatch(before) and not (before.isascii() and before.isalpha()) else ""


def has_words(text: str) -> bool:
    """Return whether the text contains a letter or a digit."""
    return any(character.isalnum() for character in text)


def unwrap_lines(text: str) -> str:
    """Join the lines of hard-wrapped paragraphs; separate long lines that follow each other.

    A paragraph is hard-wrapped if each line is too full for the next line's first word. Verse, lists and addresses
    are not hard-wrapped: their line ends have a meaning.

    Args:
        text: Canonical plain text.

    Returns:
        Canonical text.
    """
    blocks = [list(_items(_part_long_lines(block))) for block in text.split("\n\n")]
    wrapped = [item for block in blocks for item in block if _is_filled(item)]
    flowing = _reads_on(wrapped)
    joined = (
        "\n".join(join_lines(item) if flowing and _is_filled(item) else "\n".join(item) for item in block)
        for block in blocks
    )
    return "\n\n".join(joined)


def join_lines(lines: Iterable[str]) -> str:
    """Join lines with a space, or with nothing within a hyphenated word and between CJK characters."""
    joined = ""
    for line in lines:
        glue = " "
        if (
            not joined
            or not line
            or (_is_wide(joined[-1]) and _is_wide(line[0]))
            or (_CONTINUED_WORD.search(joined[-2:]) and line[0].islower())
        ):
            glue = ""
        joined += glue + line
    return joined


def _part_long_lines(block: str) -> list[str]:
    """Return the lines of a block, with an empty line between two prose lines of which one is a long paragraph."""
    lines = block.split("\n")
    parted = lines[:1]
    for before, line in pairwise(lines):
        long = max(_width(before), _width(line)) > _LONG_LINE_FROM
        if long and not LIST_MARK.match(before) and not LIST_MARK.match(line):
            parted.append("")
        parted.append(line)
    return parted


def _items(lines: list[str]) -> Iterator[list[str]]:
    """Yield runs of lines that may be one wrapped line; a list mark or an empty line starts a new run."""
    run: list[str] = []
    for line in lines:
        if run and (not line or not run[-1] or LIST_MARK.match(line)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_filled(lines: list[str]) -> bool:
    width = max(map(_width, lines))
    if len(lines) == 1 or width not in _WRAP_WIDTHS:
        return False
    return all(_width(line) + _first_step(after) > width for line, after in pairwise(lines))


def _first_step(line: str) -> int:
    """Return the width that a line's first word would have added to the line above."""
    return 2 if line and _is_wide(line[0]) else 1 + _width(line.partition(" ")[0])


def _reads_on(runs: list[list[str]]) -> bool:
    """Return whether lines continue sentences. Verse that fills its lines by chance starts them with capitals."""
    starts = [line[0] for run in runs for line in run[1:] if line]
    return sum(not start.isupper() for start in starts) > _WRAPPED_SHARE * len(starts)


def _width(line: str) -> int:
    return sum(2 if _is_wide(character) else 1 for character in line)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE and not "\uac00" <= character <= "\ud7a3"
