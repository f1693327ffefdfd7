"""Text with formatting, and how Telegram counts both. Pure.

Offsets count code points, as everywhere in Pincite; ``RichText.entities`` converts them to UTF-16 units.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import MessageEntity
from telegram.constants import MessageEntityType, MessageLimit

from index.printable import printable

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)

_BREAKS = ("\n\n", "\n", " ")  # where a text that is too long is split, best first
_WORD_CHARS = 40  # a longer word may be cut
_CUT = "…"


@dataclass(frozen=True, slots=True)
class EntitySpan:
    """An entity over the code points ``[start, end)`` of a text; only a text link has a ``url``."""

    start: int
    end: int
    kind: MessageEntityType
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """Text and its entities."""

    text: str = ""
    spans: tuple[EntitySpan, ...] = ()

    def __add__(self, other: "RichText") -> "RichText":
        by = len(self.text)
        moved = (EntitySpan(span.start + by, span.end + by, span.kind, span.url) for span in other.spans)
        return RichText(self.text + other.text, (*self.spans, *moved))

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def fits(self) -> bool:
        """Whether the text fits in one message."""
        return utf16_length(self.text) <= MAX_UNITS and len(self.spans) <= MAX_ENTITIES

    def slice(self, start: int, end: int) -> "RichText":
        """Return the code points ``[start, end)`` without the white space around them."""
        body = self.text[start:end]
        start += len(body) - len(body.lstrip())
        body = body.strip()
        end = start + len(body)
        kept = (
            EntitySpan(max(span.start, start) - start, min(span.end, end) - start, span.kind, span.url)
            for span in self.spans
            if span.start < end and span.end > start
        )
        return RichText(body, tuple(kept))

    def entities(self) -> tuple[MessageEntity, ...]:
        """Return the entities for Telegram, with offsets and lengths in UTF-16 units."""
        plain = [MessageEntity(span.kind, span.start, span.end - span.start, url=span.url) for span in self.spans]
        return tuple(MessageEntity.adjust_message_entities_to_utf_16(self.text, plain))


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def with_entity(kind: MessageEntityType, inner: "str | RichText", url: str | None = None) -> RichText:
    """Return text with one more entity over the whole of it."""
    text = RichText(inner) if isinstance(inner, str) else inner
    return RichText(text.text, (EntitySpan(0, len(text.text), kind, url), *text.spans)) if text else text


def join(texts: Iterable[RichText], separator: str) -> RichText:
    """Join the texts that are not empty with a separator."""
    joined = RichText()
    for text in texts:
        joined = joined + RichText(separator) + text if joined and text else joined + text
    return joined


def line(text: str, max_units: int) -> str:
    """Return the text as one printable line, cut with an ellipsis if it is longer than ``max_units``."""
    flat = printable(" ".join(text.split()))
    return flat if utf16_length(flat) <= max_units else head(flat, max_units - utf16_length(_CUT)) + _CUT


def head(text: str, max_units: int) -> str:
    """Return the first words of a text, at most ``max_units`` long; a long word is cut."""
    end = _code_points_within(text, max_units)
    kept = text[:end]
    if end < len(text) and not text[end].isspace():
        whole_words = kept.rsplit(maxsplit=1)[0] if kept.strip() else ""
        kept = whole_words if len(whole_words) > end - _WORD_CHARS else kept
    return kept.rstrip()


def tail(text: str, max_units: int) -> str:
    """Return the last words of a text, at most ``max_units`` long; a long word is cut."""
    return head(text[::-1], max_units)[::-1]


def split_to_fit(text: RichText) -> list[RichText]:
    """Split text into parts that each fit in one message, between paragraphs, lines or words where possible."""
    parts: list[RichText] = []
    rest = text.slice(0, len(text.text))
    while not rest.fits:
        end = _end_of_part(rest)
        parts.append(rest.slice(0, end))
        rest = rest.slice(end, len(rest.text))
    return [part for part in (*parts, rest) if part]


def _end_of_part(text: RichText) -> int:
    most = _code_points_within(text.text, MAX_UNITS)
    if len(text.spans) > MAX_ENTITIES:
        most = min(most, sorted(span.start for span in text.spans)[MAX_ENTITIES])
    # The break itself may follow the last character that fits.
    found = (text.text.rfind(separator, 1, most + len(separator)) for separator in _BREAKS)
    return next((at for at in found if at > 0), most)


def _code_points_within(text: str, max_units: int) -> int:
    """Return how many code points of a text fit in ``max_units``."""
    if utf16_length(text) <= max_units:
        return len(text)
    used = 0
    for at, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > max_units:
            return at
    return len(text)
