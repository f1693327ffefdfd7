"""A passage as a message: the quote marked in the text around it, and where that stands. Pure."""

from pathlib import PurePath

from telegram.constants import MessageEntityType

from bot.telegram.messages import keyboards as buttons
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import TITLE_UNITS, Outgoing, dotted, outgoing
from bot.telegram.messages.passage_view import View
from bot.telegram.messages.rich_text import MAX_UNITS, Piece, head, join, line, marked, tail, units
from index.types import Span

_BOLD, _ITALIC, _QUOTE = MessageEntityType.BOLD, MessageEntityType.ITALIC, MessageEntityType.BLOCKQUOTE

_NAME_UNITS = 100
_LOCATION_UNITS = 300
_SIDE_UNITS = 40  # less of a passage than this beside its quote says nothing
_CUT = "…"


def passage_message(view: View, *, share: str | None, language: str) -> Outgoing:
    """A passage with its quote marked, what it is from, and buttons to go on.

    Args:
        view: What is shown.
        share: A link that opens the passage of the citation.
        language: Of the bot's own words.
    """
    citation = view.citation
    above = join(
        (marked(_BOLD, line(citation.title, TITLE_UNITS)), marked(_ITALIC, _about(view, language))),
        "\n",
    )
    below = Piece(_shown_location(citation.location))
    note = "source-removed" if view.text is None else "page-changed" if view.changed else None
    if note is not None:
        below = join((Piece(words.say(language, note)), below), "\n\n")
    room = MAX_UNITS - units(above.text) - units(below.text) - units("\n\n\n\n")
    piece = join((above, marked(_QUOTE, _passage(view, room)), below), "\n\n")
    return outgoing(piece, buttons.under_passage(view, share, language))


def _about(view: View, language: str) -> str:
    citation = view.citation
    kind = (
        words.say(language, "linked-from", title=line(view.linked_from, TITLE_UNITS))
        if view.linked_from
        else words.kind(language, citation.kind)
    )
    page = words.say(language, "page-number", number=view.page) if view.page else None
    place = words.say(language, "passage-of", number=view.number, last=view.last) if view.last > 1 else None
    author = line(citation.author, _NAME_UNITS) if citation.author else None
    return dotted((author, citation.date, page, kind, place))


def _passage(view: View, room: int) -> Piece:
    quote = view.citation.span
    if view.text is None:
        return Piece(_shortened(view.citation.quote, room))
    if not view.span.start <= quote.start < quote.end <= view.span.end:
        return Piece(_shortened(view.span.slice(view.text).strip(), room))
    before = Span(view.span.start, quote.start).slice(view.text)
    after = Span(quote.end, view.span.end).slice(view.text)
    return _around(view.citation.quote, before, after, room)


def _around(quote: str, before: str, after: str, room: int) -> Piece:
    """The quote in bold between what fits of the text on both sides."""
    spare = room - units(quote)
    before, after = before.lstrip(), after.rstrip()
    if units(before) + units(after) > spare:
        half = spare // 2
        left = max(half, spare - units(after))
        right = max(half, spare - units(before))
        before = before if units(before) <= left else _last(before, left)
        after = after if units(after) <= right else _first(after, right)
    return Piece(before) + marked(_BOLD, _shortened(quote, room)) + Piece(after)


def _first(text: str, room: int) -> str:
    return head(text, room - units(_CUT)) + _CUT if room >= _SIDE_UNITS else ""


def _last(text: str, room: int) -> str:
    return _CUT + tail(text, room - units(_CUT)) if room >= _SIDE_UNITS else ""


def _shortened(text: str, room: int) -> str:
    return text if units(text) <= room else head(text, room - units(_CUT)) + _CUT


def _shown_location(location: str) -> str:
    """A link as it is; of a file only its name, since the rest of its path concerns nobody."""
    is_link = location.startswith(("http://", "https://"))
    return line(location if is_link else PurePath(location.replace("\\", "/")).name, _LOCATION_UNITS)
