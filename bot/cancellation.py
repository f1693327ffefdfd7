"""Ends tasks that run in the background."""

import asyncio
from collections.abc import Iterable
from typing import Any

_AGAIN_S = 5.0  # a task may need some seconds to clean up


async def cancel_and_wait(tasks: Iterable[asyncio.Task[Any]], again_s: float = _AGAIN_S) -> None:
    """Cancel tasks and wait for their end; their errors are dropped.

    A library can swallow a cancellation, and the task then continues as if it had never been cancelled. So a task that
    has not ended after ``again_s`` seconds is cancelled again.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()  # nothing, if it has ended
        ended, running = await asyncio.wait(running, timeout=again_s)
        for task in ended:
            if not task.cancelled():
                task.exception()  # so that asyncio does not report it
