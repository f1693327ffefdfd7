"""The layout of a store: its tables, their version, and how an older version is completed."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import DBAPIError

from index.errors import StoreError

RequireLock = Callable[[Connection], None]
"""Raises ``LockedError`` in a transaction if the server has released a lock, because it lost the holder."""


def _copy_nothing(_source: Connection, _target: Connection) -> None:
    """Copy nothing: all tables are in the metadata."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables of one store.

    Attributes:
        store: The name of the store: "catalog" or "bot".
        version: The layout version of the tables.
        since: The oldest layout version that ``create`` can complete.
        metadata: The tables that both engines have.
        create: Creates the missing tables, and completes those of an older version.
        remedy: The remedy for a store that is elsewhere, as the end of a sentence: "and index again".
        new_rows: The tables that have rows in a new store.
        copy_rest: Copies from one connection to another what is not in ``metadata``.
        replacement: The remedy for a store that was moved away; ``remedy`` if empty.
        server_metadata: The tables that a server has instead of files in the data folder; they are not copied.
    """

    store: str
    version: int
    since: int
    metadata: MetaData
    create: Callable[[Connection], None]
    remedy: str
    new_rows: frozenset[str] = frozenset()
    copy_rest: Callable[[Connection, Connection], None] = _copy_nothing
    replacement: str = ""
    server_metadata: MetaData = field(default_factory=MetaData)

    def is_older(self, found: int) -> bool:
        """Return whether ``create`` can complete the layout of that version."""
        return self.since <= found < self.version


class OpensDatabase(Protocol):
    """An engine, as ``Database`` uses it."""

    @property
    def name(self) -> str:
        """The file or server, for messages; without a password."""

    @property
    def is_server(self) -> bool:
        """Whether several processes can use the store at the same time."""

    @property
    def sql(self) -> Engine:
        """The connections."""

    def prepare(self) -> None:
        """Create the tables of a new store, or complete those of an older one.

        Raises:
            StoreError: The store cannot be used, or is not Pincite's.
            VersionError: Another version of Pincite made the store.
        """

    def explain(self, error: DBAPIError) -> StoreError:
        """Return a database error in words, with the next step."""

    def describe_damage(self) -> StoreError:
        """Return the error of a store that contains bytes that Pincite never writes."""

    def check(self, connection: Connection) -> bool:
        """Let the engine check its data; return whether they are intact."""

    def hold_lock(self, name: str, timeout_s: float) -> AbstractContextManager[RequireLock]:
        """Hold a lock that excludes the other processes on the same server; return its check.

        Raises:
            LockedError: Another process holds the lock.
        """

    def listen(self) -> AbstractContextManager[Callable[[float], Collection[str]]]:
        """Listen for notifications on a connection of its own; see ``Database.listen``."""

    def begin_snapshot(self) -> AbstractContextManager[Connection]:
        """Begin a transaction that reads the store as it is now, whatever others write meanwhile."""

    def checkpoint(self) -> None:
        """Move a write-ahead log into the file, where the engine leaves that to Pincite."""

    def close(self) -> None:
        """Close every connection; a thread that still works closes its own."""
