"""Ephemeral messages: in a group only one member sees them (Bot API 10.2 and later).

python-telegram-bot does not know them yet. A server that does not know them either would post them for everybody.
"""

import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.message import NO_PREVIEW, OutgoingMessage
from bot.telegram.sending.server_capabilities import ServerCapabilities

_log = logging.getLogger(__name__)


class EphemeralMessages:
    """Sends ephemeral messages where Telegram has them. They matter for a moment, so they skip the outbox."""

    def __init__(self, bot: Bot) -> None:
        """Send as ``bot``."""
        self._bot = bot
        self._capabilities = ServerCapabilities(bot)

    async def send(self, topic: ChatTopic, user_id: int, query_id: str, message: OutgoingMessage) -> bool:
        """Answer a pressed button in a group with a message for the presser; returns whether it was sent."""
        if not await self._capabilities.is_recent(topic.chat_id, user_id):
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
