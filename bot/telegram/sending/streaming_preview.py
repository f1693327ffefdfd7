"""Streaming previews: an answer while the model writes it, as a draft in the private chat, and a button to stop it.

A preview never becomes the answer. When the preview ends, it removes what it showed; then the answer is sent once.
Where a draft has a button that stops it (Bot API 10.3), the draft is the only message before the answer.

The path of the text: the answerer calls ``_Preview.show`` (the ``on_text`` of a ``Question``), which only keeps the
text; ``_Preview.stream`` sends the latest state at Telegram's pace, as a draft or, where drafts are refused, as edits
of one message.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.answering.types import OnText
from bot.cancellation import cancel_and_wait
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages import keyboards
from bot.telegram.messages.rich_text import MAX_UNITS, head
from bot.telegram.messages.translations import translate
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries, retry_after_s
from bot.telegram.sending.server_capabilities import ServerCapabilities

_log = logging.getLogger(__name__)

_CUT = "…"


@dataclass(slots=True)
class _Shared:
    """What all previews of a bot share; ``takes_drafts`` turns False once Telegram refuses a draft."""

    bot: Bot
    draft_every_s: float
    edit_every_s: float
    button_after_s: float
    end_within_s: float
    capabilities: ServerCapabilities
    takes_drafts: bool = True
    draft_ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def pause_s(self) -> float:
        """The shortest time between two states of a preview."""
        return self.draft_every_s if self.takes_drafts else self.edit_every_s


class StreamingPreviews:
    """Shows answers while the model writes them. Groups see only that the bot is typing."""

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
        """Show previews as ``bot``.

        Args:
            bot: Sends.
            draft_every_s: The shortest time between two states of a draft.
            edit_every_s: The shortest time between two edits, where Telegram takes no drafts.
            button_after_s: When to offer a button that stops the answer.
            end_within_s: How long an answer waits until its preview is removed.
            at_once: The most previews at a time. Beyond it, the requests that Telegram accepts are for answers.
        """
        capabilities = ServerCapabilities(bot)
        self._shared = _Shared(bot, draft_every_s, edit_every_s, button_after_s, end_within_s, capabilities)
        self._end_within_s = end_within_s
        self._at_once = at_once
        self._open = 0
        self._ending: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def open(
        self, topic: ChatTopic, language: str, replaced_id: int | None = None
    ) -> AsyncIterator[OnText | None]:
        """Show a preview for as long as the context lasts.

        Args:
            topic: Where to.
            language: The user's.
            replaced_id: A message of the bot that the answer will replace; the preview is in it, and leaves it there.

        Yields:
            Takes each state of the answer; None where the chat gets no preview.
        """
        if not topic.private or self._open >= self._at_once:
            yield None
            return
        preview = _Preview(self._shared, topic, language, replaced_id)
        tasks = [asyncio.create_task(_log_bugs(work)) for work in (preview.stream(), preview.offer_stop())]
        self._open += 1
        try:
            yield preview.show
        finally:
            self._open -= 1
            ending = asyncio.create_task(_log_bugs(preview.end(tasks)))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            # A request that is still running cannot be called back; its message is removed once it has arrived. An
            # edit of the message that the answer replaces must not arrive after the answer.
            await asyncio.wait([ending], timeout=self._end_within_s if replaced_id is None else None)


class _Preview:
    """The preview of one answer. A running request holds ``_sending``, so that none outlives the end."""

    def __init__(self, shared: _Shared, topic: ChatTopic, language: str, replaced_id: int | None) -> None:
        self._shared = shared
        self._replaces = replaced_id is not None
        self._message_id = replaced_id
        self._topic = topic
        self._language = language
        self._draft_id = next(shared.draft_ids)
        self._text = ""
        self._changed = asyncio.Event()
        self._sending = asyncio.Lock()
        self._message_sent = False
        self._draft_sent = False

    def show(self, text: str) -> None:
        """Keep a state of the answer, to be shown when Telegram takes the next one."""
        self._text = text
        self._changed.set()

    async def stream(self) -> None:
        """Send the latest state whenever there is a new one, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            wait_s = 0.0
            async with self._sending:
                with _log_failures():
                    try:
                        await self._send_state(_cut_to_fit(self._text))
                    except RetryAfter as error:
                        wait_s = retry_after_s(error)
            await asyncio.sleep(max(wait_s, self._shared.edit_every_s if self._replaces else self._shared.pause_s))

    async def offer_stop(self) -> None:
        """After some seconds, send a message with a button that stops the answer, if none was sent."""
        await asyncio.sleep(self._shared.button_after_s)
        async with self._sending:
            if self._message_sent or (self._draft_sent and await self._can_stop_draft()):
                return
            working = translate(self._language, "working")
            with _log_failures():
                if self._replaces or not await self._can_stop_draft() or not await self._send_draft(working):
                    await self._show_message(working)

    async def _can_stop_draft(self) -> bool:
        """Return whether a draft has a button of Telegram's own that stops it."""
        chat_id = self._topic.chat_id  # in a private chat also the user's id
        return self._shared.takes_drafts and await self._shared.capabilities.is_recent(chat_id, chat_id)

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        """Stop the tasks of the preview, and delete its message."""
        await self._sending.acquire()  # never released: nothing more is sent
        await cancel_and_wait(tasks)
        message_id, shared = self._message_id, self._shared
        if message_id is not None and not self._replaces:
            with _log_failures():
                await call_with_retries(
                    lambda: shared.bot.delete_message(self._topic.chat_id, message_id), shared.end_within_s
                )

    async def _send_state(self, text: str) -> None:
        if text and (self._replaces or not await self._send_draft(text)):
            await self._show_message(text)

    async def _send_draft(self, text: str) -> bool:
        """Send a state as a draft; returns whether Telegram takes drafts."""
        shared, topic = self._shared, self._topic
        if not shared.takes_drafts:
            return False
        try:
            stop = {"can_stop": True} if await self._can_stop_draft() else None
            await shared.bot.send_message_draft(
                topic.chat_id, self._draft_id, text, message_thread_id=topic.thread_id, api_kwargs=stop
            )
            self._draft_sent = True
        except Forbidden:
            pass  # the user blocked the bot, and sees no answer either
        except (BadRequest, InvalidToken) as error:
            if isinstance(error, BadRequest) and "not found" in error.message.lower():
                return True  # the topic was deleted, which says nothing about drafts
            # A server that does not know the method answers as it does to an unknown token.
            _log.info("Telegram takes no drafts (%s); the bot shows answers by edits from now on", error)
            shared.takes_drafts = False
        return shared.takes_drafts

    async def _show_message(self, text: str) -> None:
        """Show a state in a message that the next states edit. It is sent at most once: a lost one may have arrived."""
        is_first, self._message_sent = not self._message_sent, True
        bot, topic, keyboard = self._shared.bot, self._topic, keyboards.stop_keyboard(self._language)
        if self._message_id is not None:
            await bot.edit_message_text(text, chat_id=topic.chat_id, message_id=self._message_id, reply_markup=keyboard)
        elif is_first:
            message = await bot.send_message(
                topic.chat_id,
                text,
                message_thread_id=topic.thread_id,
                reply_markup=keyboard,
                disable_notification=True,
            )
            self._message_id = message.message_id


def _cut_to_fit(text: str) -> str:
    """Cut a text to the length of one message."""
    text = text.strip()
    short = head(text, MAX_UNITS - len(_CUT))
    return text if len(short) == len(text) else short + _CUT


async def _log_bugs(work: Coroutine[Any, Any, None]) -> None:
    """Do some work of a preview; a bug in it ends the preview, and the answer comes all the same."""
    try:
        await work
    except Exception:  # noqa: BLE001 - whatever it is, the answer must go out
        _log.exception("A preview of an answer ended because of a bug")


@contextlib.contextmanager
def _log_failures() -> Iterator[None]:
    """Log that a preview failed; the answer comes all the same."""
    try:
        yield
    except (TelegramError, DeliveryUnknownError) as error:
        _log.info("A preview of an answer failed: %s", error)
