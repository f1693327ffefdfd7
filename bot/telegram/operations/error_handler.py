"""Errors in handlers: the user gets a reference, the log gets the traceback under the same reference."""

import logging

from telegram import Update
from telegram.error import Conflict, NetworkError, TelegramError

from bot.error_reference import current_reference
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import Delivery
from bot.telegram.types import HandlerContext

_log = logging.getLogger(__name__)


class ErrorHandler:
    """Handles exceptions that no handler caught."""

    def __init__(self, delivery: Delivery) -> None:
        """Write to users through ``delivery``."""
        self._delivery = delivery

    async def handle(self, update: object, context: HandlerContext) -> None:
        """Log an error under a reference, and send the reference to the user who waits."""
        error = context.error
        if not isinstance(update, Update):
            _log_polling_error(error)
            return
        reference = current_reference()
        _log.error("Reference %s: %s", reference, error, exc_info=error)
        try:
            user = update.effective_user
            language = supported_language(user.language_code if user else None)
            await self._apologize(update, language, translate(language, "our-fault", reference=reference))
        except TelegramError as second:
            _log.warning("Reference %s could not be sent: %s", reference, second)

    async def _apologize(self, update: Update, language: str, sentence: str) -> None:
        """Tell the user once, where they look: in the inline results, in a window over the button, or in the chat."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if update.inline_query is not None:
            await self._delivery.acknowledgements.answer_inline_query(
                update.inline_query.id, [], translate(language, "inline-failed"), cached_s=0
            )
            return
        if update.guest_message is not None:
            query_id = str(update.guest_message.guest_query_id)
            await self._delivery.acknowledgements.answer_guest_query(query_id, plain_message(sentence))
            return
        if query is not None and await self._delivery.acknowledgements.answer_callback(query.id, sentence):
            return
        if topic is not None:
            reply_to = update.message.message_id if update.message and not topic.private else None
            await self._delivery.send(topic, [plain_message(sentence)], reply_to=reply_to)


def _log_polling_error(error: Exception | None) -> None:
    if isinstance(error, Conflict):
        _log.error("Another program receives this bot's messages; stop one of the two, or get another token.")
    elif isinstance(error, NetworkError):
        _log.warning("Telegram cannot be reached at the moment, trying again: %s", error)
    else:
        _log.error("Receiving messages failed, trying again", exc_info=error)
