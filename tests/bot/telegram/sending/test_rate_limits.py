"""Rate limits: each chat has its own, and requests that only show activity do not delay answers."""

import asyncio
from typing import Any

from bot.telegram.sending.rate_limits import ChatRateLimiter, GlobalRateLimiter

_CHATS = 200


async def test_typing_in_many_chats_leaves_connections_for_answers() -> None:
    """Few chat actions run at once; a message passes those that wait, and all of them are sent in the end."""
    limiter = GlobalRateLimiter(overall_max_rate=1000, max_retries=1)
    done, go = [], asyncio.Event()
    under_way = 0

    async def show(chat: int) -> bool:
        nonlocal under_way
        under_way += 1
        await go.wait()
        done.append(chat)
        return True

    async def send() -> str:
        return "sent"

    async def make(call: Any, endpoint: str, *args: int) -> Any:  # noqa: ANN401 - of the library
        return await limiter.process_request(call, args, {}, endpoint, {}, None)

    async with asyncio.timeout(10):
        typing = [asyncio.create_task(make(show, "sendChatAction", chat)) for chat in range(_CHATS)]
        await asyncio.sleep(0)  # they begin
        answered = await make(send, "sendMessage")
        first = under_way
        go.set()
        await asyncio.gather(*typing)
    assert ("sent", 8, list(range(_CHATS))) == (answered, first, done)


class SleepingClock:
    """A clock that moves only while a task sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def time(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


async def test_a_chat_gets_three_messages_at_once_and_then_one_a_second() -> None:
    """A chat gets three messages at once, then one a second, as Telegram allows."""
    clock = SleepingClock()
    rate_limiter, at = ChatRateLimiter(clock.time, clock.sleep), []
    for _ in range(6):
        await rate_limiter.wait(7)
        at.append(round(clock.now - 1_000, 2))

    assert [0, 0, 0, 1.05, 2.1, 3.15] == at


async def test_a_burst_comes_back_with_time() -> None:
    """After a quiet minute a chat may get three messages at once again, and no more."""
    clock = SleepingClock()
    rate_limiter = ChatRateLimiter(clock.time, clock.sleep)
    await rate_limiter.wait(7)
    clock.now += 60
    quiet = clock.now
    for _ in range(4):
        await rate_limiter.wait(7)

    assert 1.05 == round(clock.now - quiet, 2)


async def test_chats_have_limits_of_their_own() -> None:
    """More than a thousand chats get a message each without a wait."""
    clock = SleepingClock()
    rate_limiter = ChatRateLimiter(clock.time, clock.sleep)
    for chat_id in range(1_200):
        await rate_limiter.wait(chat_id)

    assert 1_000.0 == clock.now
