"""Re-indexing at an interval: it runs in a thread, no failure ends it, and a restart does not begin it again."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.executors import Executors
from bot.indexing.scheduled_reindex import ScheduledReindex
from bot.state.engine import open_bot_database
from bot.state.upkeep.schedules import ScheduleStore
from index.errors import LockedError, PinciteError
from index.indexing.types import Outcome, Stop

SOON = timedelta(milliseconds=1)


class AlwaysDue:
    """Says that the last run was long ago."""

    def age_s(self) -> float:
        """Return a day."""
        return 86_400.0

    def record_run(self) -> None:
        """Forget the run."""


async def run_until(
    enough: asyncio.Event, reindex: Callable[[Stop], Sequence[Outcome]], *told: Callable[..., Awaitable[None]]
) -> asyncio.Task[None]:
    """Run a schedule that is always due until the event, then cancel it; return its task."""
    executors = Executors()
    running = asyncio.create_task(ScheduledReindex(SOON, reindex, executors, AlwaysDue()).run(*told))
    await asyncio.wait_for(enough.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    executors.close()
    return running


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

    running = await run_until(enough, reindex)
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

    await run_until(enough, reindex, tell)

    assert {"a"} == set(told)


@pytest.mark.parametrize("error", [LockedError("Another job is indexing."), RuntimeError("a bug")])
async def test_no_failure_ends_the_schedule(error: Exception) -> None:
    """A run that finds the index locked, and one that fails on a bug, are repeated; so is one that was not reported."""
    runs: list[str] = []
    enough = asyncio.Event()

    def reindex(_stop: Stop) -> list[Outcome]:
        runs.append("run")
        if len(runs) == 1:
            raise error
        return [Outcome("a", "A", "https://example.org/", "document", 3, "failed", "It is gone.")]

    async def tell(_failed: Sequence[Outcome]) -> None:
        if len(runs) > 2:
            enough.set()
        else:
            raise PinciteError("The database is busy.")

    running = await run_until(enough, reindex, tell)

    assert running.cancelled()


async def test_only_a_failure_that_repeats_is_reported() -> None:
    """One run in a row may fail, as when the index is locked; a report that fails does not end the schedule."""
    results = [LockedError("It is locked."), None, LockedError("It is locked."), RuntimeError(), LockedError("Again.")]
    runs = iter(results)
    told: list[str] = []
    enough = asyncio.Event()

    def reindex(_stop: Stop) -> list[Outcome]:
        if (error := next(runs, None)) is not None:
            raise error
        return []

    async def tell(_failed: Sequence[Outcome]) -> None:
        pass

    async def complain(reason: str) -> None:
        told.append(reason)
        if len(told) > 1:
            enough.set()
        raise PinciteError("The database is busy.")

    await run_until(enough, reindex, tell, complain)

    assert ["RuntimeError", "Again."] == told


def test_the_interval_goes_on_while_the_bot_is_off(tmp_path: Path) -> None:
    """A bot that restarts more often than it re-indexes still re-indexes; a run begins the interval again."""
    now = [1_000_000.0]

    def due_in_s(*, is_done: bool = False) -> float:
        database, executors = open_bot_database(tmp_path / "bot.sqlite"), Executors()
        runs = ScheduleStore(database, "reindex", lambda: now[0])
        if is_done:
            runs.record_run()
        found = ScheduledReindex(timedelta(days=7), lambda _: [], executors, runs).due_in_s()
        executors.close()
        database.close()
        return found

    first = due_in_s()
    now[0] += 5 * 86_400
    restarted = due_in_s()
    now[0] += 5 * 86_400

    assert (7 * 86_400, 2 * 86_400, 0) == (first, restarted, due_in_s())
    assert 7 * 86_400 == due_in_s(is_done=True)


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
    running = asyncio.create_task(ScheduledReindex(SOON, reindex, executors, AlwaysDue()).run())
    await asyncio.wait_for(begun.wait(), 30)
    running.cancel()
    await asyncio.wait([running])
    executors.close()
    assert told.is_set()
