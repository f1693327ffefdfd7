"""Generated answers for all replicas: each is kept for a day, without its question and without a user."""

import time
from collections.abc import Callable

from sqlalchemy import delete, func, select

from bot.state.schema.operation_tables import cached_answers
from index.catalog.database import Database
from index.catalog.engines.statements import replace_row

_KEPT_S = 86_400
_MOST = 5_000


class CachedAnswers:
    """Stores answers by a key. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
        self._database = database
        self._clock = clock

    def find(self, key: str) -> str | None:
        """Return the answer of a key; None if there is none of the last day."""
        fresh = cached_answers.c.created_at > int(self._clock()) - _KEPT_S
        found = select(cached_answers.c.body).where(cached_answers.c.key == key, fresh)
        with self._database.begin() as connection:
            return connection.execute(found).scalar_one_or_none()

    def save(self, key: str, body: str) -> None:
        """Keep an answer."""
        row = {"key": key, "body": body, "created_at": int(self._clock())}
        with self._database.begin() as connection:
            connection.execute(replace_row(cached_answers, row))

    def prune(self) -> None:
        """Delete answers older than a day, and all of them if there are too many."""
        old = cached_answers.c.created_at <= int(self._clock()) - _KEPT_S
        with self._database.begin() as connection:
            connection.execute(delete(cached_answers).where(old))
            if connection.execute(select(func.count()).select_from(cached_answers)).scalar_one() > _MOST:
                connection.execute(delete(cached_answers))
