"""Notifications between the processes on one PostgreSQL server, with ``NOTIFY`` and ``LISTEN``."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from index.catalog.engines.statements import is_postgresql

# A channel belongs to the whole database, so its name contains the schema.
_CHANNEL = text("SELECT 'pincite_' || md5(current_schema())")
_NOTIFY = text("SELECT pg_notify('pincite_' || md5(current_schema()), :topic)")


def notify(connection: Connection, topic: str) -> None:
    """Notify the processes that listen, when the transaction is committed; does nothing on SQLite."""
    if is_postgresql(connection):
        connection.execute(_NOTIFY, {"topic": topic})


@contextmanager
def listen_to_notifications(engine: Engine) -> Iterator[Callable[[float], Collection[str]]]:
    """Listen on a connection of its own; see ``Database.listen``."""
    from psycopg import Error  # noqa: PLC0415 - an extra

    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")  # noqa: PLW2901 - the same connection
        connection.exec_driver_sql(f"LISTEN {connection.execute(_CHANNEL).scalar_one()}")
        driver: Any = connection.connection.driver_connection

        def wait(timeout_s: float) -> Collection[str]:
            try:
                return {one.payload for one in driver.notifies(timeout=timeout_s, stop_after=1)}
            except Error as error:
                raise DBAPIError("LISTEN", None, error, connection_invalidated=True) from error

        try:
            yield wait
        finally:
            connection.invalidate()  # a connection that listens does not go back into the pool
