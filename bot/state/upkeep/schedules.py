"""When a task that runs at an interval ran last, so that a restart of the bot does not begin the interval again."""

import time
from collections.abc import Callable

from sqlalchemy import select

from bot.state.schema.operation_tables import schedules
from index.catalog.database import Database
from index.catalog.engines.statements import upsert


class ScheduleStore:
    """Stores the last run of one task. Every method blocks; any thread may call it."""

    def __init__(self, database: Database, task: str, clock: Callable[[], float] = time.time) -> None:
        """Store the runs of ``task``, a name that never changes."""
        self._database = database
        self._task = task
        self._clock = clock

    def age_s(self) -> float:
        """Return the seconds since the last run; the first call ever records this moment, and returns 0."""
        now = int(self._clock())
        row = upsert(schedules).values(task=self._task, ran_at=now).on_conflict_do_nothing()
        with self._database.begin() as connection:
            connection.execute(row)
            ran_at = connection.execute(select(schedules.c.ran_at).where(schedules.c.task == self._task)).scalar_one()
        return max(0.0, now - float(ran_at))

    def record_run(self) -> None:
        """Record that the task ran to its end now."""
        now = int(self._clock())
        row = upsert(schedules).values(task=self._task, ran_at=now)
        with self._database.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["task"], set_={"ran_at": now}))
