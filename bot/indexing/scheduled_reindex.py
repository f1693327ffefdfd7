"""Re-indexes the web sources at an interval while the bot runs."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.executors import Executors
from index.errors import PinciteError
from index.indexing.types import Outcome, Stop
from index.urls import display_name

OnFailures = Callable[[Sequence[Outcome]], Awaitable[None]]
"""Receives the sources that could not be re-indexed; at least one."""

_log = logging.getLogger(__name__)


async def _ignore(_failed: Sequence[Outcome]) -> None:
    """Leave the failures to the log."""


class ScheduledReindex:
    """Re-indexes at an interval, in a thread; a run that fails leaves the index as it was."""

    def __init__(self, every: timedelta, reindex: Callable[[Stop], Sequence[Outcome]], executors: Executors) -> None:
        """Call ``reindex`` at an interval once ``run`` starts.

        Args:
            every: The interval, from the end of one run to the start of the next.
            reindex: Blocking; calls its argument between pages to learn whether to stop.
            executors: Have a thread for ``reindex``.
        """
        self._every = every
        self._reindex = reindex
        self._executors = executors

    async def run(self, on_failures: OnFailures = _ignore) -> None:
        """Re-index at the interval until cancelled; a cancelled run stops after its current page."""
        stopped = threading.Event()
        try:
            while True:
                await asyncio.sleep(self._every.total_seconds())
                failed = await self._once(stopped.is_set)
                if failed:
                    await on_failures(failed)
        finally:
            stopped.set()

    async def _once(self, stop: Stop) -> list[Outcome]:
        """Re-index once; return the sources that failed, without the linked pages that were never indexed."""
        try:
            outcomes = await self._executors.run(self._reindex, stop)
        except PinciteError as error:
            _log.warning("The web sources were not re-indexed: %s", error)
            return []
        counts = Counter(outcome.status for outcome in outcomes)
        _log.info(
            "Web sources re-indexed: %d unchanged, %d updated, %d added, %d failed",
            *(counts[status] for status in ("unchanged", "updated", "added", "failed")),
        )
        for outcome in outcomes:
            if outcome.error:
                _log.info("%s: %s", display_name(outcome.location), outcome.error)
        return [outcome for outcome in outcomes if outcome.status == "failed" and outcome.passages]
