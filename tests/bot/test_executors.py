"""Threads for what blocks: searches queue among themselves, and nothing else waits for them."""

import asyncio
import os
import sys
import threading

import pytest

from bot.executors import Executors, search_concurrency
from index.concurrency.niceness import lower_priority


async def test_a_short_call_does_not_wait_for_searches() -> None:
    """While every search is held up, and more of them wait, a short call returns."""
    worker, go_on = Executors(), threading.Event()
    searches = [asyncio.create_task(worker.run_search(go_on.wait)) for _ in range(8)]
    await asyncio.sleep(0)
    assert await worker.run(lambda: "done") == "done"
    go_on.set()
    assert await asyncio.gather(*searches) == [True] * 8
    worker.close()


async def test_searches_are_made_in_order() -> None:
    """Who asked first is searched for first."""
    worker, made = Executors(), list[int]()
    await asyncio.gather(*(worker.run_search(made.append, number) for number in range(20)))
    assert list(range(20)) == made
    worker.close()


def test_searches_that_wait_for_a_server_are_made_side_by_side() -> None:
    """They take no cores; those whose models run here would only wait for each other."""
    assert search_concurrency(models_elsewhere=False) < search_concurrency(models_elsewhere=True)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the threads of a process apart")
async def test_what_blocks_gives_way_to_the_event_loop() -> None:
    """Threads for what blocks are nicer than the one that the loop runs in."""

    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    worker = Executors()
    assert niceness() < min(await worker.run(niceness), await worker.run_search(niceness))
    worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the threads of a process apart")
async def test_a_process_that_is_nice_already_stays_so() -> None:
    """Nobody but root may make a thread less nice, so what was started nicer is not made to fail."""

    def niceness(wanted: int) -> int:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), wanted)
        lower_priority()
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    worker = Executors(threads=1)
    assert 15 == await worker.run(niceness, 15)
    worker.close()
