"""Tables in text to a draft: comma-separated values (RFC 4180), also with semicolons, tabs or bars."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from index.parsing.draft import DocumentDraft
from index.parsing.formats import plain_text
from index.parsing.formats.spreadsheets.sheet_text import Sheet, read_sheets

_DELIMITERS = ",;\t|"
_SAMPLED_ROWS = 100
_MIN_ALIKE = 0.8
_STATED = "sep="  # Excel reads this first line, and does not show it
_MAX_CELL_CHARS = 20_000_000


def read(text: str, location: str) -> DocumentDraft:
    """Read a table in text; a text without one is read as plain text."""
    first, _, rest = text.partition("\n")
    stated = first.strip().lower().removeprefix(_STATED) if first.lower().startswith(_STATED) else ""
    delimiter, body = (stated, rest) if len(stated) == 1 else (_find_delimiter(text), text)
    if delimiter is None:
        return plain_text.read(text, location)
    rows = (dict(enumerate(row)) for row in _list_rows(body, delimiter))
    return read_sheets([Sheet("", rows)], location)


def _find_delimiter(text: str) -> str | None:
    """The sign that parts the most rows into the same number of cells, and into the most cells."""
    best: tuple[float, int, str] | None = None
    for sign in _DELIMITERS:
        counts = Counter(len(row) for row in islice(_list_rows(text, sign), _SAMPLED_ROWS) if row)
        columns, rows = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        share = rows / max(counts.total(), 1)
        if columns > 1 and share >= _MIN_ALIKE and (best is None or (share, columns) > best[:2]):
            best = (share, columns, sign)
    return best[2] if best else None


def _list_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_CELL_CHARS)
    rows = csv.reader(StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        yield from rows
    except csv.Error:  # a cell that is too long, or a quotation that never ends
        return
