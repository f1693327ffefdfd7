"""Prefetching: slow calls run in threads ahead of the loop that takes their results in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from index.concurrency.daemon_pool import DaemonPool

T = TypeVar("T")
R = TypeVar("R")

_LOOK_S = 0.2


class Prefetcher(Generic[T, R]):
    """Calls a function in threads and yields results in the order of the items; items may be added while it runs."""

    def __init__(self, call: Callable[[T], R], threads: int, window: int, stop: Callable[[], bool]) -> None:
        """Call ``call`` in threads.

        Args:
            call: The slow call.
            threads: The most threads.
            window: The most results that are started and not yet taken.
            stop: Whether to end; asked while the loop waits for a result.
        """
        self._call = call
        self._pool = DaemonPool(threads, "prefetch")
        self._window = window
        self._stop = stop
        self._waiting: deque[T] = deque()
        self._started: deque[tuple[T, Future[R]]] = deque()
        self.is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Calls that have started end by their own deadline; nothing waits for them.
        self._pool.close()

    def add(self, items: Iterable[T]) -> None:
        """Append items to the queue."""
        self._waiting.extend(items)
        self._fill_window()

    def is_ready_before(self, other: Future[Any]) -> bool:
        """Wait until the next result or ``other`` is done; whether the next result is, or the loop has to stop."""
        if not self._started:
            return False
        following: Future[Any] = self._started[0][1]
        while not (done := wait((following, other), _LOOK_S, FIRST_COMPLETED).done):
            if self._stop():
                return True
        return following in done

    def __iter__(self) -> Iterator[tuple[T, R]]:
        while self._started:
            item, future = self._started.popleft()
            self.is_stopped = not finishes(future, self._stop)
            if self.is_stopped:
                return
            result = future.result()
            self._fill_window()
            yield item, result

    def _fill_window(self) -> None:
        while self._waiting and len(self._started) < self._window:
            item = self._waiting.popleft()
            self._started.append((item, self._pool.submit(self._call, item)))


def finishes(future: Future[Any], stop: Callable[[], bool]) -> bool:
    """Wait for a result; returns False as soon as ``stop`` says so."""
    while not wait((future,), _LOOK_S).done:
        if stop():
            return False
    return True
