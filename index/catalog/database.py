"""A store's database: a SQLite file, or tables of a PostgreSQL server; with errors in words."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from json import JSONDecodeError
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.schema import CreateColumn

from index.catalog.engines.layout import Layout, OpensDatabase, RequireLock
from index.catalog.engines.sqlite_engine import SqliteEngine
from index.catalog.engines.store_copy import copy_store
from index.errors import StoreError

Location = Path | str
"""A SQLite file, or the address of a PostgreSQL database."""


class DamagedRowError(ValueError):
    """A row contains bytes that Pincite never writes."""


class Database:
    """The tables of one store. Every ``begin`` is a transaction; safe to call from several threads."""

    def __init__(self, location: Location, layout: Layout) -> None:
        """Open the store; create the tables of a new one, and complete those of an older one.

        Args:
            location: A file, whose missing folder is created; or the address of a PostgreSQL database.
            layout: The tables.

        Raises:
            StoreError: Pincite cannot use the store, or it is not Pincite's.
            VersionError: Another version of Pincite made the store.
        """
        self._layout = layout
        self._guard: Callable[[Connection], None] = _admit
        self._held = threading.local()
        self._engine = _open_engine(location, layout)
        self._engine.prepare()

    @property
    def name(self) -> str:
        """The file or server, for messages."""
        return self._engine.name

    @property
    def is_server(self) -> bool:
        """Whether the store is on a server that several processes use."""
        return self._engine.is_server

    def guard_with(self, guard: Callable[[Connection], None]) -> None:
        """Call ``guard`` at the start of each transaction from now on; what it raises ends the transaction."""
        self._guard = guard

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Run a transaction, committed at the end; a database error becomes a ``StoreError``.

        Raises:
            LockedError: This thread holds a lock, and the server has released it.
        """
        require_lock: RequireLock = getattr(self._held, "require_lock", _admit)
        with self._run(self._engine.sql.begin()) as connection:
            self._guard(connection)
            require_lock(connection)
            yield connection

    @contextmanager
    def listen(self) -> Iterator[Callable[[float], Collection[str]]]:
        """Receive the notifications of other processes.

        Yields:
            A function that waits up to so many seconds and returns the topics of the notifications. Blocking.

        Raises:
            StoreError: The connection was lost.
        """
        try:
            with self._engine.listen() as wait:
                yield wait
        except DBAPIError as error:
            raise self._engine.explain(error) from error

    def begin_snapshot(self) -> AbstractContextManager[Connection]:
        """Run a transaction that reads the store as it is now, whatever others write meanwhile; errors as above."""
        return self._run(self._engine.begin_snapshot())

    @contextmanager
    def _run(self, transaction: AbstractContextManager[Connection]) -> Iterator[Connection]:
        try:
            with transaction as connection:
                yield connection
        except DBAPIError as error:
            raise self._engine.explain(error) from error
        except PoolTimeoutError as error:
            raise self._explain_busy() from error
        except (UnicodeDecodeError, JSONDecodeError, DamagedRowError) as error:
            raise self._engine.describe_damage() from error

    @contextmanager
    def hold_lock(self, name: str, timeout_s: float) -> Iterator[None]:
        """Hold a lock that excludes the other processes on the same server; a SQLite file has its lock file.

        If the server loses the connection that holds the lock, transactions of this thread fail until the end.

        Args:
            name: The name of the lock.
            timeout_s: How long to wait for another holder.

        Raises:
            LockedError: Another process holds the lock.
            StoreError: The database cannot be used.
        """
        try:
            with self._engine.hold_lock(name, timeout_s) as require_lock:
                before: RequireLock = getattr(self._held, "require_lock", _admit)
                self._held.require_lock = require_lock
                try:
                    yield
                finally:
                    self._held.require_lock = before
        except DBAPIError as error:
            raise self._engine.explain(error) from error
        except PoolTimeoutError as error:
            raise self._explain_busy() from error

    def _explain_busy(self) -> StoreError:
        return StoreError(f"{self.name} is busy; try again in a moment.")

    def copy_from(self, source: "Database") -> int:
        """Copy all rows of the same store on another engine, in one transaction; return how many.

        Nothing is copied, and 0 returned, if this store has the same rows already.

        Raises:
            StoreError: This store has other rows, or one of the two cannot be used.
        """
        with source.begin_snapshot() as rows, self.begin() as copy:
            return copy_store(rows, copy, self._layout)

    def check(self) -> None:
        """Let the engine check its data; raises ``StoreError`` if they are damaged."""
        with self.begin() as connection:
            if not self._engine.check(connection):
                raise self._engine.describe_damage()

    def checkpoint(self) -> None:
        """Move SQLite's write-ahead log into the file and empty it, unless another connection is busy."""
        self._engine.checkpoint()

    def close(self) -> None:
        """Close every connection, and leave all data in the file itself."""
        self._engine.close()


def _admit(_connection: Connection) -> None:
    """Let every transaction run."""


def _open_engine(location: Location, layout: Layout) -> OpensDatabase:
    if isinstance(location, Path):
        return SqliteEngine(location, layout)
    from index.catalog.engines.postgresql_engine import PostgresqlEngine  # noqa: PLC0415 - SQLite does not need it

    return PostgresqlEngine(location, layout)


def complete(connection: Connection, metadata: MetaData) -> None:
    """Create the missing tables, and add missing columns and indexes to the tables of an older version.

    In existing rows an added column is empty or has its ``server_default``.
    """
    metadata.create_all(connection)
    there = inspect(connection)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f'ALTER TABLE "{table.name}" ADD COLUMN {definition}'))
        for index in table.indexes:
            index.create(connection, checkfirst=True)
