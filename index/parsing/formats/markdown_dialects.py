"""Markup that only some dialects of Markdown have: Pandoc, MDX, Hugo, Jekyll and Obsidian. Pure.

CommonMark would show it as words.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import takewhile

from index.parsing.formats.markdown_tables import take_table
from index.parsing.formulas import write_lowered, write_raised

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MODULE = re.compile(r"(?:import\s.+\sfrom\s+[\"']|import\s+[\"']|export\s+(?:const|default|function|let|var|\{|\*))")
_VERSE = re.compile(r"\|(?: [^|]*)?")
"""A line of verse or of an address: Pandoc sets a bar before it, and it has no other one."""

_ATTRIBUTE = r"(?:[#.][A-Za-z][\w:.-]*|[A-Za-z][\w-]*=(?:\"[^\"{}]*\"|[^\s{}\"]+))"
_ATTRIBUTES = re.compile(rf"[ \t]?\{{\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
_SPAN = re.compile(rf"\[([^\[\]]+)\](?=\{{\s*{_ATTRIBUTE})")
_SHORTCODE = re.compile(r"\{\{[<%].{0,300}?[>%]\}\}|\{%.{0,300}?%\}")
_EMBED = re.compile(r"!\[\[[^\[\]\n]+\]\]|%%[^%\n]+%%")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]+\|)?([^\[\]|\n]+)\]\]")
_MARKED = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_RAISED = re.compile(r"(?<=[\w)])\^([^\s^\[\]]{1,10})\^")
_LOWERED = re.compile(r"(?<=[A-Za-z)])~([^\s~]{1,5})~")
_INLINE_NOTE = re.compile(r"[ \t]?\^\[([^\[\]]+)\]")


def unfold_dialects(text: str) -> str:
    """The text without the imports and exports of MDX, and with Pandoc's tables and verse as CommonMark has them."""
    if not re.search(r"^(?:import|export)\s|^\+[-=:]|^ {0,3}--|^\| ", text, re.MULTILINE):
        return text
    written: list[str] = []
    fence = ""
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        line = lines[place]
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        is_start = not fence and (not written or not written[-1].strip())
        if is_start and _MODULE.match(line):
            place = next((end for end in range(place, len(lines)) if not lines[end].strip()), len(lines))
        elif is_start and (table := take_table(lines, place)) is not None:
            written += [*table[0], ""]
            place += table[1]
        elif is_start and (verse := list(takewhile(_VERSE.fullmatch, (lines[at] for at in range(place, len(lines)))))):
            written += [f"{one[1:].strip()}  " for one in verse]  # two blanks break a line
            place += len(verse)
        else:
            written.append(line)
            place += 1
    return "\n".join(written)


def clean_words(words: str, before: str) -> str:
    """Words without attributes, shortcodes and the marks of links between notes.

    Args:
        words: Of a paragraph, outside code.
        before: The character before them; empty at the start of a paragraph.
    """
    words = _WIKI_LINK.sub(r"\1", _EMBED.sub("", _SHORTCODE.sub("", words)))
    words = _MARKED.sub(r"\1", _ATTRIBUTES.sub("", _SPAN.sub(r"\1", words)))
    for shifted, write in ((_RAISED, write_raised), (_LOWERED, write_lowered)):
        words = shifted.sub(partial(_write_shifted, write, before), words)
    return words


def _write_shifted(write: Callable[[str, str], str], before: str, found: re.Match[str]) -> str:
    return write(found[1], before + found.string[: found.start()])


def move_inline_notes(paragraph: str) -> str:
    """A paragraph with the notes in it below it, each on a line of its own."""
    notes = _INLINE_NOTE.findall(paragraph)
    return "\n".join((_INLINE_NOTE.sub("", paragraph), *notes)) if notes else paragraph
