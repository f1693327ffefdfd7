"""Opens the one database of the bot's stores: ``bot.sqlite``, or tables of a PostgreSQL server."""

from bot.state.schema import answer_tables, conversation_tables, operation_tables
from index.catalog.database import Database, Location, complete
from index.catalog.engines.layout import Layout

_TABLES = (answer_tables.answers, conversation_tables.chosen_sources, operation_tables.jobs)
"""One of each module: a module adds its tables to the common metadata when it is imported."""

LAYOUT = Layout(
    store="bot",
    version=answer_tables.VERSION,
    since=1,
    metadata=_TABLES[0].metadata,
    create=lambda connection: complete(connection, _TABLES[0].metadata),
    remedy="and claim the bot again; old buttons stop working",
)


def open_bot_database(location: Location) -> Database:
    """Open the bot's tables; create them, or add missing tables and columns. Raises ``StoreError``."""
    return Database(location, LAYOUT)
