"""An advisory lock of PostgreSQL, which the server releases when its holder disconnects or dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from index.errors import LockedError

_POLL_S = 0.1
_KEY = text("SELECT hashtextextended(current_schema() || ' ' || :name, 0)")
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_UNLOCK = text("SELECT pg_advisory_unlock(:key)")
_HOLDER = text(
    "SELECT coalesce(host(client_addr), 'a local socket') AS address, backend_start "
    "FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND ((CAST(classid AS bigint) << 32) | CAST(objid AS bigint)) = :key"
)


@contextmanager
def hold_advisory_lock(engine: Engine, name: str, timeout_s: float) -> Iterator[None]:
    """Hold a lock on a connection of its own.

    Args:
        engine: The connections.
        name: The name of the lock, in the first schema of the search path.
        timeout_s: How long to wait for another holder.

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
                    f"Another process{_describe_holder(connection, key)} is indexing in the same database; wait until "
                    "it is done, then try again."
                )
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            with suppress(DBAPIError):  # the server has released the lock of a lost connection
                connection.execute(_UNLOCK, {"key": key})


def _describe_holder(connection: Connection, key: int) -> str:
    row = connection.execute(_HOLDER, {"key": key}).first()
    return "" if row is None else f" (from {row.address}, connected since {row.backend_start:%Y-%m-%d %H:%M:%S})"
