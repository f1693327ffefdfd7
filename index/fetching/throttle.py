"""Throttling by host: few requests at a time, a pause between them, and a back-off where the host asks for one."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_AT_ONCE = 2


@dataclass(slots=True)
class _HostState:
    """One host; times are in the clock's seconds."""

    slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))
    next_start: float = 0.0
    backs_off_until: float = 0.0


class Throttle:
    """Delays requests, each host by itself. Safe to use from several threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Measure time with ``clock`` and wait with ``sleep``, both in seconds."""
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._hosts: defaultdict[str, _HostState] = defaultdict(_HostState)

    @contextmanager
    def wait(self, host: str, pause_s: float) -> Iterator[None]:
        """Wait until a request to ``host`` may start; the next one starts ``pause_s`` seconds later at the earliest."""
        with self._lock:
            state = self._hosts[host]
        with state.slots:
            with self._lock:
                now = self._clock()
                start = max(now, state.next_start, state.backs_off_until)
                state.next_start = start + pause_s
            if start > now:
                self._sleep(start - now)
            yield

    def back_off(self, host: str, seconds: float) -> None:
        """Start no request to ``host`` for so long, because it asked for that."""
        with self._lock:
            state = self._hosts[host]
            state.backs_off_until = max(state.backs_off_until, self._clock() + seconds)

    def back_off_s(self, host: str) -> float:
        """The seconds until the back-off of ``host`` ends; 0 if there is none."""
        with self._lock:
            return max(self._hosts[host].backs_off_until - self._clock(), 0.0) if host in self._hosts else 0.0
