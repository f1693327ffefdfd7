"""Pages of a stored text: kept as the offset at which each page starts, so that a citation can name its page."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from index.catalog.schema import text_pages


def page_at(starts: Sequence[int], offset: int) -> int | None:
    """The page, from 1, on which the character at an offset stands.

    Args:
        starts: The offset at which each page starts, ascending; a page without text starts where the next one does.
        offset: In code points, as all offsets.

    Returns:
        None for a text without pages.
    """
    return max(bisect_right(starts, offset), 1) if starts else None


def write(connection: Connection, text_id: str, starts: Sequence[int]) -> None:
    """Keep the pages of a text; none leave those that are known."""
    if starts:
        packed = np.asarray(starts, np.int32).tobytes()
        row = insert(text_pages).values(text_id=text_id, starts=packed)
        connection.execute(row.on_conflict_do_update(index_elements=["text_id"], set_={"starts": packed}))


def read(connection: Connection, text_id: str) -> tuple[int, ...]:
    """The offset at which each page of a text starts; empty for a text without pages."""
    found = connection.execute(select(text_pages.c.starts).where(text_pages.c.text_id == text_id)).scalar_one_or_none()
    return tuple(np.frombuffer(found, np.int32).tolist()) if found else ()
