"""The paragraphs, lists, tables and notes of an RTF document, collected as HTML."""

import re
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import NamedTuple

_BULLET = re.compile(r"\W?|o", re.DOTALL)
_MAX_RANK = 6


class Run(NamedTuple):
    """Words of a paragraph, a line end, a picture or the mark of a note.

    Attributes:
        text: The words; the description of a picture; empty for the mark of a note.
        link: The address that a tap on them opens.
        shift: "sup", "sub" or empty.
        note: The number of the note of a mark; 0 for words.
        is_picture: Whether it is a picture.
    """

    text: str
    link: str = ""
    shift: str = ""
    note: int = 0
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """The format of a paragraph.

    Attributes:
        rank: Of a heading, from 1; 0 for other paragraphs.
        depth: How many tables contain it.
        mark: The number or bullet of a list item; None outside lists.
    """

    rank: int = 0
    depth: int = 0
    mark: str | None = None


@dataclass(slots=True)
class _Cell:
    """What the definition of a cell says: merged with the one before it, or with the one above it."""

    joins_previous: bool = False
    joins_above: bool = False


@dataclass(slots=True)
class _Table:
    rows: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)


class RtfBlocks:
    """The blocks of a text, of a note or of a text box."""

    def __init__(self) -> None:
        """Start with no block."""
        self.runs: list[Run] = []
        self.boxes: list[str] = []
        self._cells: list[_Cell] = []
        self._is_head_row = False
        self._next_cell = _Cell()
        self._blocks: list[str] = []
        self._tables: list[_Table] = []

    def end_paragraph(self, form: ParagraphFormat) -> None:
        """End the open paragraph; nothing for an empty one outside tables."""
        self._open_tables(form.depth)
        inside = _write_runs(self.runs)
        self.runs = []
        blocks = self._tables[-1].blocks if self._tables else self._blocks
        if inside.strip():
            blocks.append(_write_paragraph(inside, form))
        blocks += self.boxes
        self.boxes = []

    def define_row(self, word: str) -> bool:
        """Apply a control word of the definition of a row; returns whether it is one."""
        match word:
            case "trowd":
                self._cells = []
                self._is_head_row = False
                self._next_cell = _Cell()
            case "trhdr":
                self._is_head_row = True
            case "clmrg":
                self._next_cell.joins_previous = True
            case "clvmrg":
                self._next_cell.joins_above = True
            case "cellx":
                self._cells.append(self._next_cell)
                self._next_cell = _Cell()
            case _:
                return False
        return True

    def end_cell(self, form: ParagraphFormat) -> None:
        """End the open cell with its paragraph."""
        form = replace(form, depth=max(form.depth, 1))
        self.end_paragraph(form)
        table = self._tables[-1]
        words = table.blocks[0] if len(table.blocks) == 1 else "".join(table.blocks)
        table.cells.append(words)
        table.blocks = []

    def end_row(self, depth: int) -> None:
        """End the open row."""
        self._open_tables(max(depth, 1))
        table = self._tables[-1]
        tag = "th" if self._is_head_row else "td"
        written: list[tuple[str, int]] = []
        for place, words in enumerate(table.cells):
            cell = self._cells[place] if place < len(self._cells) else _Cell()
            if cell.joins_previous and written:
                last, columns = written[-1]
                written[-1] = (last or words, columns + 1)
                continue
            is_filled = cell.joins_above and not words and place < len(table.above)
            written.append((table.above[place] if is_filled else words, 1))
        if written:
            spans = ("" if columns == 1 else f' colspan="{columns}"' for _, columns in written)
            cells = (f"<{tag}{span}>{words}</{tag}>" for (words, _), span in zip(written, spans, strict=True))
            table.rows.append(f"<tr>{''.join(cells)}</tr>")
            table.above = [words for words, columns in written for _ in range(columns)]
        table.cells = []

    def close(self) -> str:
        """End everything that is open; returns the HTML of all blocks."""
        self.end_paragraph(ParagraphFormat())
        return _join_items(self._blocks)

    def _open_tables(self, depth: int) -> None:
        while len(self._tables) > depth:
            table = self._tables.pop()
            if table.cells or table.blocks:
                table.rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in (*table.cells, *table.blocks))}</tr>")
            holder = self._tables[-1].blocks if self._tables else self._blocks
            if table.rows:
                holder.append(f"<table>{''.join(table.rows)}</table>")
        while len(self._tables) < depth:
            self._tables.append(_Table())


def _write_runs(runs: list[Run]) -> str:
    """The HTML of a paragraph; words with the same link are one anchor."""
    parts: list[str] = []
    for link, linked in groupby(runs, key=lambda run: run.link):
        written = "".join(map(_write_run, linked))
        parts.append(f'<a href="{escape(link)}">{written}</a>' if link and written.strip() else written)
    return "".join(parts)


def _write_run(run: Run) -> str:
    if run.note:
        return f'<sup><a id="footnote-ref-{run.note}" href="#footnote-{run.note}">[{run.note}]</a></sup>'
    if run.is_picture:
        return f'<img alt="{escape(run.text)}">'
    text = escape(run.text).replace("\n", "<br>")
    return f"<{run.shift}>{text}</{run.shift}>" if run.shift and text.strip() else text


def _write_paragraph(inside: str, form: ParagraphFormat) -> str:
    mark = (form.mark or "").strip()
    if not _BULLET.fullmatch(mark):
        inside = f"{escape(mark)} {inside.lstrip()}"
    if form.rank and not form.depth:
        level = min(form.rank, _MAX_RANK)
        return f"<h{level}>{inside}</h{level}>"
    if form.mark is not None and not form.depth:
        return f"<li>{inside}</li>"
    return f"<p>{inside}</p>"


def _join_items(blocks: list[str]) -> str:
    parts: list[str] = []
    for is_item, group in groupby(blocks, key=lambda block: block.startswith("<li>")):
        written = "".join(group)
        parts.append(f"<ul>{written}</ul>" if is_item else written)
    return "".join(parts)
