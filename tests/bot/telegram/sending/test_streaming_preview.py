"""Streaming previews leave nothing behind."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from telegram import Bot, Chat, Message
from telegram.error import BadRequest, EndPointNotFound

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.sending.streaming_preview import StreamingPreviews

ANN = 41


@dataclass
class SlowBot:
    """Refuses drafts, and sends a message only when it is told to."""

    arrives: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Event = field(default_factory=asyncio.Event)
    deleted: asyncio.Event = field(default_factory=asyncio.Event)

    async def do_api_request(self, *_: object, **__: object) -> None:
        """Know no method of newer versions."""
        raise EndPointNotFound("Endpoint not found")

    async def send_message_draft(self, *_: object, **__: object) -> None:
        """Refuse, as a server that does not know the method."""
        raise BadRequest("Method is not available")

    async def send_message(self, chat_id: int, text: str, **_: Any) -> Message:  # noqa: ANN401 - those of the bot
        """Send when it is allowed."""
        self.sending.set()
        await self.arrives.wait()
        return Message(7, cast("Any", None), Chat(chat_id, "private"), text=text)

    async def delete_message(self, chat_id: int, message_id: int) -> None:
        """Note the deletion."""
        assert (ANN, 7) == (chat_id, message_id)
        self.deleted.set()


async def test_a_preview_that_arrives_after_the_answer_is_deleted() -> None:
    """The answer does not wait for a slow preview, and the preview is deleted once it has arrived."""
    bot = SlowBot()
    previews = StreamingPreviews(cast("Bot", bot), button_after_s=0, end_within_s=0.01)
    async with asyncio.timeout(30), previews.open(ChatTopic(ANN, None, private=True), "en"):
        await bot.sending.wait()
    assert not bot.deleted.is_set()
    bot.arrives.set()
    await asyncio.wait_for(bot.deleted.wait(), 10)


@dataclass
class BuggyBot:
    """Fails in a way that no error of Telegram describes."""

    calls: int = 0

    async def do_api_request(self, *_: object, **__: object) -> None:
        """Know no method of newer versions."""
        raise EndPointNotFound("Endpoint not found")

    async def send_message_draft(self, *_: object, **__: object) -> None:
        """Fail because of a bug."""
        self.calls += 1
        raise KeyError("a bug")


async def test_a_bug_in_a_preview_is_logged_and_ends_the_preview_alone(caplog: pytest.LogCaptureFixture) -> None:
    """The context ends as usual, so that the answer goes out, and the log has one traceback."""
    bot = BuggyBot()
    previews = StreamingPreviews(cast("Bot", bot), draft_every_s=0.0)
    async with asyncio.timeout(30), previews.open(ChatTopic(ANN, None, private=True), "en") as show:
        assert show is not None
        for n in range(5):
            show(f"state {n}")
            await asyncio.sleep(0.01)

    assert (1, 1) == (bot.calls, len(caplog.records))
    assert caplog.records[0].exc_info is not None


async def test_only_some_chats_get_previews_at_once() -> None:
    """Beyond the limit a chat gets no preview; when one ends, the next chat gets its place."""
    previews = StreamingPreviews(cast("Bot", SlowBot()), at_once=1)
    one, other = ChatTopic(ANN, None, private=True), ChatTopic(ANN + 1, None, private=True)
    async with previews.open(one, "en") as first, previews.open(other, "en") as second:
        assert (True, True) == (first is not None, second is None)
    async with previews.open(other, "en") as third:
        assert third is not None
