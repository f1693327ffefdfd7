"""Acknowledgements: answers to button presses, inline queries and guest messages, and the chat action "typing".

They matter for some seconds only, so they skip the outbox, and a failure is only logged.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from telegram import Bot, InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.cancellation import cancel_and_wait
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.message import NO_PREVIEW, OutgoingMessage
from bot.telegram.messages.rich_text import MAX_ENTITIES, head
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries

_log = logging.getLogger(__name__)

_TYPING_AFTER_S = 0.3
_LONGEST_WAIT_S = 5.0  # Telegram lets a button and an inline query wait for some seconds
WINDOW_UNITS = 200
"""The longest text of a window, in UTF-16 units."""
_CACHED_S = 300
_GUEST_RESULT = "answer"  # Telegram requires an id and a title, and shows neither


class Acknowledgements:
    """Sends acknowledgements."""

    def __init__(self, bot: Bot) -> None:
        """Send as ``bot``."""
        self._bot = bot

    async def answer_callback(
        self, query_id: str, text: str | None = None, *, window: bool = True, url: str | None = None
    ) -> bool:
        """Answer a button press; returns whether Telegram accepted the answer.

        Args:
            query_id: The callback query.
            text: What the user reads; without it, the button only stops blinking.
            window: Whether the user must close the text; otherwise it disappears by itself.
            url: A deep link to the bot that the user's client opens.
        """
        shown = None if text is None else head(text, WINDOW_UNITS)
        alert = window and text is not None
        try:
            return await _answer_once(
                lambda: self._bot.answer_callback_query(query_id, shown, show_alert=alert, url=url)
            )
        except TelegramError as error:
            _log.info("A button press could not be answered: %s", error)
            return False

    async def answer_inline_query(
        self,
        query_id: str,
        results: Sequence[InlineQueryResultArticle],
        hint: str | None = None,
        *,
        start: str = "inline",
        cached_s: int = _CACHED_S,
    ) -> bool:
        """Answer an inline query; returns whether Telegram accepted the answer.

        Args:
            query_id: The query.
            results: What the user can send.
            hint: A line above the results; a press on it opens the chat with the bot.
            start: The payload of ``/start`` after that press.
            cached_s: How long Telegram may answer the same query of the same user itself.

        Raises:
            TelegramError: Telegram refuses the content of the answer.
        """
        button = InlineQueryResultsButton(hint, start_parameter=start) if hint else None
        return await _answer_once(
            lambda: self._bot.answer_inline_query(
                query_id, results, cache_time=cached_s, is_personal=True, button=button
            )
        )

    async def answer_guest_query(self, query_id: str, message: OutgoingMessage) -> bool:
        """Answer a guest message, once; returns whether Telegram accepted the answer.

        Raises:
            TelegramError: Telegram refuses the content of the answer.
        """
        content = InputTextMessageContent(
            message.text, entities=message.entities[:MAX_ENTITIES], link_preview_options=NO_PREVIEW
        )
        result = InlineQueryResultArticle(_GUEST_RESULT, _GUEST_RESULT, content, message.keyboard)
        return await _answer_once(lambda: self._bot.answer_guest_query(query_id, result))

    async def react(self, chat_id: int, message_id: int, emoji: str = "👌") -> None:
        """Put an emoji on a user's message; a failure is only logged."""
        try:
            await self._bot.set_message_reaction(chat_id, message_id, emoji)
        except TelegramError as error:
            _log.info("A reaction could not be set: %s", error)

    @contextlib.asynccontextmanager
    async def show_typing(self, topic: ChatTopic, *, picture: bool = False) -> AsyncIterator[None]:
        """Show "typing" once, if the context takes longer than a moment; or at once "sending a photo"."""
        showing = asyncio.create_task(self._show_picture(topic) if picture else self._show_typing_soon(topic))
        try:
            yield
        finally:
            await cancel_and_wait([showing])

    async def _show_picture(self, topic: ChatTopic) -> None:
        await self._show(topic, ChatAction.UPLOAD_PHOTO)

    async def _show_typing_soon(self, topic: ChatTopic) -> None:
        await asyncio.sleep(_TYPING_AFTER_S)
        await self._show(topic, ChatAction.TYPING)

    async def _show(self, topic: ChatTopic, action: ChatAction) -> None:
        try:
            await self._bot.send_chat_action(topic.chat_id, action, message_thread_id=topic.thread_id)
        except TelegramError as error:
            _log.info('"%s" could not be shown: %s', action, error)


async def _answer_once(call: Callable[[], Awaitable[object]]) -> bool:
    """Return whether Telegram accepted an answer that it accepts once, even if its reply to the first try was lost."""
    is_lost = False

    async def answer() -> None:
        nonlocal is_lost
        try:
            await call()
        except BadRequest:
            raise
        except NetworkError:
            is_lost = True
            raise

    try:
        await call_with_retries(answer, _LONGEST_WAIT_S)
    except BadRequest as error:
        if "too old" not in error.message.lower():
            raise
        _log.info("An answer came too late: %s", error)
        return is_lost
    except DeliveryUnknownError as error:
        _log.info("An answer to a button press or an inline query did not arrive: %s", error)
        return False
    return True
