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


async def test_sources_are_reindexed_repeatedly_off_the_event_loop() -> None:
    """Each run has a thread; after a run that finds the index locked the next one follows."""
    threads: list[str] = []
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()

    def reindex(_stop: Stop) -> list[Outcome]:
        threads.append(threading.current_thread().name)
        if len(threads) == 1:
            raise LockedError("Another process is indexing; wait until it is done.")
        if len(threads) == 3:
            loop.call_soon_threadsafe(enough.set)
        return [Outcome("1", "Title", "https://example.org/", "document", 3, "failed", "It is gone; check the link.")]

    executors = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, reindex, executors).run())
    await asyncio.wait_for(enough.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    executors.close()
    assert all(name.startswith("pincite") for name in threads)
    assert running.cancelled()


async def test_failed_sources_are_reported() -> None:
    """Linked pages that were never indexed are not reported, because every run retries them."""
    told: list[str] = []
    enough = asyncio.Event()

    def reindex(_stop: Stop) -> list[Outcome]:
        pages = {"a": 3, "b": 0}
        return [Outcome(id_, id_, id_, "linked", count, "failed", "It is gone.") for id_, count in pages.items()]

    async def tell(failed: Sequence[Outcome]) -> None:
        told.extend(outcome.id for outcome in failed)
        enough.set()

    executors = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, reindex, executors).run(tell))
    await asyncio.wait_for(enough.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    executors.close()

    assert {"a"} == set(told)


async def test_a_running_reindex_stops_when_it_is_cancelled() -> None:
    """A cancelled run stops between two pages, and the executors can be closed."""
    begun, told = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def reindex(stop: Stop) -> list[Outcome]:
        loop.call_soon_threadsafe(begun.set)
        while not stop():
            threading.Event().wait(0.001)
        told.set()
        return []

    executors = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, reindex, executors).run())
    await asyncio.wait_for(begun.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    executors.close()
    assert told.is_set()
