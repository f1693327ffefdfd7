"""An advisory lock of PostgreSQL, which the server releases when its holder disconnects or dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from index.catalog.engines.layout import RequireLock
from index.errors import LockedError

_POLL_S = 0.1
_KEY = text("SELECT hashtextextended(current_schema() || ' ' || :name, 0)")
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_UNLOCK = text("SELECT pg_advisory_unlock(:key)")
_THIS = (
    "pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND ((CAST(classid AS bigint) << 32) | CAST(objid AS bigint)) = :key "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"  # others may have the same key
)
_HOLDER = text(f"SELECT coalesce(host(client_addr), 'a local socket') AS address, backend_start FROM {_THIS}")  # noqa: S608 - our own
_SESSION = text("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
_IS_MINE = text(f"SELECT 1 FROM {_THIS} AND pid = :pid AND backend_start = :backend_start")  # noqa: S608 - our own


@contextmanager
def hold_advisory_lock(engine: Engine, name: str, timeout_s: float) -> Iterator[RequireLock]:
    """Hold a lock on a connection of its own.

    Args:
        engine: The connections.
        name: The name of the lock, in the first schema of the search path.
        timeout_s: How long to wait for another holder.

    Yields:
        The check that each transaction under the lock begins with.

    Raises:
        LockedError: Another process holds the lock; the message names its address.
    """
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")  # noqa: PLW2901 - the same connection
        key = connection.execute(_KEY, {"name": name}).scalar_one()
        end = time.monotonic() + timeout_s
        while not connection.execute(_TRY, {"key": key}).scalar_one():
            if time.monotonic() >= end:
                raise LockedError(
                    f"Another process{describe_holder(connection, key)} is indexing in the same database; wait until "
                    "it is done, then try again."
                )
            time.sleep(_POLL_S)
        session = {"key": key, **connection.execute(_SESSION).mappings().one()}

        def require(transaction: Connection) -> None:
            if transaction.execute(_IS_MINE, session).first() is None:
                raise LockedError(
                    "The connection that locks the index was lost, and another process may index now; the index is "
                    "complete, so try again."
                )

        try:
            yield require
        finally:
            with suppress(DBAPIError):  # the server has released the lock of a lost connection
                connection.execute(_UNLOCK, {"key": key})


def describe_holder(connection: Connection, key: int) -> str:
    """Return the holder of a lock of this database, for a sentence; empty without one."""
    row = connection.execute(_HOLDER, {"key": key}).first()
    return "" if row is None else f" (from {row.address}, connected since {row.backend_start:%Y-%m-%d %H:%M:%S})"
