"""Re-indexing at an interval: it runs in a thread, and no failure ends it."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import timedelta

from bot.executors import Executors
from bot.indexing.scheduled_reindex import ScheduledReindex
from index.errors import LockedError
from index.indexing.types import Outcome, Stop

SOON = timedelta(milliseconds=1)


async def test_sources_are_renewed_again_and_again_off_the_event_loop() -> None:
    """Each run has a thread; after a run that finds the index locked the next one follows."""
    threads: list[str] = []
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()

    def renew(_stop: Stop) -> list[Outcome]:
        threads.append(threading.current_thread().name)
        if len(threads) == 1:
            raise LockedError("Another process is indexing; wait until it is done.")
        if len(threads) == 3:
            loop.call_soon_threadsafe(enough.set)
        return [Outcome("1", "Title", "https://example.org/", "document", 3, "failed", "It is gone; check the link.")]

    worker = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, renew, worker).run())
    await asyncio.wait_for(enough.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    worker.close()
    assert all(name.startswith("pincite") for name in threads)
    assert running.cancelled()


async def test_sources_that_cannot_be_read_again_are_told() -> None:
    """Linked pages that were never indexed are not reported, because every run retries them."""
    told: list[str] = []
    enough = asyncio.Event()

    def renew(_stop: Stop) -> list[Outcome]:
        pages = {"a": 3, "b": 0}
        return [Outcome(id_, id_, id_, "linked", count, "failed", "It is gone.") for id_, count in pages.items()]

    async def tell(failed: Sequence[Outcome]) -> None:
        told.extend(outcome.id for outcome in failed)
        enough.set()

    worker = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, renew, worker).run(tell))
    await asyncio.wait_for(enough.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    worker.close()

    assert {"a"} == set(told)


async def test_run_that_is_under_way_is_told_to_stop() -> None:
    """A cancelled run stops between two pages, and the executors can be closed."""
    begun, told = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def renew(stop: Stop) -> list[Outcome]:
        loop.call_soon_threadsafe(begun.set)
        while not stop():
            threading.Event().wait(0.001)
        told.set()
        return []

    worker = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, renew, worker).run())
    await asyncio.wait_for(begun.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    worker.close()
    assert told.is_set()
