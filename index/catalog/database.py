"""A SQLite database: opened safely, checked for its layout version, with errors in words."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from json import JSONDecodeError
from pathlib import Path

from sqlalchemy import Connection, MetaData, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateColumn

from index.catalog.disk_space import full_disk_message, has_no_space
from index.errors import StoreError, VersionError

_CHECKPOINT_S = 1.0
"""A checkpoint waits so long for other connections."""


class DamagedRowError(ValueError):
    """A row contains bytes that Pincite never writes."""


class Database:
    """One SQLite file. Every ``begin`` is a transaction; safe to call from several threads."""

    def __init__(
        self, path: Path, *, version: int, create: Callable[[Connection], None], remedy: str, since: int | None = None
    ) -> None:
        """Open the file; create the tables of a new one.

        Args:
            path: The file; a missing folder is created.
            version: The layout version of the tables, stored in SQLite's ``user_version``.
            create: Creates the missing tables.
            since: The oldest layout version that ``create`` can complete; ``version`` if None.
            remedy: The remedy for a lost file, as the end of a sentence: "and index again".

        Raises:
            StoreError: Pincite cannot write to the folder, or the file is not Pincite's.
            VersionError: Another version of Pincite made the file.
        """
        self._path = path
        self._uri = f"{path.absolute().as_uri()}?mode=rw"
        self._remedy = remedy
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The data directory {path.parent} cannot be made ({error.strerror}); set PINCITE_DATA_DIR to a "
                "folder that you may write to."
            ) from error
        self._engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
        try:
            with self.begin() as connection:
                self._ensure(connection, version, since or version, create)
        finally:
            self._engine.dispose()
        # Only now, because the journal mode is written into the file: a refused file stays unchanged.
        event.listen(self._engine, "connect", _set_pragmas)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Run a transaction, committed at the end; a database error becomes a ``StoreError``."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise self._unusable(error) from error
        except (UnicodeDecodeError, JSONDecodeError, DamagedRowError) as error:
            raise self._damaged() from error

    def check(self) -> None:
        """Let SQLite check the file; raises ``StoreError`` if it is damaged."""
        with self.begin() as connection:
            if connection.execute(text("PRAGMA quick_check")).scalar_one() != "ok":
                raise self._damaged()

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, unless another connection is busy."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._uri, uri=True, timeout=_CHECKPOINT_S)) as own:
            own.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection, and leave all data in the file itself."""
        self._engine.dispose()
        self.checkpoint()

    def _ensure(self, connection: Connection, version: int, since: int, create: Callable[[Connection], None]) -> None:
        found = connection.execute(text("PRAGMA user_version")).scalar_one()
        if found == version:
            return
        is_older = since <= found < version
        if not is_older and (found or connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()):
            raise VersionError(
                f"{self._path.parent} was made by another version of Pincite (layout {found}, this one reads "
                f"{version}); use that version, or set PINCITE_DATA_DIR to a new folder {self._remedy}."
            )
        create(connection)
        connection.execute(text(f"PRAGMA user_version = {version}"))

    def _unusable(self, error: DatabaseError) -> StoreError:
        reason = str(error.orig)
        if "readonly" in reason or "unable to open" in reason:
            return StoreError(
                f"{self._path} cannot be written; give this user the right to, or set PINCITE_DATA_DIR elsewhere."
            )
        if "not a database" in reason or "malformed" in reason or "decode" in reason:
            return self._damaged()
        if "full" in reason or ("I/O" in reason and has_no_space(self._path.parent)):
            return StoreError(full_disk_message(self._path))
        if "I/O" in reason:
            return StoreError(f"{self._path} cannot be read or written ({reason}); check the disk, then try again.")
        if "locked" in reason:
            return StoreError(f"{self._path} is in use by another program; try again in a moment.")
        return StoreError(f"{self._path} cannot be used ({reason}); run `pincite doctor`.")

    def _damaged(self) -> StoreError:
        return StoreError(
            f"{self._path} is damaged; `pincite doctor --deep` says what can be repaired. Otherwise restore it from a "
            f"backup, or move it away {self._remedy}."
        )


def complete(connection: Connection, metadata: MetaData) -> None:
    """Create the missing tables, and add missing columns to the tables of an older version.

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


def _set_pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # SQLAlchemy types the driver's connection as object
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
