"""The write lock: a lock file in the data directory, and beside it a file that names its holder.

A catalog on a server has a lock there too, for the processes with other data directories.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from index.catalog.disk_space import full_disk_message, is_disk_full
from index.errors import LockedError, StoreError


class LocksCatalog(Protocol):
    """A catalog that several processes may write."""

    def hold_lock(self, timeout_s: float) -> AbstractContextManager[None]:
        """Exclude the other processes; raises ``LockedError``."""


class WriteLock:
    """The lock that every change of the index takes. Each ``hold`` excludes all others, also within one process."""

    def __init__(self, path: Path, timeout_s: float, catalog: LocksCatalog | None = None) -> None:
        """Lock the file at ``path`` and then the catalog; wait up to ``timeout_s`` seconds for each other holder."""
        self._path = path
        self._timeout_s = timeout_s
        self._catalog = catalog
        self._holder = path.with_name(path.name + ".holder")  # a waiting process empties the lock file itself

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock.

        Raises:
            LockedError: Another job or process holds the lock; the message names it, and the time since when.
            StoreError: Pincite cannot write to the folder.
        """
        lock = FileLock(self._path, timeout=self._timeout_s)
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedError(
                f"Another {self._describe_holder()} is indexing in {self._path.parent}; "
                "wait until it is done, then try again."
            ) from error
        except OSError as error:
            if is_disk_full(error):
                raise StoreError(full_disk_message(self._path.parent)) from error
            raise StoreError(
                f"{self._path.parent} cannot be written ({error.strerror}); give this user the right to, or set "
                "PINCITE_DATA_DIR."
            ) from error
        try:
            self._name_holder()
            with self._catalog.hold_lock(self._timeout_s) if self._catalog else nullcontext():
                yield
        finally:
            with contextlib.suppress(OSError):
                self._holder.unlink(missing_ok=True)
            lock.release()

    def _name_holder(self) -> None:
        """Name this process for others; on a full disk it stays unnamed."""
        now = datetime.now(UTC).astimezone()
        with contextlib.suppress(OSError):
            self._holder.write_text(json.dumps({"pid": os.getpid(), "since": now.isoformat(timespec="seconds")}))

    def _describe_holder(self) -> str:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            holder = json.loads(self._holder.read_text())
            pid, since = int(holder["pid"]), datetime.fromisoformat(holder["since"])
            return f"{'job' if pid == os.getpid() else 'process'} ({pid}, since {since:%Y-%m-%d %H:%M:%S})"
        return "process"
