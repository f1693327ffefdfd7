"""One message as the bot sends it, and the same as JSON for the outbox. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity

from bot.state.outbox import MessageBody
from bot.telegram.messages.bidi import isolate_parts
from bot.telegram.messages.rich_text import RichText

TITLE_UNITS = 200

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""Sent with every message: its text has the quotes already."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message as the bot sends it; offsets of entities count UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


def plain_message(text: str) -> OutgoingMessage:
    """Return a message without entities and buttons."""
    return OutgoingMessage(text)


def to_message(text: RichText, keyboard: InlineKeyboardMarkup | None = None) -> OutgoingMessage:
    """Return rich text that fits in one message as that message."""
    return OutgoingMessage(text.text, text.entities(), keyboard)


def join_with_dots(parts: Iterable[str | None]) -> str:
    """Join the parts that exist with dots, so that each stays readable whatever direction it runs in."""
    return " · ".join(isolate_parts([part for part in parts if part]))


def to_json(message: OutgoingMessage) -> MessageBody:
    """Convert a message to JSON, so that a later run of the bot can send it."""
    return {
        "text": message.text,
        "entities": [entity.to_dict() for entity in message.entities],
        "keyboard": message.keyboard.to_dict() if message.keyboard else None,
    }


def from_json(body: MessageBody) -> OutgoingMessage:
    """Convert JSON from ``to_json`` back to the message."""
    keyboard = InlineKeyboardMarkup.de_json(body["keyboard"], None) if body["keyboard"] else None
    return OutgoingMessage(body["text"], MessageEntity.de_list(body["entities"], None), keyboard)
