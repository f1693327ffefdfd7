"""One request to Telegram: made again where that is safe, and never where it could make two of one message."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.telegram.messages.message import Outgoing

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PAUSES_S = (0.5, 3.0)
_LONGEST_WAIT_S = 120.0
# A request that these stopped never left, so sending it again cannot make two of one message.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class UnsureError(Exception):
    """Nobody knows whether Telegram did what it was asked for."""


class UnsentError(UnsureError):
    """Telegram did not do it: it was not reached, or keeps asking to wait."""


async def attempt(
    call: Callable[[Outgoing], Awaitable[T]],
    message: Outgoing,
    *,
    repeatable: bool = False,
    longest_wait_s: float = _LONGEST_WAIT_S,
) -> T:
    """Make a request; without entities, once, where Telegram refuses these.

    Args:
        call: Makes the request.
        message: What goes with it.
        repeatable: Whether doing it twice is the same as doing it once, as with an edit.
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
            message = Outgoing(message.text, (), message.keyboard)
        except RetryAfter as error:
            pause = next(pauses, None)
            wait_s = seconds_of(error)
            if pause is None or wait_s > longest_wait_s:
                raise UnsentError("Telegram asks to wait") from error
            await asyncio.sleep(wait_s)
        except NetworkError as error:
            never_left = isinstance(error.__cause__, _NEVER_LEFT)
            pause = next(pauses, None) if repeatable or never_left else None
            if pause is None:
                raise (UnsentError if never_left else UnsureError)(str(error)) from error
            await asyncio.sleep(pause)


async def insist(call: Callable[[], Awaitable[T]], longest_wait_s: float = _LONGEST_WAIT_S) -> T:
    """Make a request that carries no message, and that may be made twice; raises what ``attempt`` does."""
    return await attempt(lambda _: call(), Outgoing(""), repeatable=True, longest_wait_s=longest_wait_s)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()
