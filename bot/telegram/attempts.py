"""One request to Telegram: made again where that is safe, and never where it could make two of one message."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.telegram.rendering import Outgoing

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PAUSES_S = (0.5, 3.0)
_LONGEST_WAIT_S = 120.0
# A request that these stopped never left, so sending it again cannot make two of one message.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class UnsureError(Exception):
    """Nobody knows whether Telegram did what it was asked for."""


async def attempt(call: Callable[[Outgoing], Awaitable[T]], message: Outgoing, *, repeatable: bool = False) -> T:
    """Make a request; without entities, once, where Telegram refuses these.

    Args:
        call: Makes the request.
        message: What goes with it.
        repeatable: Whether doing it twice is the same as doing it once, as with an edit.

    Raises:
        UnsureError: The connection was lost on the way, or Telegram keeps asking to wait.
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
            message = Outgoing(message.text, (), message.keyboard)
        except RetryAfter as error:
            pause = next(pauses, None)
            wait_s = _seconds(error)
            if pause is None or wait_s > _LONGEST_WAIT_S:
                raise UnsureError("Telegram asks to wait") from error
            await asyncio.sleep(wait_s)
        except NetworkError as error:
            again = repeatable or isinstance(error.__cause__, _NEVER_LEFT)
            pause = next(pauses, None) if again else None
            if pause is None:
                raise UnsureError(str(error)) from error
            await asyncio.sleep(pause)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()
