"""Opens ``bot.sqlite``, the one file of the bot's stores."""

from pathlib import Path

from bot.state.schema import answer_tables, conversation_tables, operation_tables
from index.catalog.database import Database, complete

_TABLES = (answer_tables.answers, conversation_tables.chosen_sources, operation_tables.jobs)
"""One of each module: a module adds its tables to the common metadata when it is imported."""


def open_bot_database(path: Path) -> Database:
    """Open the file at ``path``; create it, or add missing tables and columns. Raises ``StoreError``."""
    return Database(
        path,
        version=answer_tables.VERSION,
        since=1,
        create=lambda connection: complete(connection, _TABLES[0].metadata),
        remedy="and claim the bot again; old buttons stop working",
    )
