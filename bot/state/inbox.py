"""The inbox: updates from Telegram, stored until they are handled, and handled once."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.state.schema.operation_tables import announcements, updates
from index.catalog.database import Database
from index.catalog.engines.notifications import notify
from index.catalog.engines.statements import upsert

UPDATES = "updates"
"""The topic of the notification that updates arrived."""

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


@dataclass(frozen=True, slots=True)
class Lane:
    """A queue of updates, of which one is handled at a time.

    Attributes:
        conversation: The chat and topic; None for an update that waits for no other.
        is_urgent: Whether the update waits for other urgent ones only.
    """

    conversation: str | None
    is_urgent: bool = False


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
        with self._database.begin() as connection:
            set_owner(connection, bot_id)

    def receive(self, bodies: Mapping[int, str | None], lanes: Mapping[int, Lane] | None = None) -> set[int]:
        """Store updates by id; return the ids of those that were handled before or have no body.

        Args:
            bodies: The body of each update; None notes an update as done, because it cannot be handled.
            lanes: Where replicas handle each update; None without replicas.
        """
        rows = [
            {"update_id": id_, "body": body, "tries": 0, "received_at": int(self._clock())}
            for id_, body in sorted(bodies.items())
        ]
        done = select(updates.c.update_id).where(updates.c.update_id.in_(bodies), updates.c.body.is_(None))
        with self._database.begin() as connection:
            if lanes is not None:
                rows = _with_lanes(connection, rows, lanes)
                notify(connection, UPDATES)
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


def is_owned_by(connection: Connection, bot_id: int) -> bool:
    """Return whether the updates are those of this bot."""
    mine = (announcements.c.what == _OWNER) & (announcements.c.digest == str(bot_id))
    return connection.execute(select(announcements.c.what).where(mine)).first() is not None


def set_owner(connection: Connection, bot_id: int) -> None:
    """Record the bot that receives the updates; see ``Inbox.set_owner``."""
    if is_owned_by(connection, bot_id):
        return
    row = upsert(announcements).values(what=_OWNER, digest=str(bot_id))
    connection.execute(delete(updates))
    connection.execute(row.on_conflict_do_update(index_elements=[announcements.c.what], set_={"digest": str(bot_id)}))


def _with_lanes(
    connection: Connection, rows: Sequence[Mapping[str, Any]], lanes: Mapping[int, Lane]
) -> list[dict[str, Any]]:
    """Return the rows with their lanes, and whether others of the lane wait; those then know it too."""
    waiting = _find_waiting(connection, {lane.conversation for lane in lanes.values() if lane.conversation is not None})
    placed, crowded = [], set[int]()
    for row in rows:
        lane = lanes.get(row["update_id"], Lane(None))
        others = [] if lane.conversation is None else waiting.setdefault(lane, [])
        is_repeated = row["update_id"] in others
        columns = {"conversation": lane.conversation, "is_urgent": int(lane.is_urgent)}
        placed.append({**row, **columns, "is_crowded": int(bool(others) and not is_repeated)})
        if not is_repeated:
            crowded.update(others)
            others.append(row["update_id"])
    found = select(updates.c.update_id).where(updates.c.update_id.in_(crowded)).with_for_update(skip_locked=True)
    if ids := list(connection.execute(found).scalars()) if crowded else []:
        connection.execute(update(updates).where(updates.c.update_id.in_(ids)).values(is_crowded=1))
    return [{**row, "is_crowded": 1} if row["update_id"] in crowded else row for row in placed]


def _find_waiting(connection: Connection, conversations: Collection[str]) -> dict[Lane, list[int]]:
    """Return the ids of the pending updates of conversations, by lane."""
    waiting: dict[Lane, list[int]] = {}
    if not conversations:
        return waiting
    pending = select(updates.c.update_id, updates.c.conversation, updates.c.is_urgent).where(
        updates.c.conversation.in_(conversations), updates.c.body.is_not(None)
    )
    for row in connection.execute(pending):
        waiting.setdefault(Lane(row.conversation, bool(row.is_urgent)), []).append(row.update_id)
    return waiting
