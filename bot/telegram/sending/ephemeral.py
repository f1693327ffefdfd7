"""Ephemeral messages: in a group only one member sees them (Bot API 10.2 and later).

python-telegram-bot does not know them yet. A server that does not know them either would post them for everybody, so
the bot asks the server once, by a method that came with them and that changes nothing.
"""

import logging

from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, TelegramError

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.message import NO_PREVIEW, OutgoingMessage

_log = logging.getLogger(__name__)

_NO_MESSAGE = 2_147_483_647  # an id that no ephemeral message has


class EphemeralMessages:
    """Sends ephemeral messages where Telegram has them. They matter for a moment, so they skip the outbox."""

    def __init__(self, bot: Bot) -> None:
        """Send as ``bot``."""
        self._bot = bot
        self._is_supported: bool | None = None

    async def send(self, topic: ChatTopic, user_id: int, query_id: str, message: OutgoingMessage) -> bool:
        """Answer a pressed button in a group with a message for the presser; returns whether it was sent."""
        if not await self._supports(topic, user_id):
            return False
        receiver = {"receiver_user_id": user_id, "callback_query_id": query_id}
        try:
            await self._bot.send_message(
                topic.chat_id,
                message.text,
                entities=message.entities,
                reply_markup=message.keyboard,
                message_thread_id=topic.thread_id,
                link_preview_options=NO_PREVIEW,
                api_kwargs={"ephemeral_message_parameters": receiver},
            )
        except TelegramError as error:
            _log.info("A message for one member of a group was not sent: %s", error)
            return False
        return True

    async def _supports(self, topic: ChatTopic, user_id: int) -> bool:
        if self._is_supported is None:
            parameters = {
                "chat_id": topic.chat_id,
                "receiver_user_id": user_id,
                "ephemeral_message_id": _NO_MESSAGE,
            }
            try:
                await self._bot.do_api_request("deleteEphemeralMessage", api_kwargs=parameters)
            except EndPointNotFound:
                _log.info("Telegram has no messages for one member of a group; the bot shows windows instead")
                self._is_supported = False
            except BadRequest:
                self._is_supported = True
            except TelegramError as error:
                _log.info("Whether Telegram has messages for one member of a group is not known yet: %s", error)
                return False
            else:
                self._is_supported = True
        return self._is_supported
