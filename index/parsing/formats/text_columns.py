"""The columns of plain texts: lines whose cells blanks or tabs set below one another become rows with bars. Pure."""

import re
from collections.abc import Sequence

from index.parsing.text_builder import write_cell

_CELL = re.compile(r"\S+(?: \S+)*")
_MIN_ROWS = 3
_MIN_COLUMNS = 2


def write_columns(text: str) -> str:
    """The text with the rows of its tables as cells between bars. All rows of a table have as many cells."""
    written: list[str] = []
    for block in re.split(r"(\n[ \t]*\n)", text):
        lines = block.split("\n")
        rows = [list(_CELL.finditer(line)) for line in lines]
        is_table = (
            len(rows) >= _MIN_ROWS and _is_aligned(rows) and all("\t" in line or "  " in line.strip() for line in lines)
        )
        written.append(
            "\n".join(" | ".join(write_cell(cell[0]) for cell in row) for row in rows) if is_table else block
        )
    return "".join(written)


def _is_aligned(rows: Sequence[Sequence[re.Match[str]]]) -> bool:
    """Whether all rows have as many cells, and all cells of a column begin or end at one place."""
    if len(rows[0]) < _MIN_COLUMNS or any(len(row) != len(rows[0]) for row in rows):
        return False
    columns = zip(*rows, strict=True)
    is_parted = "\t" in rows[0][0].string
    return is_parted or all(
        len({cell.start() for cell in column}) == 1 or len({cell.end() for cell in column}) == 1 for column in columns
    )
