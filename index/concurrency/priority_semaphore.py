"""Whose turn it is at the model: one on each core, and whoever answers a question before whoever indexes."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_MOST = 4
_PATIENCE_S = 5.0
_QUIET_S = 0.2  # questions come to the model more than once, and where there is one there are more


class PrioritySemaphore:
    """A lock with several places that urgent callers get first."""

    def __init__(
        self, places: int | None = None, *, patience_s: float = _PATIENCE_S, quiet_s: float = _QUIET_S
    ) -> None:
        """Let so many run at once.

        Args:
            places: How many; the processor's cores, four at most, if None.
            patience_s: The longest that somebody waits whose call is not urgent.
            quiet_s: How long nothing must have been urgent before the others have a turn.
        """
        self.places = places or min(_MOST, os.cpu_count() or 1)
        self._patience_s = patience_s
        self._quiet_s = quiet_s
        self._quiet_from = 0.0
        self._changed = threading.Condition()
        self._taken = 0
        self._urgent = 0
        self._overdue = 0

    @property
    def waiting(self) -> tuple[int, int]:
        """How many urgent callers wait, and how many others that have waited for too long."""
        return self._urgent, self._overdue

    @contextmanager
    def take(self, *, urgent: bool) -> Iterator[None]:
        """Wait for a turn, and have it for the length of the block."""
        with self._changed:
            if urgent:
                self._wait_urgently()
            else:
                self._wait_patiently()
            self._taken += 1
        try:
            yield
        finally:
            with self._changed:
                self._taken -= 1
                if urgent:
                    self._quiet_from = time.monotonic() + self._quiet_s
                self._changed.notify_all()

    @property
    def _free(self) -> bool:
        return self._taken < self.places

    def _wait_urgently(self) -> None:
        self._urgent += 1
        try:
            self._changed.wait_for(lambda: self._free and not self._overdue)
        finally:
            self._urgent -= 1

    def _wait_patiently(self) -> None:
        ends = time.monotonic() + self._patience_s
        while (now := time.monotonic()) < ends:
            busy_s = self._quiet_from - now
            if self._free and not self._urgent and busy_s <= 0:
                return
            self._changed.wait(min(ends - now, busy_s) if busy_s > 0 else ends - now)
        self._overdue += 1
        try:
            self._changed.wait_for(lambda: self._free)
        finally:
            self._overdue -= 1
