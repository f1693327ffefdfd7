"""The button under "did my message arrive?": it sends the message again, once."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram.callback_data import ResendData, parse
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import Delivery


class ResendButton:
    """Handles presses of the button."""

    def __init__(self, delivery: Delivery) -> None:
        """Send through ``delivery``."""
        self._delivery = delivery

    async def handle(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Send the message in place of the question whether it arrived."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        data = parse(query.data) if query else None
        if query is None or topic is None or query.message is None or not isinstance(data, ResendData):
            return
        is_sent = await self._delivery.resend(data.key, topic, query.message.message_id)
        language = supported_language(query.from_user.language_code)
        await self._delivery.acknowledgements.answer_callback(
            query.id, None if is_sent else translate(language, "stale-button")
        )
