"""Calls of several threads are combined, urgent ones go first, errors reach whoever waits."""

import threading
from collections.abc import Sequence

import pytest

from index.batching import Batcher
from index.turns import Turns


class Machine:
    """Doubles words and notes each batch; can be held still."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered = threading.Event()
        self.go = threading.Event()
        self.go.set()

    def run(self, words: Sequence[str]) -> list[str]:
        """Each word twice; ``bad`` breaks the machine."""
        self.batches.append(list(words))
        self.entered.set()
        assert self.go.wait(10)
        if "bad" in words:
            raise ValueError("bad")
        return [word * 2 for word in words]


def start(batcher: Batcher[str, str], words: list[str], *, urgent: bool = False) -> threading.Thread:
    """Ask in a thread of its own."""
    thread = threading.Thread(target=batcher, args=(words,), kwargs={"urgent": urgent})
    thread.start()
    return thread


def wait_for(batcher: Batcher[str, str], count: int) -> None:
    """Until so many items wait."""
    while batcher.waiting < count:
        threading.Event().wait(0.001)


def test_results_come_in_the_order_asked() -> None:
    """Batches are made of items of like size, results go back to their places."""
    batcher = Batcher(Machine().run, size=len, limit=6, turns=Turns())
    assert ["aa", "bbbbbb", "cc", "dddddd"] == batcher(["a", "bbb", "c", "ddd"])


def test_batches_stay_within_the_limit() -> None:
    """A batch costs its largest item for each of its items; one item alone may cost more."""
    machine = Machine()
    Batcher(machine.run, size=len, limit=4, turns=Turns())(["aa", "bb", "cc", "dddddd"])
    assert [["aa", "bb"], ["cc"], ["dddddd"]] == machine.batches


def test_waiting_callers_share_a_batch_and_urgent_ones_go_first() -> None:
    """While one batch runs others gather; a question passes what is being indexed."""
    machine = Machine()
    machine.go.clear()
    batcher = Batcher(machine.run, size=len, limit=4, turns=Turns())
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
    """Whoever shared the failed batch hears of it; the next call works."""
    batcher = Batcher(Machine().run, size=len, limit=100, turns=Turns())
    with pytest.raises(ValueError, match="bad"):
        batcher(["good", "bad"])
    assert ["okok"] == batcher(["ok"])


def test_nothing_asked_is_nothing_run() -> None:
    """No items, no batch."""
    machine = Machine()
    assert [] == Batcher(machine.run, size=len, limit=1, turns=Turns())([])
    assert [] == machine.batches
