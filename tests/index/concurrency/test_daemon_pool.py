"""The pool of daemon threads: calls run in order, and a call that hangs holds nothing up."""

import subprocess
import sys
import threading

import pytest

from index.concurrency.daemon_pool import DaemonPool
from index.concurrency.prefetch import Prefetcher, finishes

_HANGS = """
import threading
from index.concurrency.daemon_pool import DaemonPool
from index.concurrency.prefetch import Prefetcher
hang, began = threading.Event(), threading.Event()
def call(_item):
    began.set()
    hang.wait()
DaemonPool(1, "stuck").submit(call, 0)
with Prefetcher(call, 2, 2, began.is_set) as prefetcher:
    prefetcher.add([1, 2, 3])
    print(list(prefetcher), prefetcher.is_stopped)
"""


def test_calls_run_in_order_and_return_what_they_return() -> None:
    """One thread runs calls one after the other; results and errors reach the caller."""
    pool, ran = DaemonPool(1, "test"), list[int]()
    futures = [pool.submit(ran.append, number) for number in range(50)]
    failed = pool.submit(divmod, 1, 0)
    assert [None] * 50 == [future.result() for future in futures]
    assert list(range(50)) == ran
    with pytest.raises(ZeroDivisionError):
        failed.result()
    assert pool.close()


def test_closed_pool_drops_what_has_not_started() -> None:
    """Closing reports a call that hangs, cancels the calls behind it and refuses others."""
    pool, go_on, began = DaemonPool(1, "test"), threading.Event(), threading.Event()

    def hang() -> bool:
        began.set()
        return go_on.wait()

    running, waiting = pool.submit(hang), pool.submit(int)
    began.wait()
    assert not pool.close()
    assert waiting.cancelled()
    with pytest.raises(RuntimeError):
        pool.submit(int)
    go_on.set()
    assert running.result()
    assert pool.close(None)


def test_no_more_threads_start_than_allowed() -> None:
    """Five calls on two threads run two at a time."""
    pool, go_on = DaemonPool(2, "test"), threading.Event()
    futures = [pool.submit(lambda: go_on.wait() and threading.current_thread().name) for _ in range(5)]
    go_on.set()
    assert {future.result() for future in futures} <= {"test_1", "test_2"}


def test_loop_that_waits_for_a_page_ends_as_soon_as_it_is_stopped() -> None:
    """A stop ends the wait for a result that never comes."""
    go_on, stopped = threading.Event(), threading.Event()
    threading.Timer(0.05, stopped.set).start()
    prefetcher: Prefetcher[int, bool] = Prefetcher(lambda _: go_on.wait(), 1, 1, stopped.is_set)
    with prefetcher:
        prefetcher.add([1])
        assert [] == list(prefetcher)
        assert prefetcher.is_stopped
    pool = DaemonPool(1, "test")
    assert not finishes(pool.submit(go_on.wait), stopped.is_set)
    go_on.set()


def test_process_ends_while_calls_hang() -> None:
    """Python does not wait at its end for a thread that never returns."""
    ran = subprocess.run([sys.executable, "-c", _HANGS], capture_output=True, text=True, timeout=120, check=True)
    assert "[] True\n" == ran.stdout
