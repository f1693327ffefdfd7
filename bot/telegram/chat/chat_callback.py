"""A pressed button in a chat, and the answer to it, for the handlers of callback queries."""

from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.translations import translate
from bot.telegram.sending.acknowledgements import Acknowledgements


@dataclass(frozen=True, slots=True)
class ChatCallback:
    """A callback query: under which message the button was pressed, and in which language to answer."""

    query: CallbackQuery
    topic: ChatTopic
    message_id: int
    language: str
    username: str
    acknowledgements: Acknowledgements

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The keyboard of the message; None if Telegram no longer sends the message."""
        message = self.query.message
        return message.reply_markup if isinstance(message, Message) else None

    async def acknowledge(self, key: str | None = None, *, window: bool = True) -> None:
        """Answer the callback query, with the message that ``key`` names, if any.

        Args:
            key: The message.
            window: Whether the user must close the message; otherwise it disappears by itself.
        """
        text = translate(self.language, key) if key else None
        await self.acknowledgements.answer_callback(self.query.id, text, window=window)
