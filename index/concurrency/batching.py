"""Calls of several threads, combined into runs of like size; a large call is divided among the cores."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from index.concurrency.niceness import give_way
from index.concurrency.priority_semaphore import PrioritySemaphore

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class _Request(Generic[T, R]):
    """One item's place in the queue, and in time its result.

    Attributes:
        share: What each core has to do for the call that it is of.
    """

    item: T
    size: int
    share: int
    urgent: bool
    taken: bool = False
    result: Future[R] = field(default_factory=Future)


class Batcher(Generic[T, R]):
    """Runs items in batches of like size, urgent ones first, on as many cores as there are turns."""

    def __init__(
        self,
        run: Callable[[Sequence[T]], Sequence[R]],
        *,
        size: Callable[[T], int],
        least: int,
        most: int,
        turns: PrioritySemaphore,
    ) -> None:
        """Run through ``run``.

        Args:
            run: From items to their results, in the same order. Several threads call it at once.
            size: Of an item; a batch is as large as its items together.
            least: Smaller calls are not divided, and may be combined with others up to this size.
            most: The largest that a batch may be, unless one item alone is larger.
            turns: At what runs.
        """
        self._run = run
        self._size = size
        self._least = least
        self._most = most
        self._waiting: list[_Request[T, R]] = []
        self._queue = threading.Lock()
        self._turns = turns
        # Who indexes may wait for long, so questions have hands of their own.
        self._hands = [ThreadPoolExecutor(turns.places, "batches", give_way) for _ in range(2)]

    @property
    def waiting(self) -> int:
        """How many items wait for their turn."""
        return len(self._waiting)

    def __call__(self, items: Sequence[T], *, urgent: bool = False) -> list[R]:
        """Results in the order of ``items``; raises what ``run`` raised for one of them."""
        sizes = [self._size(item) for item in items]
        total = sum(sizes)
        share = max(self._least, -(-total // self._turns.places))
        tickets: list[_Request[T, R]] = [
            _Request(item, size, share, urgent) for item, size in zip(items, sizes, strict=True)
        ]
        with self._queue:
            self._waiting.extend(tickets)
        with suppress(RuntimeError):  # when the interpreter ends there are no more hands than this thread's
            for _ in range(min(self._turns.places, len(items), -(-total // share)) - 1):
                self._hands[urgent].submit(self._serve, tickets)
        try:
            self._serve(tickets)
            return [ticket.result.result() for ticket in tickets]
        except BaseException:
            self._withdraw(tickets)
            raise

    def _serve(self, tickets: Sequence[_Request[T, R]]) -> None:
        """Run what waits, until none of these tickets does."""
        while not all(ticket.taken for ticket in tickets):
            with self._turns.take(urgent=tickets[0].urgent):
                self._run_next(urgent=tickets[0].urgent)

    def _run_next(self, *, urgent: bool) -> None:
        batch = self._take(urgent=urgent)
        if not batch:
            return
        try:
            found = self._run([ticket.item for ticket in batch])
        except BaseException as error:
            for ticket in batch:
                ticket.result.set_exception(error)  # for the threads that wait for this batch, perhaps not this one
            if not isinstance(error, Exception):
                raise
            return
        for ticket, result in zip(batch, found, strict=True):
            ticket.result.set_result(result)

    def _withdraw(self, tickets: Sequence[_Request[T, R]]) -> None:
        """Nobody is to work for a call that was broken off."""
        with self._queue:
            for ticket in tickets:
                ticket.taken = True
            self._waiting = [ticket for ticket in self._waiting if not ticket.taken]

    def _take(self, *, urgent: bool) -> list[_Request[T, R]]:
        """The first ticket that is urgent or not, and those nearest to it in size that fit beside it."""
        with self._queue:
            alike = [ticket for ticket in self._waiting if ticket.urgent == urgent]
            if not alike:
                return []
            first = alike.pop(0)
            alike.sort(key=lambda ticket: abs(ticket.size - first.size))
            batch, total = [first], first.size
            for ticket in alike:
                # About a share: the item that crosses its border is on the side where more of it lies.
                if total + ticket.size > self._most or total + ticket.size / 2 > first.share:
                    break
                batch.append(ticket)
                total += ticket.size
            for ticket in batch:
                ticket.taken = True
            self._waiting = [ticket for ticket in self._waiting if not ticket.taken]
        return batch
