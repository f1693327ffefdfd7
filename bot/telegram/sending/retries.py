"""Retries of requests to Telegram: a request is repeated only if that cannot send a message twice."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.telegram.messages.message import OutgoingMessage

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PAUSES_S = (0.5, 3.0)
_LONGEST_WAIT_S = 120.0
_SLOW_MODE = re.compile(r"slowmode_wait_(\d+)", re.IGNORECASE)
"""A group in slow mode lets the bot send one message in so many seconds."""
# These errors end a request before it is sent, so a retry cannot send a message twice.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class DeliveryUnknownError(Exception):
    """The connection was lost, so Telegram may have carried out the request or not."""


class NotDeliveredError(DeliveryUnknownError):
    """Telegram did not carry out the request: it was not reached, or it keeps asking to wait."""


async def send_with_retries(
    call: Callable[[OutgoingMessage], Awaitable[T]],
    message: OutgoingMessage,
    *,
    idempotent: bool = False,
    longest_wait_s: float = _LONGEST_WAIT_S,
) -> T:
    """Make a request, and retry it where that is safe. A message whose entities are refused goes out without them.

    Args:
        call: Makes the request.
        message: Goes with the request.
        idempotent: Whether making the request twice has the same effect as once, as with an edit.
        longest_wait_s: The longest wait that Telegram may ask for.

    Raises:
        NotDeliveredError: Telegram was not reached, or keeps asking to wait.
        DeliveryUnknownError: The connection was lost after the request was sent.
        TelegramError: Telegram refuses the request.
    """
    pauses = iter(_PAUSES_S)
    while True:
        try:
            return await call(message)
        except BadRequest as error:
            slow_mode = _SLOW_MODE.search(error.message)
            if slow_mode is not None:
                await _wait(float(slow_mode[1]), pauses, longest_wait_s, error)
                continue
            if not message.entities or "entit" not in error.message.lower():
                raise
            _log.exception("Telegram refused the entities of a message; it goes out without them")
            message = OutgoingMessage(message.text, (), message.keyboard)
        except RetryAfter as error:
            await _wait(retry_after_s(error), pauses, longest_wait_s, error)
        except NetworkError as error:
            never_sent = isinstance(error.__cause__, _NEVER_SENT)
            pause = next(pauses, None) if idempotent or never_sent else None
            if pause is None:
                raise (NotDeliveredError if never_sent else DeliveryUnknownError)(str(error)) from error
            await asyncio.sleep(pause)


async def _wait(wait_s: float, pauses: Iterator[float], longest_wait_s: float, error: TelegramError) -> None:
    """Wait for as long as Telegram asks, unless that is too long or too often."""
    if next(pauses, None) is None or wait_s > longest_wait_s:
        raise NotDeliveredError("Telegram asks to wait") from error
    await asyncio.sleep(wait_s)


async def call_with_retries(call: Callable[[], Awaitable[T]], longest_wait_s: float = _LONGEST_WAIT_S) -> T:
    """Make an idempotent request that carries no message; raises what ``send_with_retries`` raises."""
    return await send_with_retries(
        lambda _: call(), OutgoingMessage(""), idempotent=True, longest_wait_s=longest_wait_s
    )


def retry_after_s(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()
