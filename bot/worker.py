"""Threads for everything that blocks: Chroma, SQL, the embedder, parsers and fetches stay off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """A small pool of threads that coroutines hand blocking calls to."""

    def __init__(self, threads: int = 4) -> None:
        """A pool of at most ``threads`` threads, started as they are needed."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="pincite")

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await the result of a blocking call."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(call, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is running and stop the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)
