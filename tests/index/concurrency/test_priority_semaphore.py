"""The priority semaphore: so many callers at once, urgent ones first, and no caller waits for ever."""

import threading
from contextlib import suppress

from index.concurrency.priority_semaphore import PrioritySemaphore


class Callers:
    """Callers that wait for the semaphore, and the order in which they acquire it."""

    def __init__(self, semaphore: PrioritySemaphore) -> None:
        self._semaphore = semaphore
        self.served: list[str] = []

    def join(self, name: str, *, urgent: bool) -> threading.Thread:
        """Wait in a new thread."""
        thread = threading.Thread(target=self._wait, args=(name, urgent))
        thread.start()
        return thread

    def _wait(self, name: str, urgent: bool) -> None:  # noqa: FBT001 - a thread's arguments have no names
        with self._semaphore.acquire(urgent=urgent):
            self.served.append(name)


def settle(semaphore: PrioritySemaphore, *, urgent: int = 0, overdue: int = 0) -> None:
    """Block until so many callers wait."""
    while semaphore.waiting != (urgent, overdue):
        threading.Event().wait(0.001)


def test_urgent_callers_go_first() -> None:
    """An indexing caller that came first gets its slot when no question waits."""
    semaphore = PrioritySemaphore(1)
    callers = Callers(semaphore)
    with semaphore.acquire(urgent=True):
        indexing = callers.join("indexing", urgent=False)
        question = callers.join("question", urgent=True)
        settle(semaphore, urgent=1)
    for thread in (indexing, question):
        thread.join()
    assert ["question", "indexing"] == callers.served


def test_a_caller_that_has_waited_long_goes_next() -> None:
    """A stream of questions does not stop an index job."""
    semaphore = PrioritySemaphore(1, max_wait_s=0.001)
    callers = Callers(semaphore)
    with semaphore.acquire(urgent=True):
        question = callers.join("question", urgent=True)
        settle(semaphore, urgent=1)
        indexing = callers.join("indexing", urgent=False)
        settle(semaphore, urgent=1, overdue=1)
    for thread in (indexing, question):
        thread.join()
    assert ["indexing", "question"] == callers.served


def test_a_failed_caller_releases_its_slot() -> None:
    """A caller that raised releases its slot."""
    semaphore = PrioritySemaphore(1)
    with suppress(ZeroDivisionError), semaphore.acquire(urgent=False):
        assert 1 / 0
    with semaphore.acquire(urgent=False):
        assert (0, 0) == semaphore.waiting


def test_there_is_a_caller_in_each_slot() -> None:
    """Two callers run at once in two slots; the third waits for one of them."""
    semaphore = PrioritySemaphore(2)
    callers = Callers(semaphore)
    with semaphore.acquire(urgent=True):
        with semaphore.acquire(urgent=True):
            third = callers.join("third", urgent=True)
            settle(semaphore, urgent=1)
            waited = list(callers.served)
        third.join()
    assert ([], ["third"]) == (waited, callers.served)
