"""Tables in a canonical text: a row is a line with bars between its cells, and the first row may be the head. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from index.types import Span, TableRow

_BAR = re.compile(r"(?<!\S)\|(?!\S)")
_LINE = re.compile(r"[^\n]+")
_DIGIT = re.compile(r"\d")
_AMOUNT = re.compile(r"[\d.,+–-]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"\w{4,}[.!?。！？]$")
_STOPS = (".", "!", "?", "。", "！", "？")
_MAX_HEAD_CHARS = 60
_MIN_NUMBERS = 0.6
_PAIR = 2
_MAX_BLOCK_CHARS = 2_000_000
_MAX_COMPARED = 50
"""The number of rows below a head that are compared with it."""


def is_row(line: str) -> bool:
    """Return whether a line has bars between cells."""
    return "|" in line and _BAR.search(line) is not None


def find_row_lines(text: str, block: Span) -> Iterator[tuple[Span, bool]]:
    """Yield the lines of a paragraph, each with whether it is a row of a table of two rows or more."""
    lines = [Span(*line.span()) for line in _LINE.finditer(text, block.start, block.end)]
    bars = [is_row(line.slice(text)) for line in lines]
    for at, line in enumerate(lines):
        yield line, bars[at] and any(bars[max(at - 1, 0) : at] + bars[at + 1 : at + 2])


def find_rows(text: str, spans: Sequence[Span]) -> list[TableRow | None]:
    """Find the table rows among the sentences of a text.

    Args:
        text: Canonical.
        spans: Sentences, ascending.

    Returns:
        For each sentence its row; None for a sentence that is no whole row of a table with a head.
    """
    found: list[TableRow | None] = []
    block, tables = Span(0, 0), tuple[tuple[int, int, Span], ...]()
    for span in spans:
        if not is_row(span.slice(text)):
            found.append(None)
            continue
        if not block.start <= span.start < block.end:
            block = _find_block(text, span.start)
            tables = _find_tables(block.slice(text))
        start, end = span.start - block.start, span.end - block.start
        head = next((head for first, last, head in tables if first <= start and end <= last), None)
        is_whole = text[span.end : span.end + 1] in {"", "\n"} and text[span.start - 1 : span.start] in {"", "\n"}
        if head is None or not is_whole:
            found.append(None)
        else:
            found.append(_describe(text, span, Span(head.start + block.start, head.end + block.start)))
    return found


def list_rows_below(text: str, head: Span) -> list[Span]:
    """List the rows below the head row of a table; none if the span is no head.

    Args:
        text: Canonical.
        head: As ``TableRow.head`` gives it.
    """
    block = _find_block(text, head.start)
    for first, last, found in _find_tables(block.slice(text)):
        if found.start + block.start == head.start:
            lines = _LINE.finditer(text, block.start + first, block.start + last)
            return [Span(*line.span()) for line in lines if line.start() >= head.end]
    return []


def get_row_name(row: str) -> str:
    """Return the first cell of a row, which mostly names the thing that the row is about."""
    return split_cells(row)[0].casefold()


def with_head(text: str, passage: Span) -> str:
    """Return the characters of a passage, below the head row of the table in whose middle it starts."""
    body = passage.slice(text)
    first = body.partition("\n")[0]
    if not is_row(first):
        return body
    row = find_rows(text, [Span(passage.start, passage.start + len(first))])[0]
    return body if row is None or row.head.start >= passage.start else f"{row.head_text}\n{body}"


def _find_block(text: str, offset: int) -> Span:
    start = text.rfind("\n\n", 0, offset) + 2
    end = text.find("\n\n", offset)
    return Span(start if start > 1 else 0, end if end >= 0 else len(text))


@lru_cache(maxsize=16)
def _find_tables(block: str) -> tuple[tuple[int, int, Span], ...]:
    """Return the tables with a head in a paragraph, ascending: where each starts and ends, and its head row."""
    found: list[tuple[int, int, Span]] = []
    if len(block) > _MAX_BLOCK_CHARS:
        return ()
    table: list[Span] = []
    for line in (*(Span(*line.span()) for line in _LINE.finditer(block)), None):
        if line is not None and is_row(line.slice(block)):
            table.append(line)
            continue
        if _has_head([split_cells(row.slice(block)) for row in table[: 1 + _MAX_COMPARED]]):
            found.append((table[0].start, table[-1].end, table[0]))
        table = []
    return tuple(found)


def _has_head(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row names the columns: it has other words in each cell, and numbers below it."""
    if len(rows) < _PAIR or not _may_name_columns(rows[0]):
        return False
    head, below = rows[0], rows[1:]
    columns = [[row[at] for row in below if at < len(row)] for at in range(len(head))]
    numbers = [sum(_DIGIT.search(cell) is not None for cell in column) for column in columns]
    shares = [count / max(len(column), 1) for count, column in zip(numbers, columns, strict=True)]
    if any(_DIGIT.search(cell) is None and share >= _MIN_NUMBERS for cell, share in zip(head, shares, strict=True)):
        return True
    named = [cell for cell in head if cell]
    if any(_DIGIT.search(cell) for cell in named):
        is_of_years = all(_YEAR.fullmatch(cell) for cell in named[1:])
        return is_of_years or _has_other_units(head, columns)
    # Two columns of words may be names and values without a head; then some values have numbers.
    return len(head) > _PAIR or (not any(numbers) and len(below) >= _PAIR)


def _has_other_units(head: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Return whether the numbers of a first row have other units than those below: "1 day" above "18 €"."""
    units = [
        (_read_unit(name), {_read_unit(cell) for cell in column if _DIGIT.search(cell)})
        for name, column in zip(head, columns, strict=True)
        if _DIGIT.search(name)
    ]
    return all(unit and len(below) == 1 and unit not in below for unit, below in units)


def _read_unit(cell: str) -> str:
    """Return a cell without its numbers."""
    return "".join(_AMOUNT.sub("", cell).split()).casefold()


def _may_name_columns(head: Sequence[str]) -> bool:
    named = [cell for cell in head if cell]
    return (
        len(named) >= _PAIR
        and len({cell.casefold() for cell in named}) == len(named)
        and _DIGIT.search(named[0]) is None
        and all(
            len(cell) <= _MAX_HEAD_CHARS
            and not _SENTENCE_END.search(cell)
            and (_LETTER.search(cell) or _YEAR.fullmatch(cell))
            for cell in named
        )
    )


def _describe(text: str, span: Span, head: Span) -> TableRow:
    head_text, row = head.slice(text), span.slice(text)
    if span == head:
        return TableRow(head, head_text, row)
    cells = zip_longest(split_cells(head_text), split_cells(row), fillvalue="")
    words = "; ".join(f"{name}: {cell}" if name and name != cell else cell for name, cell in cells if cell)
    return TableRow(head, head_text, words if words.endswith(_STOPS) else f"{words}.")


def split_cells(row: str) -> list[str]:
    """Split a row into its cells."""
    return [cell.strip() for cell in _BAR.split(row)]
