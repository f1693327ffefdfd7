"""Threads for everything that blocks: Chroma, SQL, the embedder, parsers and fetches stay off the event loop."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from index.concurrency.niceness import lower_priority

P = ParamSpec("P")
T = TypeVar("T")

_SEARCHES, _SEARCHES_ELSEWHERE = 2, 8


class Executors:
    """Two small pools of threads that coroutines hand blocking calls to.

    Searches queue among themselves. So where many ask at once, an answer that is under way and a pressed button do not
    wait behind all the questions that came before.
    """

    def __init__(self, threads: int = 4, searches: int = 1) -> None:
        """At most ``threads`` threads for short calls and ``searches`` for searches, started as they are needed."""
        self._short = ThreadPoolExecutor(threads, "pincite", lower_priority)
        self._searches = ThreadPoolExecutor(searches, "search", lower_priority)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await the result of a blocking call."""
        return await asyncio.get_running_loop().run_in_executor(self._short, partial(call, *args, **kwargs))

    async def run_search(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await the result of a call that keeps processors busy, in the order in which they are made."""
        return await asyncio.get_running_loop().run_in_executor(self._searches, partial(call, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is running and stop the threads."""
        for pool in (self._short, self._searches):
            pool.shutdown(wait=True, cancel_futures=True)


def search_concurrency(*, models_elsewhere: bool) -> int:
    """How many searches it pays to make at once.

    One keeps two cores busy, and more would wait for each other; one whose models are elsewhere waits for a server.
    """
    return _SEARCHES_ELSEWHERE if models_elsewhere else max(1, min(_SEARCHES, (os.cpu_count() or 1) // 2))
