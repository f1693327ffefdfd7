"""Sending: at Telegram's pace, into the right topic, and never twice."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import httpx
from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram.places import Place
from bot.telegram.rendering import Outgoing

_log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TYPING_AFTER_S = 0.3
_PAUSES_S = (0.5, 3.0)
# A request that these stopped never left, so sending it again cannot make two of one message.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Pace:
    """Turns to write in a chat: a few at once, then one a second. Telegram refuses more, and PTB does not hold it."""

    _INTERVAL_S = 1.05
    _AT_ONCE = 3
    _KEPT = 1_000

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Count with this clock, wait with this sleep."""
        self._clock = clock
        self._sleep = sleep
        self._next: dict[int, float] = {}

    async def turn(self, chat_id: int) -> None:
        """Wait for a turn in this chat."""
        now = self._clock()
        if len(self._next) > self._KEPT:
            self._next = {chat: at for chat, at in self._next.items() if at > now - self._AT_ONCE * self._INTERVAL_S}
        at = max(self._next.get(chat_id, 0.0), now - (self._AT_ONCE - 1) * self._INTERVAL_S)
        self._next[chat_id] = at + self._INTERVAL_S
        if at > now:
            await self._sleep(at - now)


class Delivery:
    """What the bot sends goes through here.

    Telegram's refusals that concern a bug of ours are raised; a user who blocked the bot and a lost connection are
    logged, because nothing can be said to anybody.
    """

    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        """Send as ``bot``."""
        self._bot = bot
        self._pace = pace or Pace()

    async def send(self, place: Place, messages: Sequence[Outgoing], *, reply_to: int | None = None) -> list[int]:
        """Send messages in order, the first as a reply if asked for; returns the ids of those known to have arrived."""
        sent: list[int] = []
        for at, message in enumerate(messages):
            message_id = await self._send(place, message, reply_to if at == 0 else None)
            if message_id is not None:
                sent.append(message_id)
        return sent

    async def edit(self, place: Place, message_id: int, message: Outgoing) -> None:
        """Put other content into one of the bot's messages, or send it where that message is gone."""

        async def change(outgoing: Outgoing) -> None:
            await self._pace.turn(place.chat_id)
            await self._bot.edit_message_text(
                outgoing.text,
                chat_id=place.chat_id,
                message_id=message_id,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        try:
            await attempt(change, message)
        except BadRequest as error:
            reason = error.message.lower()
            if "not modified" in reason:
                return
            if "to edit" not in reason and "can't be edited" not in reason:
                raise
            await self._send(place, message, None)

    async def answer_press(self, query_id: str, text: str | None = None) -> bool:
        """Answer a pressed button, in a window if there is something to say; returns whether Telegram took it."""
        try:
            await self._bot.answer_callback_query(query_id, text, show_alert=text is not None)
        except TelegramError as error:
            _log.info("A press could not be answered: %s", error)
            return False
        return True

    async def notice_press(self, query_id: str, text: str) -> None:
        """Answer a pressed button with a line that goes away by itself."""
        try:
            await self._bot.answer_callback_query(query_id, text)
        except TelegramError as error:
            _log.info("A press could not be answered: %s", error)

    @contextlib.asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show once that an answer is being written, if that takes longer than a moment."""
        showing = asyncio.create_task(self._show_typing(place))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show_typing(self, place: Place) -> None:
        await asyncio.sleep(_TYPING_AFTER_S)
        try:
            await self._bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
        except TelegramError as error:
            _log.info("Typing could not be shown: %s", error)

    async def _send(self, place: Place, message: Outgoing, reply_to: int | None) -> int | None:
        chat_id = place.chat_id

        async def post(outgoing: Outgoing) -> Message:
            await self._pace.turn(chat_id)
            return await self._bot.send_message(
                chat_id,
                outgoing.text,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                message_thread_id=place.thread_id,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=(
                    ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
                ),
            )

        try:
            try:
                sent = await attempt(post, message)
            except ChatMigrated as error:
                chat_id = error.new_chat_id
                sent = await attempt(post, message)
        except Forbidden as error:
            _log.info("Chat %d takes no messages: %s", place.chat_id, error)
            return None
        return None if sent is None else sent.message_id


async def attempt(call: Callable[[Outgoing], Awaitable[Message | None]], message: Outgoing) -> Message | None:
    """Make a request, again where that is safe, without entities where Telegram refuses these.

    Returns:
        The call's result; None where the connection was lost on the way, because the message may have arrived.
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
        except RetryAfter:
            _log.warning("Telegram still asks to wait; a message is given up")
            return None
        except NetworkError as error:
            pause = next(pauses, None) if isinstance(error.__cause__, _NEVER_LEFT) else None
            if pause is None:
                _log.warning("The connection was lost, and a message may not have arrived: %s", error)
                return None
            await asyncio.sleep(pause)
