"""Messages to JSON and back, so that one can be sent by a later run."""

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.state.outbox import MessageBody
from bot.telegram.messages.message import Outgoing


def packed(message: Outgoing) -> MessageBody:
    """A message as JSON."""
    return {
        "text": message.text,
        "entities": [entity.to_dict() for entity in message.entities],
        "keyboard": message.keyboard.to_dict() if message.keyboard else None,
    }


def unpacked(body: MessageBody) -> Outgoing:
    """A message from JSON."""
    keyboard = InlineKeyboardMarkup.de_json(body["keyboard"], None) if body["keyboard"] else None
    return Outgoing(body["text"], MessageEntity.de_list(body["entities"], None), keyboard)
