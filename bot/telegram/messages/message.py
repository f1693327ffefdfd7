"""One message as it is sent. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.telegram.messages.bidi import side_by_side
from bot.telegram.messages.rich_text import Piece

TITLE_UNITS = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it is sent; entities count UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


def plain(text: str) -> Outgoing:
    """A message of the bot's own words."""
    return Outgoing(text)


def outgoing(piece: Piece, keyboard: InlineKeyboardMarkup | None = None) -> Outgoing:
    """A piece that fits as a message."""
    return Outgoing(piece.text, piece.entities(), keyboard)


def dotted(parts: Iterable[str | None]) -> str:
    """The parts that are there in one line, readable whatever direction each runs in."""
    return " · ".join(side_by_side([part for part in parts if part]))
