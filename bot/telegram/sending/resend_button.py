"""The button under "did it arrive?": it brings what may have been lost, once."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import AGAIN, Delivery


class ResendButton:
    """Handles that button."""

    def __init__(self, delivery: Delivery) -> None:
        """Bring through ``delivery``."""
        self._delivery = delivery

    async def handle(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Put what may be lost in the place of the question whether it arrived."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None or topic is None or query.message is None:
            return
        key = (query.data or "").removeprefix(AGAIN)
        brought = await self._delivery.resend(key, topic, query.message.message_id)
        language = supported_language(query.from_user.language_code)
        await self._delivery.acknowledgements.answer_callback(
            query.id, None if brought else translate(language, "stale-button")
        )
