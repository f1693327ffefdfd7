"""The seconds of recordings that each user had transcribed today."""

import time

from bot.state.schema.operation_tables import voice_seconds
from bot.state.utc_times import utc_day
from index.catalog.database import Database
from index.catalog.engines.statements import has_stored, upsert


class VoiceSeconds:
    """Counts seconds in the database; a day is one of UTC. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Use ``database``."""
        self._database = database

    def take(self, user_id: int, seconds: int, most: int) -> bool:
        """Count a recording, unless its user would have more than ``most`` seconds today; return whether it counts."""
        if seconds > most:
            return False
        # One statement, so that two processes never count the same free seconds twice.
        row = upsert(voice_seconds).values(user_id=user_id, day=utc_day(time.time()), seconds=seconds)
        total = voice_seconds.c.seconds + seconds
        row = row.on_conflict_do_update(index_elements=["user_id", "day"], set_={"seconds": total}, where=total <= most)
        with self._database.begin() as connection:
            return has_stored(connection, row)
