"""Telegram's limits for a bot as a whole: messages count, signs of life do not."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

from bot.telegram.sending.retries import retry_after_s

_LONGEST_HOLD_S = 10.0

_SHOWN_AT_ONCE = 8

# Telegram counts messages; what only shows that something is going on would take their places in the queue.
_SHOWING = frozenset({"sendChatAction", "sendMessageDraft"})
_UNCOUNTED = _SHOWING | {"answerCallbackQuery", "answerInlineQuery", "getChatMember"}


class _LongWaitError(Exception):
    """Telegram asks to wait for longer than everybody shall."""

    def __init__(self, refusal: RetryAfter) -> None:
        """Raised for this."""
        super().__init__(refusal.message)
        self.refusal = refusal


class GlobalRateLimiter(AIORateLimiter):
    """Holds messages to a rate, and waits when Telegram asks to. Previews and typing are not repeated.

    While it waits nobody is sent anything. So where Telegram asks for long, as it does for one chat that was sent too
    much, only whoever made the request waits. Few previews and signs of typing are sent at once, so that in hundreds of
    chats they do not stand before answers in the queue for connections.
    """

    def __init__(self, *, overall_max_rate: float, max_retries: int) -> None:
        """Hold messages to ``overall_max_rate`` a second; try again up to ``max_retries`` times."""
        super().__init__(overall_max_rate=overall_max_rate, max_retries=max_retries)
        self._showing = asyncio.Semaphore(_SHOWN_AT_ONCE)

    async def process_request(  # noqa: PLR0913, PLR0917 - the base class's
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the base class's
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:  # noqa: ANN401 - the base class's
        """Make a request, at its turn if it counts."""
        if endpoint in _SHOWING:
            async with self._showing:
                return await callback(*args, **kwargs)
        if endpoint in _UNCOUNTED:
            return await callback(*args, **kwargs)

        async def bounded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the base class's
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                if retry_after_s(error) > _LONGEST_HOLD_S:
                    raise _LongWaitError(error) from error
                raise

        try:
            return await super().process_request(bounded, args, kwargs, endpoint, data, rate_limit_args)
        except _LongWaitError as error:
            raise error.refusal from None
