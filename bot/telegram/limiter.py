"""Telegram's limits for a bot as a whole: messages count, signs of life do not."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

# Telegram counts messages; what only shows that something is going on would take their places in the queue.
_UNCOUNTED = frozenset(
    {"sendChatAction", "sendMessageDraft", "answerCallbackQuery", "answerInlineQuery", "getChatMember"}
)


class Limiter(AIORateLimiter):
    """Holds messages to a rate, and waits when Telegram asks to. Previews and typing neither wait nor are repeated."""

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
        if endpoint in _UNCOUNTED:
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
