"""The global rate limit: requests that only show activity do not delay answers."""

import asyncio
from typing import Any

from bot.telegram.sending.rate_limits import GlobalRateLimiter

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
