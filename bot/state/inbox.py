"""The inbox: updates from Telegram, stored until they are handled, and handled once."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from bot.state.schema.operation_tables import announcements, updates
from index.catalog.database import Database
from index.catalog.engines.statements import upsert

_OWNER = "the owner of the updates"
_KEPT_S = 3 * 86_400  # Telegram itself drops an update that nobody fetched within a day


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An update that was received but not handled.

    Attributes:
        body: The JSON that Telegram sent.
        tries: How many starts of the bot took the update, this start included.
    """

    update_id: int
    body: str
    tries: int


class Inbox:
    """Stores updates. Every method blocks and may be called from any thread.

    Telegram drops an update when the bot asks for the next ones, and after a restart it delivers some updates twice.
    So each update is stored before the bot asks for more, and a repeated one is recognized by its id.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
        self._database = database
        self._clock = clock

    def set_owner(self, bot_id: int) -> None:
        """Record the bot that receives the updates; delete those of another bot, because its ids mean other updates."""
        row = upsert(announcements).values(what=_OWNER, digest=str(bot_id))
        mine = (announcements.c.what == _OWNER) & (announcements.c.digest == str(bot_id))
        with self._database.begin() as connection:
            if connection.execute(select(announcements.c.what).where(mine)).first() is None:
                connection.execute(delete(updates))
                connection.execute(
                    row.on_conflict_do_update(index_elements=[announcements.c.what], set_={"digest": str(bot_id)})
                )

    def receive(self, bodies: Mapping[int, str | None]) -> set[int]:
        """Store updates by id; return the ids of those that were handled before or have no body.

        Args:
            bodies: The body of each update; None notes an update as done, because it cannot be handled.
        """
        rows = [
            {"update_id": id_, "body": body, "tries": 0, "received_at": int(self._clock())}
            for id_, body in bodies.items()
        ]
        done = select(updates.c.update_id).where(updates.c.update_id.in_(bodies), updates.c.body.is_(None))
        with self._database.begin() as connection:
            connection.execute(upsert(updates).values(rows).on_conflict_do_nothing())
            return set(connection.execute(done).scalars())

    def take_pending(self) -> list[PendingUpdate]:
        """Return the updates that an earlier run left, in order, and count one more try for each."""
        with self._database.begin() as connection:
            connection.execute(update(updates).where(updates.c.body.is_not(None)).values(tries=updates.c.tries + 1))
            found = select(updates).where(updates.c.body.is_not(None)).order_by(updates.c.update_id)
            return [PendingUpdate(row.update_id, row.body, row.tries) for row in connection.execute(found)]

    def mark_done(self, update_id: int) -> None:
        """Record that an update was handled; only its id stays."""
        with self._database.begin() as connection:
            connection.execute(update(updates).where(updates.c.update_id == update_id).values(body=None))

    def prune(self) -> None:
        """Delete the ids that Telegram cannot deliver again."""
        old = updates.c.received_at < int(self._clock()) - _KEPT_S
        with self._database.begin() as connection:
            connection.execute(delete(updates).where(updates.c.body.is_(None), old))
