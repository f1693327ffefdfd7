"""One message to one chat: at the chat's pace, into the right topic, and on to where the chat has moved."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from io import BytesIO

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import BotStores
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.sending.chat_rate_limit import ChatRateLimiter
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries, send_with_retries

_log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# In these words Telegram says that nothing can be written there, whatever it is.
_CLOSED = ("not enough rights", "have no rights", "chat not found", "write_forbidden", "peer_id_invalid")
_TOPIC_CLOSED = "topic_closed"
_UNCHANGED = "not modified"
# In these, that there is no such message of the bot's to change any more.
_GONE = ("to edit", "can't be edited", "message_id_invalid")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send; an image is shown as one."""

    name: str
    data: bytes
    caption: str = ""
    image: bool = False


class Posting:
    """Carries messages, each by itself. A chat that takes none is remembered, and what was for it is dropped.

    Every method raises ``UnsureError`` where nobody knows whether a message arrived, and ``TelegramError`` where
    Telegram refuses one for the sake of what is in it.
    """

    def __init__(self, bot: Bot, stores: BotStores, rate_limiter: ChatRateLimiter) -> None:
        """Send as ``bot``, at this pace."""
        self._bot = bot
        self._stores = stores
        self._rate_limiter = rate_limiter

    async def send(self, topic: ChatTopic, message: OutgoingMessage, reply_to: int | None) -> int | None:
        """Send a message; returns its id, None where the chat takes none."""

        async def post(to: ChatTopic, outgoing: OutgoingMessage) -> int:
            sent = await self._bot.send_message(
                to.chat_id,
                outgoing.text,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                message_thread_id=to.thread_id,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=(
                    ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
                ),
            )
            return sent.message_id

        return await self._deliver(topic, message, post)

    async def send_file(self, topic: ChatTopic, file: OutgoingFile) -> int | None:
        """Send a file; returns its message's id, None where the chat takes none."""

        async def post(to: ChatTopic, outgoing: OutgoingMessage) -> int:
            send = self._bot.send_photo if file.image else self._bot.send_document
            body, thread_id = BytesIO(file.data), to.thread_id
            sent = await send(to.chat_id, body, caption=outgoing.text, filename=file.name, message_thread_id=thread_id)
            return sent.message_id

        return await self._deliver(topic, OutgoingMessage(file.caption), post)

    async def change(self, topic: ChatTopic, message_id: int, message: OutgoingMessage) -> int | None:
        """Put other content into one of the bot's messages, or send it where that one is gone; returns its id."""

        async def post(to: ChatTopic, outgoing: OutgoingMessage) -> int:
            await self._bot.edit_message_text(
                outgoing.text,
                chat_id=to.chat_id,
                message_id=message_id,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                link_preview_options=_NO_PREVIEW,
            )
            return message_id

        try:
            return await self._deliver(topic, message, post, idempotent=True)
        except BadRequest as error:
            reason = error.message.lower()
            if _UNCHANGED in reason:
                return message_id
            if not any(words in reason for words in _GONE):
                raise
        return await self.send(topic, message, None)

    async def remove(self, topic: ChatTopic, message_id: int) -> None:
        """Take one of the bot's messages away, if it is still there."""
        try:
            await call_with_retries(lambda: self._bot.delete_message(topic.chat_id, message_id))
        except (TelegramError, DeliveryUnknownError) as error:
            _log.info("A message could not be taken away: %s", error)

    async def _deliver(
        self,
        topic: ChatTopic,
        message: OutgoingMessage,
        post: Callable[[ChatTopic, OutgoingMessage], Awaitable[int]],
        *,
        idempotent: bool = False,
    ) -> int | None:
        async def at_its_turn(outgoing: OutgoingMessage) -> int:
            await self._rate_limiter.turn(topic.chat_id)
            return await post(topic, outgoing)

        try:
            return await send_with_retries(at_its_turn, message, idempotent=idempotent)
        except ChatMigrated as error:
            elsewhere = replace(topic, chat_id=error.new_chat_id)
        except Forbidden as error:
            await self._mark_unreachable(topic, error)
            return None
        except BadRequest as error:
            reason = error.message.lower()
            if _TOPIC_CLOSED in reason:
                _log.info("A topic of chat %d takes no messages", topic.chat_id)
                return None
            if any(words in reason for words in _CLOSED):
                await self._mark_unreachable(topic, error)
                return None
            if topic.thread_id is None or "thread not found" not in reason:
                raise
            elsewhere = replace(topic, thread_id=None)
        return await self._deliver(elsewhere, message, post, idempotent=idempotent)

    async def _mark_unreachable(self, topic: ChatTopic, error: TelegramError) -> None:
        _log.info("Chat %d takes no messages: %s", topic.chat_id, error)
        stores = self._stores
        await stores.executors.run(stores.users.set_reachable, topic.chat_id, reachable=False)
