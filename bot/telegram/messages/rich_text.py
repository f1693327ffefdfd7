"""Text with marks on it, and how Telegram counts both. Pure.

Marks count code points, like every offset in Pincite; they become UTF-16 units where a message is made of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import MessageEntity
from telegram.constants import MessageEntityType, MessageLimit

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)

_BREAKS = ("\n\n", "\n", " ")  # where a piece that is too long is parted, best first
_WORD_CHARS = 40  # what is longer may be cut
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind of entity over ``[start, end)`` code points of a piece; ``url`` goes with a text link only."""

    start: int
    end: int
    kind: MessageEntityType
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """Text and the marks on it."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: "RichText") -> "RichText":
        by = len(self.text)
        moved = (Mark(mark.start + by, mark.end + by, mark.kind, mark.url) for mark in other.marks)
        return RichText(self.text + other.text, (*self.marks, *moved))

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def fits(self) -> bool:
        """Whether one message can hold it."""
        return utf16_length(self.text) <= MAX_UNITS and len(self.marks) <= MAX_ENTITIES

    def part(self, start: int, end: int) -> "RichText":
        """The piece's code points ``[start, end)`` without the white space around them."""
        body = self.text[start:end]
        start += len(body) - len(body.lstrip())
        body = body.strip()
        end = start + len(body)
        kept = (
            Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.url)
            for mark in self.marks
            if mark.start < end and mark.end > start
        )
        return RichText(body, tuple(kept))

    def entities(self) -> tuple[MessageEntity, ...]:
        """The marks as Telegram takes them: offsets and lengths in UTF-16 units."""
        plain = [MessageEntity(mark.kind, mark.start, mark.end - mark.start, url=mark.url) for mark in self.marks]
        return tuple(MessageEntity.adjust_message_entities_to_utf_16(self.text, plain))


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def with_entity(kind: MessageEntityType, inner: "str | RichText", url: str | None = None) -> RichText:
    """A piece with one more mark over the whole of it."""
    piece = RichText(inner) if isinstance(inner, str) else inner
    return RichText(piece.text, (Mark(0, len(piece.text), kind, url), *piece.marks)) if piece else piece


def join(pieces: Iterable[RichText], separator: str) -> RichText:
    """The pieces that are not empty, with the separator between them."""
    joined = RichText()
    for piece in pieces:
        joined = joined + RichText(separator) + piece if joined and piece else joined + piece
    return joined


def line(text: str, max_units: int) -> str:
    """The text as one line, cut with an ellipsis where it is longer than ``max_units``."""
    flat = " ".join(text.split())
    return flat if utf16_length(flat) <= max_units else head(flat, max_units - utf16_length(_CUT)) + _CUT


def head(text: str, max_units: int) -> str:
    """The first words of a text, at most ``max_units`` long; a long word is cut."""
    end = _reach(text, max_units)
    kept = text[:end]
    if end < len(text) and not text[end].isspace():
        whole_words = kept.rsplit(maxsplit=1)[0] if kept.strip() else ""
        kept = whole_words if len(whole_words) > end - _WORD_CHARS else kept
    return kept.rstrip()


def tail(text: str, max_units: int) -> str:
    """The last words of a text, at most ``max_units`` long; a long word is cut."""
    return head(text[::-1], max_units)[::-1]


def split_to_fit(piece: RichText) -> list[RichText]:
    """Parts that each fit in one message, parted between paragraphs, lines or words where possible."""
    parts: list[RichText] = []
    rest = piece.part(0, len(piece.text))
    while not rest.fits:
        end = _end_of_part(rest)
        parts.append(rest.part(0, end))
        rest = rest.part(end, len(rest.text))
    return [part for part in (*parts, rest) if part]


def _end_of_part(piece: RichText) -> int:
    most = _reach(piece.text, MAX_UNITS)
    if len(piece.marks) > MAX_ENTITIES:
        most = min(most, sorted(mark.start for mark in piece.marks)[MAX_ENTITIES])
    # The character after the last may be the break itself.
    found = (piece.text.rfind(mark, 1, most + len(mark)) for mark in _BREAKS)
    return next((at for at in found if at > 0), most)


def _reach(text: str, max_units: int) -> int:
    if utf16_length(text) <= max_units:
        return len(text)
    used = 0
    for at, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > max_units:
            return at
    return len(text)
