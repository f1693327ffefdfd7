"""A passage as a message: the quote in bold, the text around it, and where it comes from. Pure."""

from collections.abc import Sequence
from pathlib import PurePath

from telegram.constants import MessageEntityType

from bot.answering.quotes.sections import name_section
from bot.state.answers import StoredCitation
from bot.telegram.messages import keyboards
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, join_with_dots, to_message
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.passage_view import HEADINGS_A_PAGE, OutlineEntry, PassageView
from bot.telegram.messages.rich_text import (
    MAX_UNITS,
    RichText,
    head,
    join,
    line,
    split_to_fit,
    tail,
    utf16_length,
    with_entity,
)
from bot.telegram.messages.translations import kind_name, translate
from index.types import Span

_BOLD, _ITALIC, _QUOTE = MessageEntityType.BOLD, MessageEntityType.ITALIC, MessageEntityType.BLOCKQUOTE

_NAME_UNITS = 100
_LOCATION_UNITS = 300
_HEAD_UNITS = 300
_SIDE_UNITS = 40  # less text than this beside a quote tells the reader nothing
_NOW_UNITS = 1_200  # the old and the new words and what is around them fit in one message
_CUT = "…"
_INDENT = "\u2003"


def passage_message(
    view: PassageView, *, share: str | None, language: str, pages: PageLinks | None = None
) -> OutgoingMessage:
    """Lay out a passage with its quote in bold, its source, and buttons to the passages beside it.

    Args:
        view: The passage.
        share: A link that opens the passage of the citation; None leaves the button out.
        language: Of the bot's own words.
        pages: Where the pages of passages are; None leaves the button out.
    """
    citation = view.citation
    above = join(
        (with_entity(_BOLD, line(citation.title, TITLE_UNITS)), with_entity(_ITALIC, _source_line(view, language))),
        "\n",
    )
    below = RichText(display_location(citation.location))
    if view.text is None:
        below = join((RichText(translate(language, "source-removed")), below), "\n\n")
    elif view.changed:
        below = join((_changes(citation.quote, view.now, language), below), "\n\n")
    room = MAX_UNITS - utf16_length(above.text) - utf16_length(below.text) - utf16_length("\n\n\n\n")
    head = view.citation.head if view.text is not None and view.has_quote else None
    names = RichText()
    if head is not None and head.span.end <= view.span.start:  # the passage starts below the head of its table
        names = with_entity(_ITALIC, line(head.quote, _HEAD_UNITS))
        room -= utf16_length(names.text) + 1
    quoted = with_entity(_QUOTE, join((names, _passage_text(view, room)), "\n"))
    text = join((above, quoted, below), "\n\n")
    return to_message(text, keyboards.passage_keyboard(view, share, copied_text(view, share), language, pages))


def outline_message(
    citation: StoredCitation, entries: Sequence[OutlineEntry], page: int, language: str
) -> OutgoingMessage:
    """Lay out a page of the headings of a source, from 0, with a button that opens each section."""
    count = -(-len(entries) // HEADINGS_A_PAGE)
    page = max(0, min(page, count - 1))
    first = page * HEADINGS_A_PAGE
    shown = list(enumerate(entries[first : first + HEADINGS_A_PAGE], start=first + 1))
    top = min(entry.level for entry in entries)
    lines = []
    for number, entry in shown:
        words = RichText(line(entry.words, _NAME_UNITS))
        indent = _INDENT * (entry.level - top)
        lines.append(RichText(f"{indent}{number}. ") + (with_entity(_BOLD, words) if entry.is_here else words))
    footer = RichText(translate(language, "page-of", number=page + 1, last=count)) if count > 1 else RichText()
    title = with_entity(_BOLD, line(citation.title, TITLE_UNITS))
    steps = {str(number): entry.step for number, entry in shown}
    keyboard = keyboards.outline_keyboard(citation.key, steps, keyboards.Pagination(page, count), language)
    return to_message(join((title, join(lines, "\n"), footer), "\n\n"), keyboard)


def _changes(quote: str, now: str | None, language: str) -> RichText:
    """Say that the page has changed, and what it says now in place of the quote."""
    says = RichText(translate(language, "words-same")) if now == quote else _now_said(now, language)
    return join((RichText(translate(language, "page-changed")), says), " ")


def _now_said(now: str | None, language: str) -> RichText:
    """Show the words in place of a quote, or say that there are none."""
    if now is None:
        return RichText(translate(language, "words-gone"))
    return join((RichText(translate(language, "says-now")), with_entity(_QUOTE, _cut_to(now, _NOW_UNITS))), "\n")


def change_message(citation: StoredCitation, now: str | None, language: str) -> OutgoingMessage:
    """Tell a user that cited words have changed: the old words, and the new ones or that there are none."""
    title = with_entity(_BOLD, line(citation.title, TITLE_UNITS))
    heading = join((RichText(translate(language, "words-changed")), title), "\n")
    old = with_entity(_QUOTE, _cut_to(citation.quote, _NOW_UNITS))
    return to_message(join((heading, old, _now_said(now, language)), "\n\n"))


def copied_text(view: PassageView, share: str | None) -> str:
    """Return what a reader copies: the shown words, the title of their source, and a link to them."""
    # In a page that has changed, the copied words may no longer be found.
    link = view.link if keyboards.is_accepted_url(view.link) and not view.changed else share
    return "\n\n".join((view.shown, "\n".join(filter(None, (line(view.citation.title, TITLE_UNITS), link)))))


def copy_messages(view: PassageView, share: str | None) -> list[OutgoingMessage]:
    """Lay out what a reader copies as messages of their own, for what is too long for a button."""
    whole = with_entity(MessageEntityType.PRE, copied_text(view, share))
    return [to_message(part) for part in split_to_fit(whole)]


def _source_line(view: PassageView, language: str) -> str:
    """Return author, date, section, page, kind and position of a passage in one line."""
    citation = view.citation
    kind = (
        translate(language, "linked-from", title=line(view.linked_from, TITLE_UNITS))
        if view.linked_from
        else kind_name(language, citation.kind)
    )
    page = translate(language, "page-number", number=view.page) if view.page else None
    seen = translate(language, "read-from-picture") if view.recognized else None
    position = translate(language, "passage-of", number=view.number, last=view.last) if view.last > 1 else None
    author = line(citation.author, _NAME_UNITS) if citation.author else None
    section = name_section(view.section, citation.title)
    where = line(section, _NAME_UNITS) if section else None
    return join_with_dots((author, display_date(citation.date, language), where, page, seen, kind, position))


def _passage_text(view: PassageView, room: int) -> RichText:
    quote = view.citation.span
    if view.text is None or not view.has_quote:
        return RichText(_cut_to(view.shown, room))
    before = Span(view.span.start, quote.start).slice(view.text)
    after = Span(quote.end, view.span.end).slice(view.text)
    return _quote_in_context(view.citation.quote, before, after, room)


def _quote_in_context(quote: str, before: str, after: str, room: int) -> RichText:
    """Put the quote in bold between as much of the text on both sides as fits."""
    spare = room - utf16_length(quote)
    before, after = before.lstrip(), after.rstrip()
    if utf16_length(before) + utf16_length(after) > spare:
        half = spare // 2
        left = max(half, spare - utf16_length(after))
        right = max(half, spare - utf16_length(before))
        before = before if utf16_length(before) <= left else _cut_start(before, left)
        after = after if utf16_length(after) <= right else _cut_end(after, right)
    return RichText(before) + with_entity(_BOLD, _cut_to(quote, room)) + RichText(after)


def _cut_end(text: str, room: int) -> str:
    return head(text, room - utf16_length(_CUT)) + _CUT if room >= _SIDE_UNITS else ""


def _cut_start(text: str, room: int) -> str:
    return _CUT + tail(text, room - utf16_length(_CUT)) if room >= _SIDE_UNITS else ""


def _cut_to(text: str, room: int) -> str:
    return text if utf16_length(text) <= room else head(text, room - utf16_length(_CUT)) + _CUT


def display_location(location: str) -> str:
    """Return a link whole, and of a file only its name, because the path is private to the server."""
    is_link = location.startswith(("http://", "https://"))
    return line(location if is_link else PurePath(location.replace("\\", "/")).name, _LOCATION_UNITS)
