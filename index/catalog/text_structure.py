"""The pages and headings of a stored text, by which a citation names its page and its section."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select

from index.catalog.database import DamagedRowError
from index.catalog.engines.statements import ListStatement
from index.catalog.schema import text_headings, text_pages, text_recognized, texts
from index.types import Document, Heading, Span

_HEADING_NUMBERS = 3  # start, end, level

# Built once: SQLAlchemy takes longer to build and compile such a statement than SQLite to run it.
_PAGES = select(text_pages.c.starts).where(text_pages.c.text_id == bindparam("id"))
_RECOGNIZED = select(text_recognized.c.pages).where(text_recognized.c.text_id == bindparam("id"))
_HEADINGS = select(text_headings.c.headings).where(text_headings.c.text_id == bindparam("id"))
_HEADINGS_OF = ListStatement("SELECT text_id, headings FROM text_headings WHERE text_id IN :ids", of="texts")
_BOTH = (
    select(text_pages.c.starts, text_headings.c.headings)
    .select_from(texts.outerjoin(text_pages).outerjoin(text_headings))
    .where(texts.c.id == bindparam("id"))
)
_WORDS = select(func.substr(texts.c.body, bindparam("start"), bindparam("length"))).where(texts.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class TextPlace:
    """The page and the section of an offset.

    Attributes:
        page: From 1; None for a text without pages.
        section: The words of the headings above, the outermost first.
    """

    page: int | None = None
    section: tuple[str, ...] = ()


def page_at(starts: Sequence[int], offset: int) -> int | None:
    """Return the page, from 1, of the character at an offset.

    Args:
        starts: The offset at which each page starts, ascending; a page without text starts where the next one starts.
        offset: In code points.

    Returns:
        None for a text without pages.
    """
    return max(bisect_right(starts, offset), 1) if starts else None


def section_at(headings: Sequence[Heading], offset: int) -> tuple[Span, ...]:
    """Return the headings of the section at an offset, the outermost first; one that starts there is the last.

    Args:
        headings: Those of the text, ascending.
        offset: In code points.
    """
    above: list[Heading] = []
    for heading in reversed(headings[: bisect_right(headings, offset, key=lambda one: one.span.start)]):
        if not above or heading.level < above[-1].level:
            above.append(heading)
    return tuple(heading.span for heading in reversed(above))


def section_above(headings: Sequence[Heading], offset: int) -> tuple[Span, ...]:
    """Return the headings above the words at an offset, the outermost first; a heading is not above its own words."""
    return tuple(span for span in section_at(headings, offset) if span.end <= offset)


def write(connection: Connection, text_id: str, document: Document) -> None:
    """Store the pages and headings of a document's text; where the document has none, those before stay."""
    if document.pages:
        _write(connection, text_pages, text_id, {"starts": np.asarray(document.pages, np.int32).tobytes()})
    if document.recognized:
        _write(connection, text_recognized, text_id, {"pages": np.asarray(document.recognized, np.int32).tobytes()})
    if document.headings:
        rows = [(heading.span.start, heading.span.end, heading.level) for heading in document.headings]
        _write(connection, text_headings, text_id, {"headings": np.asarray(rows, np.int32).tobytes()})


def read_pages(connection: Connection, text_id: str) -> tuple[int, ...]:
    """Return the offset at which each page of a text starts; empty for a text without pages."""
    return _to_pages(connection.execute(_PAGES, {"id": text_id}).scalar_one_or_none(), text_id)


def read_recognized(connection: Connection, text_id: str) -> tuple[int, ...]:
    """Return the numbers of the pages of a text, from 1, that were read from a picture."""
    return _to_pages(connection.execute(_RECOGNIZED, {"id": text_id}).scalar_one_or_none(), text_id)


def is_recognized(connection: Connection, text_id: str, span: Span) -> bool:
    """Return whether a part of a span of a text was read from a picture."""
    recognized = read_recognized(connection, text_id)
    if not recognized:
        return False
    starts = read_pages(connection, text_id)
    first, last = page_at(starts, span.start) or 0, page_at(starts, max(span.start, span.end - 1)) or 0
    return any(first <= page <= last for page in recognized)


def read_headings(connection: Connection, text_id: str) -> tuple[Heading, ...]:
    """Return the headings of a text, ascending."""
    return _to_headings(connection.execute(_HEADINGS, {"id": text_id}).scalar_one_or_none(), text_id)


def load_headings(connection: Connection, text_ids: Collection[str]) -> dict[str, tuple[Heading, ...]]:
    """Return the headings of texts by the ids of the texts, ascending; a text without headings is absent."""
    rows = _HEADINGS_OF.run(connection, sorted(text_ids))
    return {row.text_id: _to_headings(row.headings, row.text_id) for row in rows}


def read_place(connection: Connection, text_id: str, offset: int) -> TextPlace:
    """Return the place of an offset without reading the whole text; of a deleted text nothing is known."""
    stored = connection.execute(_BOTH, {"id": text_id}).one_or_none()
    if stored is None:
        return TextPlace()
    above = section_above(_to_headings(stored.headings, text_id), offset)
    spans = [{"id": text_id, "start": span.start + 1, "length": span.end - span.start} for span in above]
    section = tuple(connection.execute(_WORDS, span).scalar_one() for span in spans)
    return TextPlace(page_at(_to_pages(stored.starts, text_id), offset), section)


def _write(connection: Connection, table: Table, text_id: str, values: dict[str, bytes]) -> None:
    connection.execute(delete(table).where(table.c.text_id == text_id))
    connection.execute(insert(table).values(text_id=text_id, **values))


def _to_pages(stored: bytes | None, text_id: str) -> tuple[int, ...]:
    return tuple(_to_numbers(stored, text_id, 1).ravel().tolist())


def _to_headings(stored: bytes | None, text_id: str) -> tuple[Heading, ...]:
    rows = _to_numbers(stored, text_id, _HEADING_NUMBERS).tolist()
    return tuple(Heading(Span(start, end), level) for start, end, level in rows)


def _to_numbers(stored: bytes | None, text_id: str, width: int) -> NDArray[np.int32]:
    """Return the numbers in a column of a text, shape (n, width)."""
    found = stored or b""
    if len(found) % (width * np.dtype(np.int32).itemsize):
        raise DamagedRowError(text_id)
    return np.frombuffer(found, np.int32).reshape(-1, width)
