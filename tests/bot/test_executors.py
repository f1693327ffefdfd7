"""Executors: searches queue among themselves, and short calls do not wait for them."""

import asyncio
import os
import sys
import threading

import pytest

from bot.executors import Executors, search_concurrency
from index.concurrency.niceness import lower_priority


async def test_a_short_call_does_not_wait_for_searches() -> None:
    """A short call returns while all searches are blocked."""
    worker, go_on = Executors(), threading.Event()
    searches = [asyncio.create_task(worker.run_search(go_on.wait)) for _ in range(8)]
    await asyncio.sleep(0)
    assert await worker.run(lambda: "done") == "done"
    go_on.set()
    assert await asyncio.gather(*searches) == [True] * 8
    worker.close()


async def test_searches_are_made_in_order() -> None:
    """Searches start in the order of their calls."""
    worker, made = Executors(), list[int]()
    await asyncio.gather(*(worker.run_search(made.append, number) for number in range(20)))
    assert list(range(20)) == made
    worker.close()


def test_searches_that_wait_for_a_server_are_made_side_by_side() -> None:
    """With remote models more searches run at once than with models in the process."""
    assert search_concurrency(remote_models=False) < search_concurrency(remote_models=True)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the threads of a process apart")
async def test_what_blocks_gives_way_to_the_event_loop() -> None:
    """The threads have a lower priority than the event loop's."""

    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    worker = Executors()
    assert niceness() < min(await worker.run(niceness), await worker.run_search(niceness))
    worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the threads of a process apart")
async def test_a_process_that_is_nice_already_stays_so() -> None:
    """A thread that is nicer already stays so, because only root may lower its niceness."""

    def niceness(wanted: int) -> int:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), wanted)
        lower_priority()
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    worker = Executors(threads=1)
    assert 15 == await worker.run(niceness, 15)
    worker.close()
