"""Batching: calls of several threads share batches, large calls are split, urgent ones go first."""

import threading
from collections.abc import Sequence

import pytest

from index.concurrency.batching import Batcher
from index.concurrency.priority_semaphore import PrioritySemaphore


class Machine:
    """Doubles words and records each batch; ``go`` can pause it."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered = threading.Event()
        self.go = threading.Event()
        self.go.set()

    def run(self, words: Sequence[str]) -> list[str]:
        """Double each word; ``bad`` raises."""
        self.batches.append(list(words))
        self.entered.set()
        assert self.go.wait(10)
        if "bad" in words:
            raise ValueError("bad")
        return [word * 2 for word in words]


def start(batcher: Batcher[str, str], words: list[str], *, urgent: bool = False) -> threading.Thread:
    """Call the batcher in a new thread."""
    thread = threading.Thread(target=batcher, args=(words,), kwargs={"urgent": urgent})
    thread.start()
    return thread


def wait_for(batcher: Batcher[str, str], count: int) -> None:
    """Block until so many items wait."""
    while batcher.waiting < count:
        threading.Event().wait(0.001)


def test_results_come_in_the_order_asked() -> None:
    """Batches contain items of like size; the results come in the order of the call."""
    batcher = Batcher(Machine().run, size=len, min_size=6, max_size=6, semaphore=PrioritySemaphore())
    assert ["aa", "bbbbbb", "cc", "dddddd"] == batcher(["a", "bbb", "c", "ddd"])


def test_batches_stay_within_the_limit() -> None:
    """A batch is as large as its items together; one item alone may be larger."""
    machine = Machine()
    Batcher(machine.run, size=len, min_size=100, max_size=4, semaphore=PrioritySemaphore(1))(
        ["aa", "bb", "cc", "dddddd"]
    )
    assert [["aa", "bb"], ["cc"], ["dddddd"]] == machine.batches


def test_a_large_call_is_divided_among_the_cores() -> None:
    """Two batches of two run at once; neither waits for the other to end."""
    both = threading.Barrier(2, timeout=10)
    sizes: list[int] = []

    def run(words: Sequence[str]) -> list[str]:
        both.wait()
        sizes.append(len(words))
        return list(words)

    batcher = Batcher(run, size=len, min_size=1, max_size=100, semaphore=PrioritySemaphore(2))
    assert ["a", "b", "c", "d"] == batcher(["a", "b", "c", "d"])
    assert [2, 2] == sizes


def test_a_small_call_is_not_divided() -> None:
    """A call up to the minimum size runs as one batch on any number of cores."""
    machine = Machine()
    Batcher(machine.run, size=len, min_size=4, max_size=100, semaphore=PrioritySemaphore(2))(["a", "b", "c", "d"])
    assert [["a", "b", "c", "d"]] == machine.batches


def test_waiting_callers_share_a_batch_and_urgent_ones_go_first() -> None:
    """While one batch runs, other calls wait; a question overtakes indexing."""
    machine = Machine()
    machine.go.clear()
    batcher = Batcher(machine.run, size=len, min_size=4, max_size=4, semaphore=PrioritySemaphore(1))
    threads = [start(batcher, ["1"])]
    machine.entered.wait(10)
    threads += [start(batcher, ["2"]), start(batcher, ["3"]), start(batcher, ["?"], urgent=True)]
    wait_for(batcher, 3)
    machine.go.set()
    for thread in threads:
        thread.join(10)
    first, urgent, *rest = machine.batches
    assert ([["1"], ["?"]], ["2", "3"]) == ([first, urgent], sorted(word for batch in rest for word in batch))
    assert 1 == len(rest)


def test_an_error_reaches_its_callers_alone() -> None:
    """Every call in the failed batch raises; the next call works."""
    batcher = Batcher(Machine().run, size=len, min_size=100, max_size=100, semaphore=PrioritySemaphore())
    with pytest.raises(ValueError, match="bad"):
        batcher(["good", "bad"])
    assert ["okok"] == batcher(["ok"])


def test_a_call_that_is_interrupted_leaves_nothing_to_do() -> None:
    """Ctrl-C during the first of three batches is raised at once, and the other batches never run."""
    ran: list[str] = []

    def run(words: Sequence[str]) -> list[str]:
        ran.extend(words)
        raise KeyboardInterrupt

    batcher = Batcher(run, size=len, min_size=1, max_size=1, semaphore=PrioritySemaphore(1))
    with pytest.raises(KeyboardInterrupt):
        batcher(["a", "b", "c"])
    assert (["a"], 0) == (ran, batcher.waiting)


def test_nothing_asked_is_nothing_run() -> None:
    """A call without items runs no batch."""
    machine = Machine()
    assert [] == Batcher(machine.run, size=len, min_size=1, max_size=1, semaphore=PrioritySemaphore())([])
    assert [] == machine.batches
