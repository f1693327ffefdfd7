"""A SQLite file: opened safely, checked for its layout version, with errors in words."""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from index.catalog.disk_space import full_disk_message, has_no_space
from index.catalog.engines.layout import Layout, RequireLock
from index.errors import StoreError, VersionError
from index.file_paths import make_private_folder

_CHECKPOINT_S = 1.0
"""A checkpoint waits so long for other connections."""


class SqliteEngine:
    """One SQLite file."""

    def __init__(self, path: Path, layout: Layout) -> None:
        """Use the file at ``path``; a missing folder is created. Raises ``StoreError`` if the folder cannot be made."""
        self._path = path
        self._uri = f"{path.absolute().as_uri()}?mode=rw"
        self._layout = layout
        try:
            make_private_folder(path.parent)
        except OSError as error:
            raise StoreError(
                f"The data directory {path.parent} cannot be made ({error.strerror}); set PINCITE_DATA_DIR to a "
                "folder that you may write to."
            ) from error
        self.sql = create_engine(f"sqlite:///{path}", hide_parameters=True)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def is_server(self) -> bool:
        """False."""
        return False

    def prepare(self) -> None:
        """See ``OpensDatabase``."""
        try:
            with self._explained(), self.sql.begin() as connection:
                self._ensure(connection)
        finally:
            self.sql.dispose()
        # Only now, because the journal mode is written into the file: a refused file stays unchanged.
        event.listen(self.sql, "connect", _set_pragmas)

    def check(self, connection: Connection) -> bool:
        """See ``OpensDatabase``."""
        return bool(connection.execute(text("PRAGMA quick_check")).scalar_one() == "ok")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, unless another connection is busy."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._uri, uri=True, timeout=_CHECKPOINT_S)) as own:
            own.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def begin_snapshot(self) -> Iterator[Connection]:
        """See ``OpensDatabase``."""
        with self.sql.begin() as connection:
            connection.exec_driver_sql("BEGIN")  # otherwise each statement reads a state of its own
            yield connection

    def listen(self) -> AbstractContextManager[Callable[[float], Collection[str]]]:
        """Return nobody's notifications: one process answers on a file."""
        return nullcontext(_hear_nothing)

    def hold_lock(self, name: str, timeout_s: float) -> AbstractContextManager[RequireLock]:  # noqa: ARG002 - PostgreSQL's
        """Do nothing: the lock file beside the file excludes the other processes."""
        return nullcontext(_keep_lock)

    def close(self) -> None:
        """See ``OpensDatabase``; all data are in the file itself then."""
        self.sql.dispose()
        self.checkpoint()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self.explain(error) from error

    def _ensure(self, connection: Connection) -> None:
        layout = self._layout
        found = connection.execute(text("PRAGMA user_version")).scalar_one()
        if found == layout.version:
            return
        is_known = layout.is_older(found)
        if not is_known and (found or connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()):
            raise VersionError(
                f"{self._path.parent} was made by another version of Pincite (layout {found}, this one reads "
                f"{layout.version}); use that version, or set PINCITE_DATA_DIR to a new folder {layout.remedy}."
            )
        layout.create(connection)
        connection.execute(text(f"PRAGMA user_version = {layout.version}"))

    def explain(self, error: DBAPIError) -> StoreError:
        """See ``OpensDatabase``."""
        reason = str(error.orig)
        if "readonly" in reason or "unable to open" in reason:
            return StoreError(
                f"{self._path} cannot be written; give this user the right to, or set PINCITE_DATA_DIR elsewhere."
            )
        if "not a database" in reason or "malformed" in reason or "decode" in reason:
            return self.describe_damage()
        if "full" in reason or ("I/O" in reason and has_no_space(self._path.parent)):
            return StoreError(full_disk_message(self._path))
        if "I/O" in reason:
            return StoreError(f"{self._path} cannot be read or written ({reason}); check the disk, then try again.")
        if "locked" in reason:
            return StoreError(f"{self._path} is in use by another program; try again in a moment.")
        return StoreError(f"{self._path} cannot be used ({reason}); run `pincite doctor`.")

    def describe_damage(self) -> StoreError:
        """See ``OpensDatabase``."""
        return StoreError(
            f"{self._path} is damaged; `pincite doctor --deep` says what can be repaired. Otherwise restore it from a "
            f"backup, or move it away {self._layout.replacement or self._layout.remedy}."
        )


def _keep_lock(_connection: Connection) -> None:
    """Find the lock held: a lock file is lost with its process only."""


def _hear_nothing(timeout_s: float) -> Collection[str]:
    """Wait; nobody notifies."""
    time.sleep(timeout_s)
    return ()


def _set_pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # SQLAlchemy types the driver's connection as object
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
