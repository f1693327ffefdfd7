"""The seconds of recordings that each user had transcribed today."""

import time
from collections.abc import Callable

from sqlalchemy import select

from bot.state.schema.operation_tables import voice_seconds
from bot.state.utc_times import utc_day
from index.catalog.database import Database
from index.catalog.engines.statements import upsert


class VoiceSeconds:
    """Counts seconds in SQLite; a day is one of UTC. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
        self._database = database
        self._clock = clock

    def take(self, user_id: int, seconds: int, most: int) -> bool:
        """Count a recording, unless its user would have more than ``most`` seconds today; return whether it counts."""
        day = utc_day(self._clock())
        mine = (voice_seconds.c.user_id == user_id) & (voice_seconds.c.day == day)
        row = upsert(voice_seconds).values(user_id=user_id, day=day, seconds=seconds)
        added = {"seconds": voice_seconds.c.seconds + seconds}
        with self._database.begin() as connection:
            used = connection.execute(select(voice_seconds.c.seconds).where(mine)).scalar_one_or_none() or 0
            if used + seconds > most:
                return False
            connection.execute(row.on_conflict_do_update(index_elements=["user_id", "day"], set_=added))
            return True
