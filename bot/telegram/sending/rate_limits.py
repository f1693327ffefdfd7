"""Rate limits: what Telegram accepts in a second, and how many requests run at once.

Telegram accepts about one message a second in a chat, 20 a minute in a group and 30 a second in all chats together.
A message passes the three limiters in the order in which they stand here.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, RetryAfter
from telegram.ext import AIORateLimiter
from telegram.request import HTTPXRequest

from bot.telegram.sending.retries import retry_after_s
from index.tls_context import shared_tls_context

_CHAT_INTERVAL_S = 1.05
_CHAT_BURST = 3
_CHATS_KEPT = 1_000

_LONGEST_SHARED_WAIT_S = 10.0
_ACTIVITY_AT_ONCE = 8
# Telegram counts messages only. Requests that only show activity would take the places of messages in the queue.
_ACTIVITY = frozenset({"sendChatAction", "sendMessageDraft"})
_UNCOUNTED = _ACTIVITY | {"answerCallbackQuery", "answerInlineQuery", "getChatMember"}

_TOKEN_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)

_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 20
_POOL_TIMEOUT_S = 60  # for a connection that a cancelled request has not given back yet


class ChatRateLimiter:
    """Allows three messages at once in each chat, then one a second. PTB's limiter has no limit for private chats."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Read the time from ``clock`` and wait with ``sleep``."""
        self._clock = clock
        self._sleep = sleep
        self._next: dict[int, float] = {}

    async def wait(self, chat_id: int) -> None:
        """Wait until this chat may receive another message."""
        now = self._clock()
        if len(self._next) > _CHATS_KEPT:
            self._next = {chat: at for chat, at in self._next.items() if at > now - _CHAT_BURST * _CHAT_INTERVAL_S}
        at = max(self._next.get(chat_id, 0.0), now - (_CHAT_BURST - 1) * _CHAT_INTERVAL_S)
        self._next[chat_id] = at + _CHAT_INTERVAL_S
        if at > now:
            await self._sleep(at - now)


class _LongWaitError(Exception):
    """Telegram asks for a longer wait than all chats should share."""

    def __init__(self, refusal: RetryAfter) -> None:
        """Carry the refusal out of the base class, which would wait for everybody."""
        super().__init__(refusal.message)
        self.refusal = refusal


class GlobalRateLimiter(AIORateLimiter):
    """Limits messages to all chats together, and waits when Telegram asks for it.

    While it waits, it sends nothing to any chat. Telegram asks for a long wait when one chat received too much; then
    the request fails, and only its sender waits. Previews and "typing" are not repeated, and few of them run at once,
    so that in hundreds of chats they do not delay answers in the queue for connections.
    """

    def __init__(self, *, overall_max_rate: float, max_retries: int) -> None:
        """Allow ``overall_max_rate`` messages a second, and retry up to ``max_retries`` times."""
        super().__init__(overall_max_rate=overall_max_rate, max_retries=max_retries)
        self._activity = asyncio.Semaphore(_ACTIVITY_AT_ONCE)
        self._rates = overall_max_rate, self._group_max_rate
        self._replicas = 1

    def share(self, replicas: int) -> None:
        """Share the limits of the bot with so many replicas."""
        if replicas == self._replicas:
            return
        self._replicas = replicas
        overall, group = self._rates
        # Who waits already waits for the earlier limiters.
        if self._base_limiter is not None:
            self._base_limiter = type(self._base_limiter)(max(1.0, overall / replicas), 1)
        self._group_max_rate = max(1.0, group / replicas)
        self._group_limiters.clear()

    async def process_request(  # noqa: PLR0913, PLR0917 - the base class's
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the base class's
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:  # noqa: ANN401 - the base class's
        """Make a request, after a wait if Telegram counts it; see the base class."""
        if endpoint in _ACTIVITY:
            async with self._activity:
                return await callback(*args, **kwargs)
        if endpoint in _UNCOUNTED:
            return await callback(*args, **kwargs)

        async def refuse_long_waits(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the base class's
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                if retry_after_s(error) > _LONGEST_SHARED_WAIT_S:
                    raise _LongWaitError(error) from error
                raise

        try:
            return await super().process_request(refuse_long_waits, args, kwargs, endpoint, data, rate_limit_args)
        except _LongWaitError as error:
            raise error.refusal from None


class ConnectionPool(HTTPXRequest):
    """Runs a bounded number of HTTP requests at once.

    Requests could wait in httpx's own pool. But whenever a request begins or ends, httpx compares every waiting request
    with every connection: with hundreds waiting, that takes the event loop as long as the requests themselves.
    """

    def __init__(self, connections: int, check: Callable[[], None] = lambda: None) -> None:
        """Run at most ``connections`` requests at once, and call ``check`` before each, which may raise an error."""
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=_CONNECT_TIMEOUT_S,
            read_timeout=_READ_TIMEOUT_S,
            pool_timeout=_POOL_TIMEOUT_S,
            httpx_kwargs={"verify": shared_tls_context()},
        )
        self._connections = asyncio.Semaphore(connections)
        self._check = check

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - the base class's
        """Make a request once a connection is free; see the base class."""
        async with self._connections:
            self._check()
            code, payload = await super().do_request(*args, **kwargs)
        parsed = None if code == HTTPStatus.OK else _parse_object(payload)
        if code in _TOKEN_REFUSED and (parsed is None or "ok" not in parsed):
            # A login page of a network or a wrong address; the base class would blame the token.
            raise NetworkError("The reply is not one of Telegram's")
        return code, payload if code == HTTPStatus.OK or parsed is not None else b"{}"

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse a reply; the base class would write a reply that is no JSON into the log.

        Raises:
            NetworkError: A proxy or a broken server answered, so nobody knows whether Telegram got the request.
        """
        parsed = _parse_object(payload)
        if parsed is None:
            raise NetworkError("The reply is not one of Telegram's")
        return parsed


def _parse_object(payload: bytes) -> dict[str, Any] | None:
    try:
        parsed = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None
