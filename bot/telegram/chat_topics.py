"""Chats and the topics within them: where a message was sent or a button pressed."""

from dataclasses import dataclass
from typing import Self

from telegram import Message, Update
from telegram.constants import ChatType


@dataclass(frozen=True, slots=True)
class ChatTopic:
    """A chat, and the topic within it if it has topics."""

    chat_id: int
    thread_id: int | None
    private: bool

    @classmethod
    def from_message(cls, message: Message) -> Self:
        """The chat and topic of a message.

        Outside of topics Telegram numbers threads of replies with the same field, and refuses it in an answer.
        """
        thread_id = message.message_thread_id if message.is_topic_message else None
        return cls(message.chat.id, thread_id, message.chat.type == ChatType.PRIVATE)

    @classmethod
    def from_update(cls, update: Update) -> Self | None:
        """The chat and topic of an update; None where it belongs to no chat."""
        query = update.callback_query
        # PTB warns about effective_message where the pressed message is too old to be shown.
        message = update.effective_message if query is None else query.message
        if isinstance(message, Message):
            return cls.from_message(message)
        chat = update.effective_chat
        return None if chat is None else cls(chat.id, None, chat.type == ChatType.PRIVATE)
