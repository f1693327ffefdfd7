"""Batching: items of several threads run together with items of like size; a large call is split among the cores."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from index.concurrency.niceness import lower_priority
from index.concurrency.priority_semaphore import PrioritySemaphore

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class _Request(Generic[T, R]):
    """One item in the queue, with its result once there is one.

    Attributes:
        share: The size that each core processes of the call to which the item belongs.
        is_taken: Whether a batch contains it, or its call was aborted.
    """

    item: T
    size: int
    share: int
    urgent: bool
    is_taken: bool = False
    result: Future[R] = field(default_factory=Future)


class Batcher(Generic[T, R]):
    """Runs items in batches of like size, urgent ones first, on as many cores as the semaphore has slots."""

    def __init__(
        self,
        run: Callable[[Sequence[T]], Sequence[R]],
        *,
        size: Callable[[T], int],
        min_size: int,
        max_size: int,
        semaphore: PrioritySemaphore,
    ) -> None:
        """Batch calls of ``run``.

        Args:
            run: From items to their results, in the same order. Several threads call it at once.
            size: The size of an item; a batch is as large as its items together.
            min_size: Smaller calls are not split; they may be combined with others up to this size.
            max_size: The largest batch, unless a single item is larger.
            semaphore: Limits how many batches run at once.
        """
        self._run = run
        self._size = size
        self._min_size = min_size
        self._max_size = max_size
        self._queue: list[_Request[T, R]] = []
        self._lock = threading.Lock()
        self._semaphore = semaphore
        # Indexing may wait for long, so questions get threads of their own.
        self._threads = [ThreadPoolExecutor(semaphore.slots, "batches", lower_priority) for _ in range(2)]

    @property
    def waiting(self) -> int:
        """How many items wait in the queue."""
        return len(self._queue)

    def __call__(self, items: Sequence[T], *, urgent: bool = False) -> list[R]:
        """Results in the order of ``items``; raises what ``run`` raised for one of them."""
        sizes = [self._size(item) for item in items]
        total = sum(sizes)
        share = max(self._min_size, -(-total // self._semaphore.slots))
        requests: list[_Request[T, R]] = [
            _Request(item, size, share, urgent) for item, size in zip(items, sizes, strict=True)
        ]
        with self._lock:
            self._queue.extend(requests)
        with suppress(RuntimeError):  # at interpreter exit no thread but this one can be used
            for _ in range(min(self._semaphore.slots, len(items), -(-total // share)) - 1):
                self._threads[urgent].submit(self._serve, requests)
        try:
            self._serve(requests)
            return [request.result.result() for request in requests]
        except BaseException:
            self._drop(requests)
            raise

    def _serve(self, requests: Sequence[_Request[T, R]]) -> None:
        """Run batches until each of these requests is in one."""
        while not all(request.is_taken for request in requests):
            with self._semaphore.acquire(urgent=requests[0].urgent):
                self._run_next(urgent=requests[0].urgent)

    def _run_next(self, *, urgent: bool) -> None:
        batch = self._take_batch(urgent=urgent)
        if not batch:
            return
        try:
            found = self._run([request.item for request in batch])
        except BaseException as error:
            for request in batch:
                request.result.set_exception(error)  # for every thread that waits for this batch
            if not isinstance(error, Exception):
                raise
            return
        for request, result in zip(batch, found, strict=True):
            request.result.set_result(result)

    def _drop(self, requests: Sequence[_Request[T, R]]) -> None:
        """Remove the requests of an aborted call from the queue, so that no thread works for it."""
        with self._lock:
            for request in requests:
                request.is_taken = True
            self._queue = [request for request in self._queue if not request.is_taken]

    def _take_batch(self, *, urgent: bool) -> list[_Request[T, R]]:
        """The first request of this urgency, and the requests nearest to it in size that fit beside it."""
        with self._lock:
            candidates = [request for request in self._queue if request.urgent == urgent]
            if not candidates:
                return []
            first = candidates.pop(0)
            candidates.sort(key=lambda request: abs(request.size - first.size))
            batch, total = [first], first.size
            for request in candidates:
                # An item that crosses the border of a share goes to the side where more of it lies.
                if total + request.size > self._max_size or total + request.size / 2 > first.share:
                    break
                batch.append(request)
                total += request.size
            for request in batch:
                request.is_taken = True
            self._queue = [request for request in self._queue if not request.is_taken]
        return batch
