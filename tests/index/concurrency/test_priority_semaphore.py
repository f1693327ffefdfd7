"""The model's semaphore: as many as there are places, the urgent ones first, nobody for ever last."""

import threading
from contextlib import suppress

from index.concurrency.priority_semaphore import PrioritySemaphore


class Line:
    """Callers that wait for a turn while somebody else has it, and note the order in which they get it."""

    def __init__(self, semaphore: PrioritySemaphore) -> None:
        self._semaphore = semaphore
        self.served: list[str] = []

    def join(self, name: str, *, urgent: bool) -> threading.Thread:
        """Wait in a thread of its own."""
        thread = threading.Thread(target=self._wait, args=(name, urgent))
        thread.start()
        return thread

    def _wait(self, name: str, urgent: bool) -> None:  # noqa: FBT001 - a thread's arguments have no names
        with self._semaphore.acquire(urgent=urgent):
            self.served.append(name)


def settle(semaphore: PrioritySemaphore, *, urgent: int = 0, overdue: int = 0) -> None:
    """Until so many wait."""
    while semaphore.waiting != (urgent, overdue):
        threading.Event().wait(0.001)


def test_urgent_callers_go_first() -> None:
    """Who indexes came earlier, and has its turn when no question waits."""
    semaphore = PrioritySemaphore(1)
    line = Line(semaphore)
    with semaphore.acquire(urgent=True):
        indexing = line.join("indexing", urgent=False)
        question = line.join("question", urgent=True)
        settle(semaphore, urgent=1)
    for thread in (indexing, question):
        thread.join()
    assert ["question", "indexing"] == line.served


def test_whoever_has_waited_long_goes_next() -> None:
    """Questions without end do not stop an index job."""
    semaphore = PrioritySemaphore(1, max_wait_s=0.001)
    line = Line(semaphore)
    with semaphore.acquire(urgent=True):
        question = line.join("question", urgent=True)
        settle(semaphore, urgent=1)
        indexing = line.join("indexing", urgent=False)
        settle(semaphore, urgent=1, overdue=1)
    for thread in (indexing, question):
        thread.join()
    assert ["indexing", "question"] == line.served


def test_a_turn_that_fails_is_over() -> None:
    """The next caller does not wait for one that raised."""
    semaphore = PrioritySemaphore(1)
    with suppress(ZeroDivisionError), semaphore.acquire(urgent=False):
        assert 1 / 0
    with semaphore.acquire(urgent=False):
        assert (0, 0) == semaphore.waiting


def test_there_is_a_turn_for_each_place() -> None:
    """Two callers run at once where there are two places; the third waits for one of them."""
    semaphore = PrioritySemaphore(2)
    line = Line(semaphore)
    with semaphore.acquire(urgent=True):
        with semaphore.acquire(urgent=True):
            third = line.join("third", urgent=True)
            settle(semaphore, urgent=1)
            waited = list(line.served)
        third.join()
    assert ([], ["third"]) == (waited, line.served)
