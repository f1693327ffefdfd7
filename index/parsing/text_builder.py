"""Builds a text from words: paragraphs separated by blank lines, list items and table rows by newlines. Pure."""

import re

_WHITE = re.compile(r"\s+")


class TextBuilder:
    """The text that the readers of HTML and Markdown write."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._words: list[str] = []
        self._separator = ""
        self._list_depth = 0

    @property
    def text(self) -> str:
        """All blocks so far; ends the open block."""
        self.end_block()
        return "".join(self._parts)

    def write(self, text: str | None) -> None:
        """Add words; each run of white space becomes one space."""
        if text:
            self._words.append(_WHITE.sub(" ", text))

    def write_lines(self, text: str | None) -> None:
        """Add words with their line ends."""
        if text:
            self._words.append(text)

    def end_block(self) -> None:
        """End the paragraph, or the line within a list or table."""
        block = "".join(self._words).strip("\n ")
        self._words.clear()
        if block:
            self._parts += (self._separator, block)
            self._separator = "\n" if self._list_depth else "\n\n"

    def enter_list(self) -> None:
        """Start a list or table: each block in it is one line."""
        self.end_block()
        self._list_depth += 1

    def leave_list(self) -> None:
        """End the innermost list or table."""
        self.end_block()
        self._list_depth -= 1
        if not self._list_depth and self._separator:
            self._separator = "\n\n"
