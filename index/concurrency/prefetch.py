"""Slow calls a few steps ahead of whoever takes their results, in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Prefetcher(Generic[T, R]):
    """Calls a function in threads and gives results in the order of the items; more may be added on the way."""

    def __init__(self, call: Callable[[T], R], threads: int, window: int) -> None:
        """Call ``call`` in ``threads`` threads, with at most ``window`` results begun and not yet taken."""
        self._call = call
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="ahead")
        self._window = window
        self._waiting: deque[T] = deque()
        self._begun: deque[tuple[T, Future[R]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What has begun ends by its own deadline; nobody waits for it.
        self._pool.shutdown(wait=False, cancel_futures=True)

    def add(self, items: Iterable[T]) -> None:
        """Add items behind the others."""
        self._waiting.extend(items)
        self._begin()

    def is_ready_by(self, other: Future[Any]) -> bool:
        """Wait until the next result or ``other`` is there; whether it is the next result."""
        if not self._begun:
            return False
        following: Future[Any] = self._begun[0][1]
        return following in wait((following, other), return_when=FIRST_COMPLETED).done

    def __iter__(self) -> Iterator[tuple[T, R]]:
        while self._begun:
            item, future = self._begun.popleft()
            result = future.result()
            self._begin()
            yield item, result

    def _begin(self) -> None:
        while self._waiting and len(self._begun) < self._window:
            item = self._waiting.popleft()
            self._begun.append((item, self._pool.submit(self._call, item)))
