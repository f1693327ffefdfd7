"""Threads for blocking calls: Chroma, SQL, the embedder, parsers and downloads stay off the event loop."""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from index.concurrency.daemon_pool import DaemonPool
from index.concurrency.niceness import lower_priority

P = ParamSpec("P")
T = TypeVar("T")

_SEARCHES, _REMOTE_SEARCHES = 2, 8
_CLOSE_WAIT_S = 8.0

_log = logging.getLogger(__name__)


class Executors:
    """Runs the blocking calls of coroutines in two small thread pools.

    Searches have a pool of their own. So while many users ask, running answers and button presses do not wait behind
    earlier questions. A call sees the context variables of its coroutine, so its log lines have the same reference.
    """

    def __init__(self, threads: int = 4, searches: int = 1) -> None:
        """Create the pools; their threads start when they are needed.

        Args:
            threads: The most threads for short calls.
            searches: The most threads for searches.
        """
        self._short = DaemonPool(threads, "pincite", lower_priority)
        self._searches = DaemonPool(searches, "search", lower_priority)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a short blocking call on a thread."""
        return await asyncio.wrap_future(self._short.submit(copy_context().run, partial(call, *args, **kwargs)))

    async def run_search(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await the result of a search; searches start in the order of these calls."""
        return await asyncio.wrap_future(self._searches.submit(copy_context().run, partial(call, *args, **kwargs)))

    @property
    def queue_lengths(self) -> dict[str, int]:
        """How many calls of each pool wait or run."""
        return {"calls": self._short.unfinished, "searches": self._searches.unfinished}

    def close(self, wait_s: float = _CLOSE_WAIT_S) -> None:
        """Wait for running calls, and stop the threads; a call that takes longer is left behind."""
        deadline = time.monotonic() + wait_s
        ended = [pool.close(max(deadline - time.monotonic(), 0.0)) for pool in (self._short, self._searches)]
        if not all(ended):
            _log.warning("A call did not end within %g seconds; the process does not wait for it", wait_s)


def search_concurrency(*, remote_models: bool) -> int:
    """Return how many searches to run at the same time.

    One search with local models keeps two cores busy, so more would wait for each other. With models on a server a
    search mostly waits for that server.

    Args:
        remote_models: Whether the embedder or reranker is on a server.
    """
    return _REMOTE_SEARCHES if remote_models else max(1, min(_SEARCHES, (os.cpu_count() or 1) // 2))
