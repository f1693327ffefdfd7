"""Whose turn it is at the model: one at a time, and whoever answers a question before whoever indexes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE_S = 5.0
_QUIET_S = 0.2  # questions come to the model more than once, and where there is one there are more


class Turns:
    """A lock that urgent callers get first; each run of a model has every core to itself."""

    def __init__(self, patience_s: float = _PATIENCE_S, quiet_s: float = _QUIET_S) -> None:
        """Let the others have a turn when nothing was urgent for ``quiet_s``, or one has waited for ``patience_s``."""
        self._patience_s = patience_s
        self._quiet_s = quiet_s
        self._quiet_from = 0.0
        self._changed = threading.Condition()
        self._taken = False
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
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                if urgent:
                    self._quiet_from = time.monotonic() + self._quiet_s
                self._changed.notify_all()

    def _wait_urgently(self) -> None:
        self._urgent += 1
        try:
            self._changed.wait_for(lambda: not self._taken and not self._overdue)
        finally:
            self._urgent -= 1

    def _wait_patiently(self) -> None:
        ends = time.monotonic() + self._patience_s
        while (now := time.monotonic()) < ends:
            busy_s = self._quiet_from - now
            if not self._taken and not self._urgent and busy_s <= 0:
                return
            self._changed.wait(min(ends - now, busy_s) if busy_s > 0 else ends - now)
        self._overdue += 1
        try:
            self._changed.wait_for(lambda: not self._taken)
        finally:
            self._overdue -= 1
