"""Builds a text from words: paragraphs separated by blank lines, list items and table rows by newlines. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_WHITE = re.compile(r"\s+")


class Block(NamedTuple):
    """A paragraph, a heading, a list item, a table row or a block of code.

    Attributes:
        text: Its characters; not empty.
        list_number: The number of the outermost list or table that contains it; 0 outside lists.
        owner: What the reader names as its origin.
    """

    text: str
    list_number: int
    owner: object


class TextBuilder:
    """The text that the readers of HTML and Markdown write."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._words: list[str] = []
        self._list_depth = 0
        self._lists = 0
        self._owner: object = None

    @property
    def blocks(self) -> list[Block]:
        """All blocks so far; ends the open block."""
        self.end_block()
        return self._blocks

    @property
    def text(self) -> str:
        """The text of all blocks so far; ends the open block."""
        return join_blocks(self.blocks)

    def write(self, text: str | None, owner: object = None) -> None:
        """Add words; each run of white space becomes one space, and none at the start of a line."""
        if text:
            words = _WHITE.sub(" ", text)
            is_line_start = not self._words or self._words[-1].endswith("\n")
            self.write_lines(words.lstrip(" ") if is_line_start else words, owner)

    def write_lines(self, text: str | None, owner: object = None) -> None:
        """Add words with their line ends. The owner of a block's first word owns the block."""
        if text:
            if self._owner is None and text.strip():
                self._owner = owner
            self._words.append(text)

    def end_block(self) -> None:
        """End the paragraph, or the line within a list or table."""
        block = "".join(self._words).rstrip("\n ").lstrip("\n")
        block = block if "\n" in block else block.strip()  # the first line of code keeps its indentation
        self._words.clear()
        if block:
            self._blocks.append(Block(block, self._lists if self._list_depth else 0, self._owner))
        self._owner = None

    def enter_list(self) -> None:
        """Start a list or table: each block in it is one line."""
        self.end_block()
        self._list_depth += 1
        self._lists += self._list_depth == 1

    def leave_list(self) -> None:
        """End the innermost list or table."""
        self.end_block()
        self._list_depth -= 1


def write_cell(words: str) -> str:
    """Return the words of a cell as one line; a bar in them has no blanks, so that it separates no cells."""
    return " ".join(words.split()).replace(" | ", "|")


def join_blocks(blocks: Sequence[Block]) -> str:
    """Join blocks: those of one list by newlines, all others by blank lines."""
    parts: list[str] = []
    before = 0
    for block in blocks:
        if parts:
            parts.append("\n" if block.list_number and block.list_number == before else "\n\n")
        parts.append(block.text)
        before = block.list_number
    return "".join(parts)
