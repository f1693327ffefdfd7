"""Waiting, in the event loop of a bot, for what the bot tells nobody."""

import asyncio
from collections.abc import Callable

_LIMIT_S = 120.0


async def until(is_true: Callable[[], object], timeout_s: float = _LIMIT_S) -> None:
    """Wait until something is true; raises ``TimeoutError``."""
    async with asyncio.timeout(timeout_s):
        while not is_true():  # noqa: ASYNC110 - the bot has no event for it
            await asyncio.sleep(0.05)
