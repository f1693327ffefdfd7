"""The check of stored citations: each quote is a slice of its text, as long as the text is stored."""

import json
from collections.abc import Callable, Iterator

from sqlalchemy import Row, Table, select, update

from bot.state.schema.answer_tables import citations
from bot.state.schema.conversation_tables import pinned_citations
from index.catalog.consistency import Defect
from index.catalog.database import Database


class CitationCheck:
    """Checks the citations of answers and of sent passages. Every method blocks.

    A citation of a removed source has no text any more; its button shows the quote.
    """

    def __init__(self, database: Database, get_text: Callable[[str], str | None]) -> None:
        """Check the citations in ``database`` against the texts that ``get_text`` returns by id."""
        self._database = database
        self._get_text = get_text

    def run(self) -> Iterator[Defect]:
        """Check and repair: a quote that is elsewhere in its text gets the place where it is."""
        moved: list[str] = []
        for table in (citations, pinned_citations):
            with self._database.begin() as connection:
                rows = connection.execute(select(table).order_by(table.c.text_id)).all()
            text_id, text = None, None
            for row in rows:
                if row.text_id != text_id:
                    text_id, text = row.text_id, self._get_text(row.text_id)
                if text is None:
                    continue
                if row.head is not None and not _has_head(row, text):
                    self._drop_head(table, row)
                    moved.append(row.key)
                if _is_sound(row, text):
                    continue
                if self._move(table, row, text):
                    moved.append(row.key)
                else:
                    words = f"The quote {row.key} is not in the text of {row.title}; its button shows the quote alone."
                    yield Defect(words, is_repaired=False)
        if moved:
            yield Defect(f"{len(moved)} citations had a wrong place and were corrected.", is_repaired=True)

    def _drop_head(self, table: Table, row: Row[tuple[object, ...]]) -> None:
        """Remove the head row from a citation; its quote stays."""
        with self._database.begin() as connection:
            connection.execute(update(table).where(table.c.key == row.key).values(head=None))

    def _move(self, table: Table, row: Row[tuple[object, ...]], text: str) -> bool:
        """Set the place of a citation to the occurrence of its quote that is nearest to the stored place."""
        starts = list(_find_all(text, row.quote)) if row.quote else []
        if not starts:
            return False
        start = min(starts, key=lambda found: abs(found - row.start))
        end = start + len(row.quote)
        context = {"context_start": start, "context_end": end}
        if 0 <= row.context_start <= start and end <= row.context_end <= len(text):
            context = {}
        with self._database.begin() as connection:
            changed = update(table).where(table.c.key == row.key).values(start=start, end=end, **context)
            connection.execute(changed)
        return True


def _has_head(row: Row[tuple[object, ...]], text: str) -> bool:
    """Return whether the head row of a quoted table row is exactly the slice."""
    start, end, quote = json.loads(row.head)
    return bool(text[start:end] == quote)


def _is_sound(row: Row[tuple[object, ...]], text: str) -> bool:
    """Return whether the quote is exactly the slice, within a passage that is within the text."""
    within = 0 <= row.context_start <= row.start < row.end <= row.context_end <= len(text)
    return within and bool(text[row.start : row.end] == row.quote)


def _find_all(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)
