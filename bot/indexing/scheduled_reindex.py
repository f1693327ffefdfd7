"""Re-indexes the web sources at an interval while the bot runs."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

from bot.executors import Executors
from index.errors import PinciteError
from index.indexing.types import Outcome, Stop
from index.urls import display_name

OnFailures = Callable[[Sequence[Outcome]], Awaitable[None]]
"""Receives the sources that could not be re-indexed; at least one."""

OnError = Callable[[str], Awaitable[None]]
"""Receives the reason why run after run failed as a whole."""

_log = logging.getLogger(__name__)

_FIRST_AFTER = timedelta(minutes=1)  # a bot that starts when a run is due answers first
_RETRY_AFTER = timedelta(minutes=10)
_TOLD_FROM = 2  # failed runs in a row; one may only have found the index locked


class RecordsRuns(Protocol):
    """Remembers the last run. Blocking."""

    def age_s(self) -> float:
        """Return the seconds since the last run, or since the first call ever."""

    def record_run(self) -> None:
        """Record that a run ended now."""


async def _ignore(_failed: Sequence[Outcome] | str) -> None:
    """Leave the failures to the log."""


class ScheduledReindex:
    """Re-indexes at an interval, in a thread; a run that fails leaves the index as it was.

    The interval goes on while the bot is off. A run that failed as a whole, such as one that found the index locked, is
    repeated soon.
    """

    def __init__(
        self, every: timedelta, reindex: Callable[[Stop], Sequence[Outcome]], executors: Executors, runs: RecordsRuns
    ) -> None:
        """Call ``reindex`` at an interval once ``run`` starts.

        Args:
            every: The interval, from the end of one run to the start of the next.
            reindex: Blocking; calls its argument between pages to learn whether to stop.
            executors: Have a thread for ``reindex``.
            runs: Knows when the last run ended, also one of an earlier process.
        """
        self._every = every
        self._reindex = reindex
        self._executors = executors
        self._runs = runs
        self._failures = 0

    async def run(self, on_failures: OnFailures = _ignore, on_error: OnError = _ignore) -> None:
        """Re-index at the interval until cancelled; a cancelled run stops after its current page.

        Args:
            on_failures: Receives the sources that could not be read.
            on_error: Receives the reason why run after run failed as a whole.
        """
        stopped = threading.Event()
        pause = min(_FIRST_AFTER, self._every)
        try:
            while True:
                await asyncio.sleep(pause.total_seconds())
                pause = await self._run_if_due(stopped.is_set, on_failures, on_error)
        finally:
            stopped.set()

    def due_in_s(self) -> float:
        """Return the seconds until the next run, 0 if it is due. Blocking."""
        return max(0.0, self._every.total_seconds() - self._runs.age_s())

    async def _run_if_due(self, stop: Stop, on_failures: OnFailures, on_error: OnError) -> timedelta:
        """Re-index if the interval is over; return the pause until the next look."""
        try:
            wait_s = await self._executors.run(self.due_in_s)
            if wait_s > 0:
                return timedelta(seconds=wait_s)
            failed = await self._once(stop)
            await self._executors.run(self._runs.record_run)
            self._failures = 0
            if failed:
                await on_failures(failed)
        except PinciteError as error:
            _log.warning("The web sources were not re-indexed: %s", error)
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next run must come
            _log.exception("The web sources were not re-indexed")
            reason = str(error) or type(error).__name__
        else:
            return self._every
        self._failures += 1
        if self._failures >= _TOLD_FROM:
            await self._tell(on_error, reason)
        return min(_RETRY_AFTER, self._every)

    async def _tell(self, on_error: OnError, reason: str) -> None:
        """Report a failure; one of the report does not end the schedule."""
        try:
            await on_error(reason)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("The failure of the schedule was not reported")

    async def _once(self, stop: Stop) -> list[Outcome]:
        """Re-index once; return the sources that failed, without the linked pages that were never indexed."""
        outcomes = await self._executors.run(self._reindex, stop)
        counts = Counter(outcome.status for outcome in outcomes)
        _log.info(
            "Web sources re-indexed: %d unchanged, %d updated, %d added, %d failed",
            *(counts[status] for status in ("unchanged", "updated", "added", "failed")),
        )
        for outcome in outcomes:
            if outcome.error:
                _log.info("%s: %s", display_name(outcome.location), outcome.error)
        return [outcome for outcome in outcomes if outcome.status == "failed" and outcome.passages]
