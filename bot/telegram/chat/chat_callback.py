"""A pressed button in a chat, for the handlers of callback queries."""

from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.telegram.chat_topics import ChatTopic


@dataclass(frozen=True, slots=True)
class ChatCallback:
    """A callback query: under which message the button was pressed, and in which language to answer."""

    query: CallbackQuery
    topic: ChatTopic
    message_id: int
    language: str
    username: str

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The keyboard of the message; None if Telegram no longer sends the message."""
        message = self.query.message
        return message.reply_markup if isinstance(message, Message) else None
