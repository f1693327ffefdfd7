"""Web sources read again every so often while the bot serves."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.executors import Executors
from index.errors import PinciteError
from index.indexing.types import Outcome, Stop

OnFailures = Callable[[Sequence[Outcome]], Awaitable[None]]
"""Told which sources could not be read again; at least one."""

_log = logging.getLogger(__name__)


async def _tell_nobody(_failed: Sequence[Outcome]) -> None:
    """The log is enough."""


class ScheduledReindex:
    """Renews sources at an interval, in a thread of the worker; a run that fails leaves everything as it was."""

    def __init__(self, every: timedelta, renew: Callable[[Stop], Sequence[Outcome]], worker: Executors) -> None:
        """Call ``renew`` in ``worker`` this long after the start, and after each of its ends.

        Args:
            every: The interval.
            renew: Blocking; asks its argument between pages whether to stop.
            worker: Has a thread to spare.
        """
        self._every = every
        self._renew = renew
        self._worker = worker

    async def run(self, told: OnFailures = _tell_nobody) -> None:
        """Renew until cancelled; what runs then stops after the page that it is at."""
        stopped = threading.Event()
        try:
            while True:
                await asyncio.sleep(self._every.total_seconds())
                failed = await self._once(stopped.is_set)
                if failed:
                    await told(failed)
        finally:
            stopped.set()

    async def _once(self, stop: Stop) -> list[Outcome]:
        """Renew once; returns the sources that could not be read, not the linked pages that never could."""
        try:
            outcomes = await self._worker.run(self._renew, stop)
        except PinciteError as error:
            _log.warning("The web sources were not read again: %s", error)
            return []
        counts = Counter(outcome.status for outcome in outcomes)
        _log.info(
            "Web sources read again: %d unchanged, %d updated, %d added, %d failed",
            *(counts[status] for status in ("unchanged", "updated", "added", "failed")),
        )
        for outcome in outcomes:
            if outcome.error:
                _log.info("%s: %s", outcome.location, outcome.error)
        return [outcome for outcome in outcomes if outcome.status == "failed" and outcome.passages]
