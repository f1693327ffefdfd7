"""The registry of live replicas: heartbeats, takeover of the work of dead replicas, and who leads."""

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text, update

from bot.state.inbox import is_owned_by, set_owner
from bot.state.replicas.lease import LEASE_S, LeaseLostError, Membership, current_replica
from bot.state.schema.operation_tables import jobs, outbox_messages, replicas, updates
from index.catalog.database import Database
from index.catalog.engines.notifications import notify
from index.catalog.engines.statements import lock_until_commit
from index.errors import StoreError

MEMBERS = "members"
"""The topic of the notification that a replica came or went."""

_NOW = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")

# PostgreSQL ends a transaction whose process is suspended. Its locks, such as that of a heartbeat on its own row, would
# otherwise hold the others for good.
_END_WHEN_IDLE = "set_config('idle_in_transaction_session_timeout', '8s', true)"
_LIMIT = text(f"SELECT {_END_WHEN_IDLE}")
# The row lock lets no other replica delete the row before this transaction ends.
_FENCE = text(f"SELECT {_END_WHEN_IDLE} FROM replica WHERE id = :id FOR KEY SHARE")  # noqa: S608 - our own


class AnotherReplicaError(StoreError):
    """Another process uses the database in a way that admits no second one."""


def fence(connection: Connection) -> None:
    """Raise ``LeaseLostError`` if another replica took over the work of the running task; the guard of a database.

    It also lets the server end the transaction if this process is suspended in it.
    """
    claimed_by = current_replica.get()
    if claimed_by is None:
        connection.execute(_LIMIT)
    elif connection.execute(_FENCE, {"id": claimed_by}).first() is None:
        raise LeaseLostError


class ReplicaRegistry:
    """Stores the live replicas of one database. Every method blocks and may be called from any thread."""

    def __init__(self, database: Database, *, is_alone: bool) -> None:
        """Use ``database``.

        Args:
            database: On a server.
            is_alone: Whether the vectors are in the folder of this process, so that it admits no other replica.
        """
        self._database = database
        self._is_alone = is_alone

    def join(self, bot_id: int) -> Membership:
        """Add this process to the live replicas.

        Raises:
            AnotherReplicaError: A live replica belongs to another bot, or one of the two cannot share its vectors.
        """
        with self._database.begin() as connection:
            lock_until_commit(connection, "replicas")
            now = connection.execute(_NOW).scalar_one()
            _expel(connection, replicas.c.seen_at < now - LEASE_S)
            self._check_others(connection, bot_id)
            set_owner(connection, bot_id)
            row = {"started_at": now, "seen_at": now, "is_alone": int(self._is_alone)}
            id_ = connection.execute(insert(replicas).values(row).returning(replicas.c.id)).scalar_one()
            _release_orphans(connection)
            notify(connection, MEMBERS)
            return _read_membership(connection, id_)

    def _check_others(self, connection: Connection, bot_id: int) -> None:
        others = list(connection.execute(select(replicas.c.is_alone)).scalars())
        if not others:
            return
        if self._is_alone or any(others):
            raise AnotherReplicaError(
                f"Another process answers on {self._database.name}; stop it, or set PINCITE_CHROMA_URL for both, so "
                "that they share the vectors."
            )
        if not is_owned_by(connection, bot_id):
            raise AnotherReplicaError(
                f"A bot with another token answers on {self._database.name}; name another database in "
                "PINCITE_DATABASE_URL."
            )

    def beat(self, replica_id: int, *, takes_over: bool) -> Membership:
        """Record that a replica works, and take over the work of those that do not.

        Args:
            replica_id: The replica.
            takes_over: Whether the caller has watched the database for a whole lease; after a pause of the server all
                replicas look dead.

        Raises:
            LeaseLostError: Another replica took over.
        """
        with self._database.begin() as connection:
            now = connection.execute(_NOW).scalar_one()
            mine = update(replicas).where(replicas.c.id == replica_id).values(seen_at=now)
            if connection.execute(mine).rowcount != 1:
                raise LeaseLostError
            late = (replicas.c.seen_at < now - LEASE_S) & (replicas.c.id != replica_id)
            if takes_over and _expel(connection, late):
                _release_orphans(connection)
                notify(connection, MEMBERS)
            return _read_membership(connection, replica_id)

    def leave(self, replica_id: int) -> None:
        """Remove a replica, so that others continue its work at once."""
        unfinished = update(updates).where(updates.c.owner == replica_id, updates.c.body.is_not(None))
        with self._database.begin() as connection:
            # A replica that stops is not the fault of the update.
            connection.execute(unfinished.values(tries=updates.c.tries - 1))
            connection.execute(delete(replicas).where(replicas.c.id == replica_id))
            _release_orphans(connection)
            notify(connection, MEMBERS)


def _expel(connection: Connection, which: ColumnElement[bool]) -> bool:
    """Delete replicas, except those in the middle of a transaction; return whether there were any."""
    found = select(replicas.c.id).where(which).with_for_update(skip_locked=True)
    ids = list(connection.execute(found).scalars())
    if ids:
        connection.execute(delete(replicas).where(replicas.c.id.in_(ids)))
    return bool(ids)


def _release_orphans(connection: Connection) -> None:
    """Release what dead replicas did not finish: updates, jobs, and messages that may be lost."""
    live = select(replicas.c.id)
    connection.execute(update(updates).where(updates.c.owner.not_in(live)).values(owner=None))
    connection.execute(
        update(outbox_messages)
        .where(outbox_messages.c.state == "sending", func.coalesce(outbox_messages.c.owner, 0).not_in(live))
        .values(state="unsure")
    )
    connection.execute(update(outbox_messages).where(outbox_messages.c.owner.not_in(live)).values(owner=None))
    connection.execute(
        update(jobs)
        .where(jobs.c.state == "running", func.coalesce(jobs.c.owner, 0).not_in(live))
        .values(state="queued", owner=None)
    )


def _read_membership(connection: Connection, replica_id: int) -> Membership:
    ids = list(connection.execute(select(replicas.c.id)).scalars())
    return Membership(replica_id, len(ids), replica_id == min(ids))
