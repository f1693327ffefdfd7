"""The button under "did it arrive?": it brings what may have been lost, once."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram import chat_topics as places
from bot.telegram.messages import translations as words
from bot.telegram.sending.delivery import AGAIN, Delivery


class Recovery:
    """Handles that button."""

    def __init__(self, delivery: Delivery) -> None:
        """Bring through ``delivery``."""
        self._delivery = delivery

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Put what may be lost in the place of the question whether it arrived."""
        query, place = update.callback_query, places.of_update(update)
        if query is None or place is None or query.message is None:
            return
        key = (query.data or "").removeprefix(AGAIN)
        brought = await self._delivery.bring(key, place, query.message.message_id)
        language = words.language_of(query.from_user.language_code)
        await self._delivery.signs.answer_press(query.id, None if brought else words.say(language, "stale-button"))
