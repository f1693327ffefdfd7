"""Stores who wants to know when cited words change."""

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, delete, insert, select, update

from bot.state.schema.conversation_tables import watched_citations
from index.catalog.database import Database
from index.catalog.engines.statements import lock_until_commit


@dataclass(frozen=True, slots=True)
class CitationWatch:
    """A user who wants to know when cited words change. The fields are the columns of the table.

    Attributes:
        key: Of the citation.
        seen_text_id: The version of the text that was compared last.
    """

    key: str
    user_id: int
    chat_id: int
    thread_id: int | None
    language: str
    seen_text_id: str


class CitationWatches:
    """Stores watches. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Use ``database``."""
        self._database = database

    def toggle(self, watch: CitationWatch) -> bool:
        """Watch a citation, or no longer; return whether the user watches it now."""
        with self._database.begin() as connection:
            lock_until_commit(connection, f"watch {watch.key} {watch.user_id}")
            if connection.execute(delete(watched_citations).where(_same(watch))).rowcount:
                return False
            connection.execute(insert(watched_citations).values(asdict(watch)))
            return True

    def is_watched(self, key: str, user_id: int) -> bool:
        """Return whether a user watches a citation."""
        mine = (watched_citations.c.key == key) & (watched_citations.c.user_id == user_id)
        with self._database.begin() as connection:
            return connection.execute(select(watched_citations.c.key).where(mine)).first() is not None

    def list_all(self) -> list[CitationWatch]:
        """Return every watch."""
        with self._database.begin() as connection:
            return [
                CitationWatch(row.key, row.user_id, row.chat_id, row.thread_id, row.language, row.seen_text_id)
                for row in connection.execute(select(watched_citations))
            ]

    def set_seen(self, watch: CitationWatch, text_id: str) -> None:
        """Store that a version has the watched words."""
        with self._database.begin() as connection:
            connection.execute(update(watched_citations).where(_same(watch)).values(seen_text_id=text_id))

    def take(self, watch: CitationWatch) -> bool:
        """Delete a watch before its user is told, so that nobody is told twice; return whether it was there."""
        with self._database.begin() as connection:
            return connection.execute(delete(watched_citations).where(_same(watch))).rowcount == 1


def _same(watch: CitationWatch) -> ColumnElement[bool]:
    return (watched_citations.c.key == watch.key) & (watched_citations.c.user_id == watch.user_id)
