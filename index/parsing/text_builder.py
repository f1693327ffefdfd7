"""Words collected into blocks: paragraphs parted by blank lines, list items and table rows by newlines. Pure."""

import re

_WHITE = re.compile(r"\s+")


class TextBuilder:
    """What the readers of HTML and Markdown write a text into."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._words: list[str] = []
        self._separator = ""
        self._lists = 0

    @property
    def text(self) -> str:
        """All blocks so far."""
        self.end_block()
        return "".join(self._parts)

    def write(self, text: str | None) -> None:
        """Add words; white space between them is one space."""
        if text:
            self._words.append(_WHITE.sub(" ", text))

    def write_lines(self, text: str | None) -> None:
        """Add words with their line ends."""
        if text:
            self._words.append(text)

    def end_block(self) -> None:
        """What follows is another paragraph, or another line within a list or table."""
        block = "".join(self._words).strip("\n ")
        self._words.clear()
        if block:
            self._parts += (self._separator, block)
            self._separator = "\n" if self._lists else "\n\n"

    def enter_list(self) -> None:
        """What follows is in a list or table: a block is a line."""
        self.end_block()
        self._lists += 1

    def leave_list(self) -> None:
        """The innermost list or table ends."""
        self.end_block()
        self._lists -= 1
        if not self._lists and self._separator:
            self._separator = "\n\n"
