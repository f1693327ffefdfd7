"""One request to Telegram: made again where that is safe, and never where it could make two of one message."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.telegram.messages.message import OutgoingMessage

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PAUSES_S = (0.5, 3.0)
_LONGEST_WAIT_S = 120.0
# A request that these stopped never left, so sending it again cannot make two of one message.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class DeliveryUnknownError(Exception):
    """Nobody knows whether Telegram did what it was asked for."""


class NotDeliveredError(DeliveryUnknownError):
    """Telegram did not do it: it was not reached, or keeps asking to wait."""


async def send_with_retries(
    call: Callable[[OutgoingMessage], Awaitable[T]],
    message: OutgoingMessage,
    *,
    idempotent: bool = False,
    longest_wait_s: float = _LONGEST_WAIT_S,
) -> T:
    """Make a request; without entities, once, where Telegram refuses these.

    Args:
        call: Makes the request.
        message: What goes with it.
        idempotent: Whether doing it twice is the same as doing it once, as with an edit.
        longest_wait_s: How long to wait at most where Telegram asks to.

    Raises:
        UnsentError: Telegram was not reached, or keeps asking to wait.
        UnsureError: The connection was lost on the way.
        TelegramError: Telegram refuses it.
    """
    pauses = iter(_PAUSES_S)
    while True:
        try:
            return await call(message)
        except BadRequest as error:
            if not message.entities or "entit" not in error.message.lower():
                raise
            _log.exception("Telegram refused the entities of a message; it goes out without them")
            message = OutgoingMessage(message.text, (), message.keyboard)
        except RetryAfter as error:
            pause = next(pauses, None)
            wait_s = retry_after_s(error)
            if pause is None or wait_s > longest_wait_s:
                raise NotDeliveredError("Telegram asks to wait") from error
            await asyncio.sleep(wait_s)
        except NetworkError as error:
            never_left = isinstance(error.__cause__, _NEVER_LEFT)
            pause = next(pauses, None) if idempotent or never_left else None
            if pause is None:
                raise (NotDeliveredError if never_left else DeliveryUnknownError)(str(error)) from error
            await asyncio.sleep(pause)


async def call_with_retries(call: Callable[[], Awaitable[T]], longest_wait_s: float = _LONGEST_WAIT_S) -> T:
    """Make a request that carries no message, and that may be made twice; raises what ``attempt`` does."""
    return await send_with_retries(
        lambda _: call(), OutgoingMessage(""), idempotent=True, longest_wait_s=longest_wait_s
    )


def retry_after_s(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()
