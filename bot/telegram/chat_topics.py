"""Where in Telegram something was said or pressed."""

from dataclasses import dataclass

from telegram import Message, Update
from telegram.constants import ChatType


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and the topic within it if it has topics."""

    chat_id: int
    thread_id: int | None
    private: bool


def of_message(message: Message) -> Place:
    """Where a message stands.

    Outside of topics Telegram numbers threads of replies with the same field, and refuses it in an answer.
    """
    thread_id = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread_id, message.chat.type == ChatType.PRIVATE)


def of_update(update: Update) -> Place | None:
    """Where an update comes from; None where it belongs to no chat."""
    query = update.callback_query
    # PTB warns about effective_message where the pressed message is too old to be shown.
    message = update.effective_message if query is None else query.message
    if isinstance(message, Message):
        return of_message(message)
    chat = update.effective_chat
    return None if chat is None else Place(chat.id, None, chat.type == ChatType.PRIVATE)
