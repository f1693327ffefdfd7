"""The tokens of the language model, counted by day and user in the bot's database."""

import time

from sqlalchemy import func, select

from bot.answering.types import Usage
from bot.state.schema.answer_tables import token_usage
from bot.state.utc_times import utc_day
from index.catalog.database import Database
from index.catalog.engines.statements import upsert

_NOBODY = ""


class SqlTokenLedger:
    """A ``TokenLedger`` in the database; a day is one of UTC. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Use ``database``."""
        self._database = database

    def count_spent(self, asker: str | None) -> int:
        """See ``TokenLedger``."""
        total = func.coalesce(func.sum(token_usage.c.prompt_tokens + token_usage.c.completion_tokens), 0)
        wanted = select(total).where(token_usage.c.day == utc_day(time.time()))
        if asker is not None:
            wanted = wanted.where(token_usage.c.asker == asker)
        with self._database.begin() as connection:
            return int(connection.execute(wanted).scalar_one())

    def add(self, asker: str | None, usage: Usage) -> None:
        """See ``TokenLedger``."""
        counted = {
            "calls": usage.calls,
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
        }
        row = upsert(token_usage).values(day=utc_day(time.time()), asker=asker or _NOBODY, **counted)
        added = {name: token_usage.c[name] + row.excluded[name] for name in counted}
        with self._database.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["day", "asker"], set_=added))
