"""Claims of updates: each update belongs to one replica, and only the oldest of its conversation can be claimed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, exists, select, update

from bot.state.replicas.lease import current_replica
from bot.state.schema.operation_tables import outbox_messages, updates
from index.catalog.database import Database


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update that this replica handles.

    Attributes:
        body: The JSON that Telegram sent.
        tries: How many times the update was claimed, this time included.
        is_crowded: Whether other updates of the conversation waited, so that an answer should name its question.
        has_answer: Whether a replica began to send an answer to it, so that it is not answered again.
    """

    update_id: int
    body: str
    tries: int
    is_crowded: bool
    has_answer: bool


class UpdateClaims:
    """Claims updates for the replica of the running task. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database) -> None:
        """Use ``database``, which fences the transactions of a replica that lost its lease."""
        self._database = database

    def claim(self, limit: int, *, urgent_only: bool = False) -> Sequence[ClaimedUpdate]:
        """Claim up to ``limit`` updates, the oldest first.

        An urgent update, such as ``/stop``, goes to the replica that handles the conversation, if there is one.

        Args:
            limit: The most updates.
            urgent_only: Whether to claim urgent updates only.

        Raises:
            LeaseLostError: The replica lost its lease.
        """
        replica_id = current_replica.get()
        other = updates.alias("other")
        same = (other.c.conversation == updates.c.conversation) & other.c.body.is_not(None)
        same_order = same & (other.c.is_urgent == updates.c.is_urgent)
        waits = (updates.c.is_crowded == 1) | _any(other, same_order & (other.c.update_id != updates.c.update_id))
        free = (
            updates.c.body.is_not(None)
            & updates.c.owner.is_(None)
            & ~_any(other, same_order & (other.c.update_id < updates.c.update_id))
            & ~((updates.c.is_urgent == 1) & _any(other, same & (other.c.owner != replica_id)))
        )
        if urgent_only:
            free &= updates.c.is_urgent == 1
        heads = (
            select(updates.c.update_id, updates.c.body, updates.c.tries, waits.label("is_crowded"))
            .where(free)
            .order_by(updates.c.update_id)
            .limit(limit)
            .with_for_update(of=updates, skip_locked=True)
        )
        with self._database.begin() as connection:
            rows = connection.execute(heads).all()
            if not rows:
                return ()
            ids = [row.update_id for row in rows]
            mine = update(updates).where(updates.c.update_id.in_(ids))
            connection.execute(mine.values(owner=replica_id, tries=updates.c.tries + 1))
            begun = select(outbox_messages.c.update_id).where(
                outbox_messages.c.update_id.in_(ids), outbox_messages.c.answer_id.is_not(None)
            )
            answered = set(connection.execute(begun).scalars())
        return [
            ClaimedUpdate(row.update_id, row.body, row.tries + 1, row.is_crowded, row.update_id in answered)
            for row in rows
        ]

    def find_crowded(self) -> frozenset[int]:
        """Return the claimed updates after which others of their conversation arrived."""
        mine = (updates.c.owner == current_replica.get()) & updates.c.body.is_not(None) & (updates.c.is_crowded == 1)
        with self._database.begin() as connection:
            return frozenset(connection.execute(select(updates.c.update_id).where(mine)).scalars())

    def finish(self, update_id: int) -> None:
        """Record that an update was handled; only its id stays. Raises ``LeaseLostError``."""
        mine = (updates.c.update_id == update_id) & (updates.c.owner == current_replica.get())
        with self._database.begin() as connection:
            connection.execute(update(updates).where(mine).values(body=None, owner=None))


def _any(table: FromClause, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).select_from(table).where(which))
