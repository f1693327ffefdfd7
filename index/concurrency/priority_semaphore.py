"""A semaphore with priorities: one slot for each core, and questions go before indexing."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_MAX_SLOTS = 4
_MAX_WAIT_S = 5.0
_QUIET_S = 0.2  # after an urgent caller: a question calls the model more than once, and questions come in bursts


class PrioritySemaphore:
    """A semaphore that urgent callers get first; a caller that has waited too long overtakes them (aging)."""

    def __init__(self, slots: int | None = None, *, max_wait_s: float = _MAX_WAIT_S) -> None:
        """Let ``slots`` callers run at once.

        Args:
            slots: How many; the number of cores, four at most, if None.
            max_wait_s: The longest wait of a caller that is not urgent.
        """
        self.slots = slots or min(_MAX_SLOTS, os.cpu_count() or 1)
        self._max_wait_s = max_wait_s
        self._quiet_from = 0.0
        self._changed = threading.Condition()
        self._acquired = 0
        self._urgent = 0
        self._overdue = 0

    @property
    def waiting(self) -> tuple[int, int]:
        """How many urgent callers wait, and how many others that have waited too long."""
        return self._urgent, self._overdue

    @contextmanager
    def acquire(self, *, urgent: bool) -> Iterator[None]:
        """Wait for a slot and keep it for the length of the block."""
        with self._changed:
            if urgent:
                self._wait_urgently()
            else:
                self._wait_patiently()
            self._acquired += 1
        try:
            yield
        finally:
            with self._changed:
                self._acquired -= 1
                if urgent:
                    self._quiet_from = time.monotonic() + _QUIET_S
                self._changed.notify_all()

    @property
    def _has_free_slot(self) -> bool:
        return self._acquired < self.slots

    def _wait_urgently(self) -> None:
        self._urgent += 1
        try:
            self._changed.wait_for(lambda: self._has_free_slot and not self._overdue)
        finally:
            self._urgent -= 1

    def _wait_patiently(self) -> None:
        ends = time.monotonic() + self._max_wait_s
        while (now := time.monotonic()) < ends:
            busy_s = self._quiet_from - now
            if self._has_free_slot and not self._urgent and busy_s <= 0:
                return
            self._changed.wait(min(ends - now, busy_s) if busy_s > 0 else ends - now)
        self._overdue += 1
        try:
            self._changed.wait_for(lambda: self._has_free_slot)
        finally:
            self._overdue -= 1
