"""One message as it is sent. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.telegram.messages.bidi import isolate_parts
from bot.telegram.messages.rich_text import RichText

TITLE_UNITS = 200


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message as it is sent; entities count UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


def plain_message(text: str) -> OutgoingMessage:
    """A message of the bot's own words."""
    return OutgoingMessage(text)


def to_message(piece: RichText, keyboard: InlineKeyboardMarkup | None = None) -> OutgoingMessage:
    """A piece that fits as a message."""
    return OutgoingMessage(piece.text, piece.entities(), keyboard)


def join_with_dots(parts: Iterable[str | None]) -> str:
    """The parts that are there in one line, readable whatever direction each runs in."""
    return " · ".join(isolate_parts([part for part in parts if part]))
