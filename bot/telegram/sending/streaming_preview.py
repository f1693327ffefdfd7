"""An answer while it is written: a draft that grows in the private chat, and a button to stop it.

A preview never becomes the answer. What ends it takes everything away that it showed, and only then is the answer sent,
once, by whoever asked for it.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from itertools import count

from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.answering.types import OnText
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages import keyboards
from bot.telegram.messages.rich_text import MAX_UNITS, head
from bot.telegram.messages.translations import translate
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries, retry_after_s

_log = logging.getLogger(__name__)

_CUT = "…"


class StreamingPreviews:
    """Shows answers while they are written. In groups nobody sees more than that the bot is typing."""

    def __init__(  # noqa: PLR0913 - each says another thing
        self,
        bot: Bot,
        *,
        draft_every_s: float = 0.7,
        edit_every_s: float = 1.6,
        button_after_s: float = 2.5,
        end_within_s: float = 5,
        at_once: int = 20,
    ) -> None:
        """Show them as ``bot``.

        Args:
            bot: Sends.
            draft_every_s: The least time between two states of a draft.
            edit_every_s: The same for edits, where Telegram takes no drafts.
            button_after_s: How long an answer takes before a button to stop it is offered.
            end_within_s: How long an answer waits for what is being shown to be taken away.
            at_once: In how many chats. Where more people wait, what Telegram takes in a second is for answers.
        """
        self._bot = bot
        self._draft_every_s = draft_every_s
        self._edit_every_s = edit_every_s
        self._button_after_s = button_after_s
        self._end_within_s = end_within_s
        self._at_once = at_once
        self._open = 0
        self._late: set[asyncio.Task[None]] = set()
        self._takes_drafts = True
        self._ids = count(1)

    @contextlib.asynccontextmanager
    async def shown(self, topic: ChatTopic, language: str) -> AsyncIterator[OnText | None]:
        """Show what the context's value is called with; None where nothing is shown."""
        if not topic.private or self._open >= self._at_once:
            yield None
            return
        preview = _StreamingPreview(self, topic, language)
        tasks = [asyncio.create_task(preview.stream()), asyncio.create_task(preview.offer_stop())]
        self._open += 1
        try:
            yield preview.show
        finally:
            self._open -= 1
            ending = asyncio.create_task(preview.end(tasks))
            self._late.add(ending)
            ending.add_done_callback(self._late.discard)
            # What is still on its way then cannot be called back; it is taken away when it has arrived.
            await asyncio.wait([ending], timeout=self._end_within_s)

    async def draft(self, topic: ChatTopic, draft_id: int, text: str) -> bool:
        """Show a state of a draft; returns whether Telegram takes drafts."""
        if not self._takes_drafts:
            return False
        try:
            await self._bot.send_message_draft(topic.chat_id, draft_id, text, message_thread_id=topic.thread_id)
        except Forbidden:
            pass  # who blocked the bot sees no answer either
        except (BadRequest, InvalidToken) as error:
            if isinstance(error, BadRequest) and "not found" in error.message.lower():
                return True  # the topic is gone, which says nothing about drafts
            # An unknown method is a token unknown to Telegram, as far as its client can tell.
            _log.info("Telegram takes no drafts (%s); answers are shown by edits from now on", error)
            self._takes_drafts = False
        return self._takes_drafts

    def new_id(self) -> int:
        """An id for a draft."""
        return next(self._ids)

    async def send(self, topic: ChatTopic, text: str, language: str) -> Message:
        """A message with a button to stop the answer."""
        return await self._bot.send_message(
            topic.chat_id,
            text,
            message_thread_id=topic.thread_id,
            reply_markup=keyboards.stop_keyboard(language),
            disable_notification=True,
        )

    async def edit(self, message: Message, text: str, language: str) -> None:
        """Show another state in that message."""
        await self._bot.edit_message_text(
            text, chat_id=message.chat_id, message_id=message.message_id, reply_markup=keyboards.stop_keyboard(language)
        )

    async def remove(self, message: Message) -> None:
        """Take that message away."""
        await call_with_retries(
            lambda: self._bot.delete_message(message.chat_id, message.message_id), self._end_within_s
        )

    @property
    def pause_s(self) -> float:
        """The least time between two states."""
        return self._draft_every_s if self._takes_drafts else self._edit_every_s

    @property
    def button_after_s(self) -> float:
        """How long an answer takes before a button to stop it is offered."""
        return self._button_after_s


class _StreamingPreview:
    """The preview of one answer. While a request is on its way ``_sending`` is held, so that none outlives the end."""

    def __init__(self, previews: StreamingPreviews, topic: ChatTopic, language: str) -> None:
        self._previews = previews
        self._topic = topic
        self._language = language
        self._id = previews.new_id()
        self._text = ""
        self._news = asyncio.Event()
        self._sending = asyncio.Lock()
        self._message: Message | None = None
        self._begun = False

    def show(self, text: str) -> None:
        self._text = text
        self._news.set()

    async def stream(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            wait_s = 0.0
            async with self._sending:
                with _harmless():
                    try:
                        await self._show(_fitting(self._text))
                    except RetryAfter as error:
                        wait_s = retry_after_s(error)
            await asyncio.sleep(max(wait_s, self._previews.pause_s))

    async def _show(self, text: str) -> None:
        if not text or await self._previews.draft(self._topic, self._id, text):
            return
        if not self._begun:
            await self._begin(text)
        elif self._message is not None:
            await self._previews.edit(self._message, text, self._language)

    async def _begin(self, text: str) -> None:
        """Send the message that is edited later; once, because where one is lost, another would stand beside it."""
        self._begun = True
        self._message = await self._previews.send(self._topic, text, self._language)

    async def offer_stop(self) -> None:
        await asyncio.sleep(self._previews.button_after_s)
        async with self._sending:
            if not self._begun:
                with _harmless():
                    await self._begin(translate(self._language, "working"))

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        await self._sending.acquire()  # for good: nothing more is shown
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._message is not None:
            with _harmless():
                await self._previews.remove(self._message)


def _fitting(text: str) -> str:
    """As much as one message holds."""
    text = text.strip()
    short = head(text, MAX_UNITS - len(_CUT))
    return text if len(short) == len(text) else short + _CUT


@contextlib.contextmanager
def _harmless() -> Iterator[None]:
    """A preview that fails costs nobody an answer."""
    try:
        yield
    except (TelegramError, DeliveryUnknownError) as error:
        _log.info("An answer could not be shown while it is written: %s", error)
