"""Chats and the topics within them: where a message was sent or a button was pressed."""

from dataclasses import dataclass
from typing import Self

from telegram import Message, Update
from telegram.constants import ChatType


@dataclass(frozen=True, slots=True)
class ChatTopic:
    """A chat, and a topic within it if the chat has topics."""

    chat_id: int
    thread_id: int | None
    private: bool

    @classmethod
    def from_message(cls, message: Message) -> Self:
        """Return the chat and topic of a message.

        Outside of topics Telegram fills the same field with a thread of replies, which it refuses in an answer.
        """
        thread_id = message.message_thread_id if message.is_topic_message else None
        return cls(message.chat.id, thread_id, message.chat.type == ChatType.PRIVATE)

    @classmethod
    def from_update(cls, update: Update) -> Self | None:
        """Return the chat and topic of an update; None if it belongs to no chat of the bot.

        The chat of a guest message may have the id of another chat, in which the bot is.
        """
        query = update.callback_query
        if update.guest_message is not None:
            return None
        # PTB warns about effective_message if the message of a callback query is too old for Telegram to send.
        message = update.effective_message if query is None else query.message
        if isinstance(message, Message):
            return cls.from_message(message)
        chat = update.effective_chat
        return None if chat is None else cls(chat.id, None, chat.type == ChatType.PRIVATE)
