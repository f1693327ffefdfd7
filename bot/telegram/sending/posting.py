"""Posting one message to one chat: rate limit, topic, retries, and a group that moved to a new chat id."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from io import BytesIO

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import BotStores
from bot.telegram.messages.message import NO_PREVIEW, OutgoingMessage
from bot.telegram.sending.rate_limits import ChatRateLimiter
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries, send_with_retries

_log = logging.getLogger(__name__)

# Parts of Telegram's descriptions of an error. The bot may not write in this chat at all:
_CHAT_CLOSED = (
    *("not enough rights", "have no rights", "need administrator rights", "chat_admin_required"),
    *("chat not found", "peer_id_invalid", "channel_private"),
    *("_forbidden", "chat_restricted", "user_banned_in_channel"),
)
_TOPIC_CLOSED = "topic_closed"
_TOPIC_DELETED = "thread not found"
_NOT_MODIFIED = "not modified"
_REPLIED_DELETED = ("to be replied", "reply_message_id_invalid")
# The message to edit is gone, or too old to edit:
_NOT_EDITABLE = ("to edit", "can't be edited", "message_id_invalid")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send; ``image`` sends it as a photo."""

    name: str
    data: bytes
    caption: str = ""
    image: bool = False


class Posting:
    """Posts messages one by one. A chat that the bot may not write to is noted as unreachable.

    Every method raises ``DeliveryUnknownError`` if the message may or may not have arrived, and ``TelegramError`` if
    Telegram refuses the content.
    """

    def __init__(self, bot: Bot, stores: BotStores, rate_limiter: ChatRateLimiter) -> None:
        """Send as ``bot``, within the limits of ``rate_limiter``."""
        self._bot = bot
        self._stores = stores
        self._rate_limiter = rate_limiter

    async def send(self, topic: ChatTopic, message: OutgoingMessage, reply_to: int | None) -> int | None:
        """Send a message; returns its id, None where the bot may not write."""

        async def post(to: ChatTopic, outgoing: OutgoingMessage) -> int:
            sent = await self._bot.send_message(
                to.chat_id,
                outgoing.text,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                message_thread_id=to.thread_id,
                link_preview_options=NO_PREVIEW,
                reply_parameters=(
                    ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
                ),
            )
            return sent.message_id

        try:
            return await self._post(topic, message, post)
        except BadRequest as error:
            if reply_to is None or not any(part in error.message.lower() for part in _REPLIED_DELETED):
                raise
        return await self.send(topic, message, None)

    async def send_file(self, topic: ChatTopic, file: OutgoingFile) -> int | None:
        """Send a file; returns the id of its message, None where the bot may not write."""

        async def post(to: ChatTopic, outgoing: OutgoingMessage) -> int:
            send = self._bot.send_photo if file.image else self._bot.send_document
            body, thread_id = BytesIO(file.data), to.thread_id
            sent = await send(to.chat_id, body, caption=outgoing.text, filename=file.name, message_thread_id=thread_id)
            return sent.message_id

        return await self._post(topic, OutgoingMessage(file.caption), post)

    async def edit(self, topic: ChatTopic, message_id: int, message: OutgoingMessage) -> int | None:
        """Replace the content of one of the bot's messages, or send it if that message is gone; returns the id."""

        async def post(to: ChatTopic, outgoing: OutgoingMessage) -> int:
            await self._bot.edit_message_text(
                outgoing.text,
                chat_id=to.chat_id,
                message_id=message_id,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                link_preview_options=NO_PREVIEW,
            )
            return message_id

        try:
            return await self._post(topic, message, post, idempotent=True)
        except BadRequest as error:
            reason = error.message.lower()
            if _NOT_MODIFIED in reason:
                return message_id
            if not any(part in reason for part in _NOT_EDITABLE):
                raise
        return await self.send(topic, message, None)

    async def edit_keyboard(self, topic: ChatTopic, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
        """Replace the keyboard of one of the bot's messages; a failure is only logged."""
        try:
            await self._rate_limiter.wait(topic.chat_id)
            await call_with_retries(
                lambda: self._bot.edit_message_reply_markup(topic.chat_id, message_id, reply_markup=keyboard)
            )
        except (TelegramError, DeliveryUnknownError) as error:
            _log.info("The buttons of a message could not be changed: %s", error)

    async def delete(self, topic: ChatTopic, message_id: int) -> None:
        """Delete one of the bot's messages; a failure is only logged."""
        try:
            await call_with_retries(lambda: self._bot.delete_message(topic.chat_id, message_id))
        except (TelegramError, DeliveryUnknownError) as error:
            _log.info("A message could not be deleted: %s", error)

    async def _post(
        self,
        topic: ChatTopic,
        message: OutgoingMessage,
        post: Callable[[ChatTopic, OutgoingMessage], Awaitable[int]],
        *,
        idempotent: bool = False,
    ) -> int | None:
        async def post_in_turn(outgoing: OutgoingMessage) -> int:
            await self._rate_limiter.wait(topic.chat_id)
            return await post(topic, outgoing)

        try:
            return await send_with_retries(post_in_turn, message, idempotent=idempotent)
        except ChatMigrated as error:
            other = replace(topic, chat_id=error.new_chat_id)
        except Forbidden as error:
            await self._mark_unreachable(topic, error)
            return None
        except BadRequest as error:
            reason = error.message.lower()
            if _TOPIC_CLOSED in reason:
                _log.info("A message was not sent, because its topic is closed")
                return None
            if any(part in reason for part in _CHAT_CLOSED):
                await self._mark_unreachable(topic, error)
                return None
            if topic.thread_id is None or _TOPIC_DELETED not in reason:
                raise
            other = replace(topic, thread_id=None)
        return await self._post(other, message, post, idempotent=idempotent)

    async def _mark_unreachable(self, topic: ChatTopic, error: TelegramError) -> None:
        _log.info("The bot may not write to a chat: %s", error)
        stores = self._stores
        await stores.executors.run(stores.users.set_reachable, topic.chat_id, reachable=False)
