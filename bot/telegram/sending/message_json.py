"""Messages to JSON and back, so that one can be sent by a later run."""

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.state.outbox import MessageBody
from bot.telegram.messages.message import OutgoingMessage


def to_json(message: OutgoingMessage) -> MessageBody:
    """A message as JSON."""
    return {
        "text": message.text,
        "entities": [entity.to_dict() for entity in message.entities],
        "keyboard": message.keyboard.to_dict() if message.keyboard else None,
    }


def from_json(body: MessageBody) -> OutgoingMessage:
    """A message from JSON."""
    keyboard = InlineKeyboardMarkup.de_json(body["keyboard"], None) if body["keyboard"] else None
    return OutgoingMessage(body["text"], MessageEntity.de_list(body["entities"], None), keyboard)
