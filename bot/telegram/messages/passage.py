"""A passage as a message: the quote marked in the text around it, and where that stands. Pure."""

from pathlib import PurePath

from telegram.constants import MessageEntityType

from bot.telegram.messages import keyboards
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, join_with_dots, to_message
from bot.telegram.messages.passage_view import PassageView
from bot.telegram.messages.rich_text import MAX_UNITS, RichText, head, join, line, tail, utf16_length, with_entity
from bot.telegram.messages.translations import kind_name, translate
from index.types import Span

_BOLD, _ITALIC, _QUOTE = MessageEntityType.BOLD, MessageEntityType.ITALIC, MessageEntityType.BLOCKQUOTE

_NAME_UNITS = 100
_LOCATION_UNITS = 300
_SIDE_UNITS = 40  # less of a passage than this beside its quote says nothing
_CUT = "…"


def passage_message(view: PassageView, *, share: str | None, language: str) -> OutgoingMessage:
    """A passage with its quote marked, what it is from, and buttons to go on.

    Args:
        view: What is shown.
        share: A link that opens the passage of the citation.
        language: Of the bot's own words.
    """
    citation = view.citation
    above = join(
        (with_entity(_BOLD, line(citation.title, TITLE_UNITS)), with_entity(_ITALIC, _about(view, language))),
        "\n",
    )
    below = RichText(_shown_location(citation.location))
    note = "source-removed" if view.text is None else "page-changed" if view.changed else None
    if note is not None:
        below = join((RichText(translate(language, note)), below), "\n\n")
    room = MAX_UNITS - utf16_length(above.text) - utf16_length(below.text) - utf16_length("\n\n\n\n")
    piece = join((above, with_entity(_QUOTE, _passage(view, room)), below), "\n\n")
    return to_message(piece, keyboards.passage_keyboard(view, share, language))


def _about(view: PassageView, language: str) -> str:
    citation = view.citation
    kind = (
        translate(language, "linked-from", title=line(view.linked_from, TITLE_UNITS))
        if view.linked_from
        else kind_name(language, citation.kind)
    )
    page = translate(language, "page-number", number=view.page) if view.page else None
    topic = translate(language, "passage-of", number=view.number, last=view.last) if view.last > 1 else None
    author = line(citation.author, _NAME_UNITS) if citation.author else None
    return join_with_dots((author, citation.date, page, kind, topic))


def _passage(view: PassageView, room: int) -> RichText:
    quote = view.citation.span
    if view.text is None:
        return RichText(_shortened(view.citation.quote, room))
    if not view.span.start <= quote.start < quote.end <= view.span.end:
        return RichText(_shortened(view.span.slice(view.text).strip(), room))
    before = Span(view.span.start, quote.start).slice(view.text)
    after = Span(quote.end, view.span.end).slice(view.text)
    return _around(view.citation.quote, before, after, room)


def _around(quote: str, before: str, after: str, room: int) -> RichText:
    """The quote in bold between what fits of the text on both sides."""
    spare = room - utf16_length(quote)
    before, after = before.lstrip(), after.rstrip()
    if utf16_length(before) + utf16_length(after) > spare:
        half = spare // 2
        left = max(half, spare - utf16_length(after))
        right = max(half, spare - utf16_length(before))
        before = before if utf16_length(before) <= left else _last(before, left)
        after = after if utf16_length(after) <= right else _first(after, right)
    return RichText(before) + with_entity(_BOLD, _shortened(quote, room)) + RichText(after)


def _first(text: str, room: int) -> str:
    return head(text, room - utf16_length(_CUT)) + _CUT if room >= _SIDE_UNITS else ""


def _last(text: str, room: int) -> str:
    return _CUT + tail(text, room - utf16_length(_CUT)) if room >= _SIDE_UNITS else ""


def _shortened(text: str, room: int) -> str:
    return text if utf16_length(text) <= room else head(text, room - utf16_length(_CUT)) + _CUT


def _shown_location(location: str) -> str:
    """A link as it is; of a file only its name, since the rest of its path concerns nobody."""
    is_link = location.startswith(("http://", "https://"))
    return line(location if is_link else PurePath(location.replace("\\", "/")).name, _LOCATION_UNITS)
