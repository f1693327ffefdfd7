"""Prefetching: slow calls run in threads ahead of the loop that takes their results in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Prefetcher(Generic[T, R]):
    """Calls a function in threads and yields results in the order of the items; items may be added while it runs."""

    def __init__(self, call: Callable[[T], R], threads: int, window: int) -> None:
        """Call ``call`` in ``threads`` threads, with at most ``window`` results started and not yet taken."""
        self._call = call
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="prefetch")
        self._window = window
        self._waiting: deque[T] = deque()
        self._started: deque[tuple[T, Future[R]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Calls that have started end by their own deadline; nothing waits for them.
        self._pool.shutdown(wait=False, cancel_futures=True)

    def add(self, items: Iterable[T]) -> None:
        """Append items to the queue."""
        self._waiting.extend(items)
        self._fill_window()

    def is_ready_before(self, other: Future[Any]) -> bool:
        """Wait until the next result or ``other`` is done; whether the next result is."""
        if not self._started:
            return False
        following: Future[Any] = self._started[0][1]
        return following in wait((following, other), return_when=FIRST_COMPLETED).done

    def __iter__(self) -> Iterator[tuple[T, R]]:
        while self._started:
            item, future = self._started.popleft()
            result = future.result()
            self._fill_window()
            yield item, result

    def _fill_window(self) -> None:
        while self._waiting and len(self._started) < self._window:
            item = self._waiting.popleft()
            self._started.append((item, self._pool.submit(self._call, item)))
