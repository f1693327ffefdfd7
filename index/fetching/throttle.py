"""Turns at hosts: few requests at a time, a pause between them, and none before a host wants to be asked again."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_AT_ONCE = 2


@dataclass(slots=True)
class _HostState:
    free: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))
    next: float = 0.0  # when the next request may start, in the clock's seconds
    held_until: float = 0.0


class Throttle:
    """Lets threads take turns at hosts. Hosts do not wait for one another."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Measure time with ``clock`` and wait with ``sleep``, both in seconds."""
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._hosts: defaultdict[str, _HostState] = defaultdict(_HostState)

    @contextmanager
    def turn(self, host: str, pause_s: float) -> Iterator[None]:
        """Wait until a request to ``host`` may start; the next one starts ``pause_s`` seconds later at the earliest."""
        with self._lock:
            known = self._hosts[host]
        with known.free:
            with self._lock:
                now = self._clock()
                start = max(now, known.next, known.held_until)
                known.next = start + pause_s
            if start > now:
                self._sleep(start - now)
            yield

    def hold(self, host: str, seconds: float) -> None:
        """Let no request to ``host`` start for so long, because it asked for that."""
        with self._lock:
            self._hosts[host].held_until = max(self._hosts[host].held_until, self._clock() + seconds)

    def held_s(self, host: str) -> float:
        """How many seconds ``host`` still wants to be left alone; 0 if it does not."""
        with self._lock:
            return max(self._hosts[host].held_until - self._clock(), 0.0) if host in self._hosts else 0.0
