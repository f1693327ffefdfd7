"""Turns to write in a chat: Telegram refuses more than about one message a second there, and PTB does not hold that."""

import asyncio
import time
from collections.abc import Awaitable, Callable

_INTERVAL_S = 1.05
_AT_ONCE = 3
_KEPT = 1_000


class ChatRateLimiter:
    """A few messages at once, then one a second, in each chat."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Count with this clock, wait with this sleep."""
        self._clock = clock
        self._sleep = sleep
        self._next: dict[int, float] = {}

    async def turn(self, chat_id: int) -> None:
        """Wait for a turn in this chat."""
        now = self._clock()
        if len(self._next) > _KEPT:
            self._next = {chat: at for chat, at in self._next.items() if at > now - _AT_ONCE * _INTERVAL_S}
        at = max(self._next.get(chat_id, 0.0), now - (_AT_ONCE - 1) * _INTERVAL_S)
        self._next[chat_id] = at + _INTERVAL_S
        if at > now:
            await self._sleep(at - now)
