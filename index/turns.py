"""Whose turn it is at the model: one at a time, and whoever answers a question before whoever indexes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE_S = 2.0


class Turns:
    """A lock that urgent callers get first; each run of a model has every core to itself."""

    def __init__(self, patience_s: float = _PATIENCE_S) -> None:
        """Let the others have a turn, too, when one of them has waited for ``patience_s``."""
        self._patience_s = patience_s
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
                self._changed.notify_all()

    def _wait_urgently(self) -> None:
        self._urgent += 1
        try:
            self._changed.wait_for(lambda: not self._taken and not self._overdue)
        finally:
            self._urgent -= 1

    def _wait_patiently(self) -> None:
        if self._changed.wait_for(lambda: not self._taken and not self._urgent, self._patience_s):
            return
        self._overdue += 1
        try:
            self._changed.wait_for(lambda: not self._taken)
        finally:
            self._overdue -= 1
