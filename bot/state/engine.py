"""``bot.sqlite``: one file for everything that the bot itself remembers."""

from pathlib import Path

from bot.state.schema import answer_tables as chats_schema
from bot.state.schema import conversation_tables as asking_schema
from bot.state.schema import operation_tables as running_schema
from index.catalog.database import Database, complete

_TABLES = (chats_schema.answers, asking_schema.chosen, running_schema.jobs)  # each module adds its own to one metadata


def open_bot_database(path: Path) -> Database:
    """Open the file at ``path``, creating or completing it where need be; raises ``StoreError``."""
    return Database(
        path,
        version=chats_schema.VERSION,
        since=1,
        create=lambda connection: complete(connection, _TABLES[0].metadata),
        remedy="and claim the bot anew; old buttons go with it",
    )
