"""The limit of requests of one user within a minute, for all processes that share a database."""

import json
import time
from collections.abc import Callable
from typing import Literal

from sqlalchemy import Float, cast, delete, func, literal, update

from bot.state.limits.question_limits import MINUTE_S, LimitsRequests, MinuteLimit, RateLimited, RecentRequests
from bot.state.schema.operation_tables import recent_requests
from index.catalog.database import Database
from index.catalog.engines.statements import upsert

RequestKind = Literal["question", "search", "api"]


class SharedMinuteLimit:
    """Counts the requests to all processes in the database."""

    def __init__(self, database: Database, kind: RequestKind, limit: int, clock: Callable[[], float] | None) -> None:
        """Count in ``database``.

        Args:
            database: Of all processes.
            kind: Requests of one kind count together.
            limit: The most requests within a minute; 0 is no limit.
            clock: None for that of the database, so that the processes agree.
        """
        self._database = database
        self._kind = kind
        self._limit = limit
        self._clock = clock

    def spend(self, user_id: int) -> RateLimited | None:
        """See ``LimitsRequests``."""
        if not self._limit:
            return None
        now = (
            cast(func.extract("epoch", func.clock_timestamp()), Float)
            if self._clock is None
            else literal(self._clock(), Float)
        )
        columns = recent_requests.c
        row = upsert(recent_requests).values(
            kind=self._kind, user_id=user_id, times="[]", warned_until=0.0, seen_at=now
        )
        # The upsert locks the row until the end, so the processes count one after another. RETURNING reads the clock
        # when it has the lock, so the times never go back.
        lock = row.on_conflict_do_update(index_elements=["kind", "user_id"], set_={"seen_at": row.excluded.seen_at})
        with self._database.begin() as connection:
            found = connection.execute(lock.returning(columns.times, columns.warned_until, now.label("now"))).one()
            recent = RecentRequests(json.loads(found.times), found.warned_until)
            limited = recent.spend(self._limit, found.now)
            connection.execute(
                update(recent_requests)
                .where(columns.kind == self._kind, columns.user_id == user_id)
                .values(times=json.dumps(recent.times), warned_until=recent.warned_until)
            )
        return limited


def open_minute_limit(
    database: Database, kind: RequestKind, limit: int, clock: Callable[[], float] | None = None
) -> LimitsRequests:
    """Open the limit that holds for all processes which use the database.

    A file has one process that answers, so its requests count in memory, without a write for each.
    """
    if database.is_server:
        return SharedMinuteLimit(database, kind, limit, clock)
    return MinuteLimit(limit, clock or time.time)


def prune_requests(database: Database, now: float) -> None:
    """Delete the counts of users who sent nothing within the last minutes; the clocks may differ a little."""
    with database.begin() as connection:
        connection.execute(delete(recent_requests).where(recent_requests.c.seen_at < now - 10 * MINUTE_S))
