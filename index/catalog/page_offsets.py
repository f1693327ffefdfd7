"""The offset at which each page of a stored text starts, so that a citation can name its page."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from index.catalog.database import DamagedRowError
from index.catalog.schema import text_pages


def page_at(starts: Sequence[int], offset: int) -> int | None:
    """Return the page, from 1, of the character at an offset.

    Args:
        starts: The offset at which each page starts, ascending; a page without text starts where the next one starts.
        offset: In code points.

    Returns:
        None for a text without pages.
    """
    return max(bisect_right(starts, offset), 1) if starts else None


def write(connection: Connection, text_id: str, starts: Sequence[int]) -> None:
    """Store the page offsets of a text; an empty sequence changes nothing."""
    if starts:
        packed = np.asarray(starts, np.int32).tobytes()
        row = insert(text_pages).values(text_id=text_id, starts=packed)
        connection.execute(row.on_conflict_do_update(index_elements=["text_id"], set_={"starts": packed}))


def read(connection: Connection, text_id: str) -> tuple[int, ...]:
    """Return the offset at which each page of a text starts; empty for a text without pages."""
    found = connection.execute(select(text_pages.c.starts).where(text_pages.c.text_id == text_id)).scalar_one_or_none()
    if found and len(found) % np.dtype(np.int32).itemsize:
        raise DamagedRowError(text_id)
    return tuple(np.frombuffer(found, np.int32).tolist()) if found else ()
