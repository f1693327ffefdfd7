"""Calls of several threads, combined: one of the waiting threads runs a batch for all of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from index.turns import Turns

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class _Ticket(Generic[T, R]):
    """One item's place in the queue, and in time its result."""

    item: T
    urgent: bool
    results: list[R] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def done(self) -> bool:
        return bool(self.results) or self.error is not None


class Batcher(Generic[T, R]):
    """Runs items in batches of like size, urgent ones first."""

    def __init__(
        self, run: Callable[[Sequence[T]], Sequence[R]], *, size: Callable[[T], int], limit: int, turns: Turns
    ) -> None:
        """Run through ``run``, which is never called by two threads at once.

        Args:
            run: From items to their results, in the same order.
            size: Of an item; a batch costs its largest item's size for each of its items.
            limit: The most that a batch may cost, unless one item alone costs more.
            turns: At what runs.
        """
        self._run = run
        self._size = size
        self._limit = limit
        self._waiting: list[_Ticket[T, R]] = []
        self._queue = threading.Lock()
        self._turns = turns

    @property
    def waiting(self) -> int:
        """How many items wait for their turn."""
        return len(self._waiting)

    def __call__(self, items: Sequence[T], *, urgent: bool = False) -> list[R]:
        """Results in the order of ``items``; raises what ``run`` raised for one of them."""
        tickets: list[_Ticket[T, R]] = [_Ticket(item, urgent) for item in items]
        with self._queue:
            self._waiting.extend(tickets)
        for ticket in tickets:
            while not ticket.done:
                with self._turns.take(urgent=urgent):
                    if not ticket.done:
                        self._run_next(urgent=urgent)
        for ticket in tickets:
            if ticket.error is not None:
                raise ticket.error
        return [ticket.results[0] for ticket in tickets]

    def _run_next(self, *, urgent: bool) -> None:
        batch = self._take(urgent=urgent)
        try:
            found = self._run([ticket.item for ticket in batch])
        except BaseException as error:
            for ticket in batch:
                ticket.error = error  # for the threads that wait for this batch
            raise
        for ticket, result in zip(batch, found, strict=True):
            ticket.results.append(result)

    def _take(self, *, urgent: bool) -> list[_Ticket[T, R]]:
        """The first ticket that is urgent or not, and those nearest to it in size that fit beside it."""
        with self._queue:
            first, *alike = [ticket for ticket in self._waiting if ticket.urgent == urgent]
            size = self._size(first.item)
            alike.sort(key=lambda ticket: abs(self._size(ticket.item) - size))
            batch, largest = [first], size
            for ticket in alike:
                largest = max(largest, self._size(ticket.item))
                if largest * (len(batch) + 1) > self._limit:
                    break
                batch.append(ticket)
            taken = set(map(id, batch))
            self._waiting = [ticket for ticket in self._waiting if id(ticket) not in taken]
        return batch
