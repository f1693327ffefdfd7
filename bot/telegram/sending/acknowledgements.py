"""What is over in a moment: answers to presses and to inline queries, and that the bot is typing."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from telegram import Bot, InlineQueryResultArticle, InlineQueryResultsButton
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.rich_text import head
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries

_log = logging.getLogger(__name__)

_TYPING_AFTER_S = 0.3
_LONGEST_WAIT_S = 5.0  # a press waits for some seconds, and so does a query
_WINDOW_UNITS = 200
_CACHED_S = 300


class Acknowledgements:
    """Gives them. None is worth more than some seconds, and one that fails is only logged."""

    def __init__(self, bot: Bot) -> None:
        """Give them as ``bot``."""
        self._bot = bot

    async def answer_callback(self, query_id: str, text: str | None = None) -> bool:
        """Answer a pressed button, in a window if there is something to say; returns whether Telegram took it."""
        return await self._press(query_id, text, window=text is not None)

    async def answer_callback_briefly(self, query_id: str, text: str) -> bool:
        """Answer a pressed button with a line that goes away by itself; returns whether Telegram took it."""
        return await self._press(query_id, text, window=False)

    async def _press(self, query_id: str, text: str | None, *, window: bool) -> bool:
        shown = None if text is None else head(text, _WINDOW_UNITS)
        try:
            return await _answered(lambda: self._bot.answer_callback_query(query_id, shown, show_alert=window))
        except TelegramError as error:
            _log.info("A press could not be answered: %s", error)
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
        """Answer an inline query; returns whether Telegram took it.

        Args:
            query_id: The query.
            results: What can be sent.
            hint: A line above them; a press on it leads to the bot.
            start: With which it is started there.
            cached_s: How long Telegram may answer the same query of the same user by itself.

        Raises:
            TelegramError: Telegram refuses the answer for the sake of what is in it.
        """
        button = InlineQueryResultsButton(hint, start_parameter=start) if hint else None
        return await _answered(
            lambda: self._bot.answer_inline_query(
                query_id, results, cache_time=cached_s, is_personal=True, button=button
            )
        )

    @contextlib.asynccontextmanager
    async def show_typing(self, topic: ChatTopic) -> AsyncIterator[None]:
        """Show once that an answer is being written, if that takes longer than a moment."""
        showing = asyncio.create_task(self._show_typing(topic))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show_typing(self, topic: ChatTopic) -> None:
        await asyncio.sleep(_TYPING_AFTER_S)
        try:
            await self._bot.send_chat_action(topic.chat_id, ChatAction.TYPING, message_thread_id=topic.thread_id)
        except TelegramError as error:
            _log.info("Typing could not be shown: %s", error)


async def _answered(call: Callable[[], Awaitable[object]]) -> bool:
    """Whether Telegram took an answer to what is answered once: also where only its receipt was lost."""
    lost = False

    async def answer() -> None:
        nonlocal lost
        try:
            await call()
        except BadRequest:
            raise
        except NetworkError:
            lost = True
            raise

    try:
        await call_with_retries(answer, _LONGEST_WAIT_S)
    except BadRequest as error:
        if "too old" not in error.message.lower():
            raise
        _log.info("An answer came too late: %s", error)
        return lost
    except DeliveryUnknownError as error:
        _log.info("An answer to a press or a query did not arrive: %s", error)
        return False
    return True
