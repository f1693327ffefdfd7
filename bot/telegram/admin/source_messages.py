"""Messages about sources for admins: the preview of a link or file, and the list with buttons. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.telegram.admin.list_messages import Row, message_with_rows, paginate, turn_row
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.keyboards import admin_button
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, join_with_dots, to_message
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import kind_name, translate
from index.indexing.types import Preview
from index.types import Source
from index.urls import display_name, is_url

_ALL = "manage-sources"
_HEADINGS = {"reindex": "manage-reindex", "remove": "manage-remove"}
_SOURCES = 8
_FEW_WORDS = 60  # of a page that asks for a login or a payment, or whether its reader is a robot
_LABEL_UNITS = 60


def preview_message(job_id: int, preview: Preview, linked: int, language: str) -> OutgoingMessage:
    """Show what is at a link or in a file, with buttons to index it.

    Args:
        job_id: The proposed job.
        preview: What was found.
        linked: How many linked pages, or entries of a list, would be indexed with it.
        language: Of the message.
    """
    details = " · ".join(part for part in (preview.author, display_date(preview.date, language)) if part)
    counts = [] if preview.is_list else [translate(language, "word-count", count=preview.word_count)]
    if preview.is_list:
        counts.append(translate(language, "list-entries", count=len(preview.links)))
    elif preview.links:
        counts.append(translate(language, "link-count", count=len(preview.links)))
    notes = [translate(language, "known-already")] if preview.indexed else []
    if preview.is_list and linked < len(preview.links):
        notes.append(translate(language, "preview-limit", most=linked))
    if is_url(preview.location) and not preview.is_list and preview.word_count < _FEW_WORDS:
        notes.append(translate(language, "preview-short"))
    text = join(
        (
            with_entity(MessageEntityType.BOLD, line(preview.title, TITLE_UNITS)),
            RichText(line(details, TITLE_UNITS)),
            RichText(line(display_name(preview.location), TITLE_UNITS)),
            RichText(" · ".join(counts)),
            RichText("\n".join(notes)),
        ),
        "\n",
    )
    # A list is always indexed with its entries, as a page is with its linked pages.
    rows = [[admin_button(translate(language, "index"), "follow" if preview.is_list else "index", str(job_id))]]
    if linked and not preview.is_list:
        rows.append([admin_button(translate(language, "index-linked", count=linked), "follow", str(job_id))])
    rows.append([admin_button(translate(language, "cancel"), "cancel", str(job_id))])
    return to_message(text, InlineKeyboardMarkup(rows))


def managed_sources_message(  # noqa: PLR0913, PLR0917 - each says another thing
    sources: Sequence[Source], page: int, more_rows: Sequence[Row], command: str, language: str, note: str = ""
) -> OutgoingMessage:
    """Show one page of the sources, one in each row; a press opens the card of a source.

    Args:
        sources: All of them; at least one.
        page: From 0; a page beyond the end shows the last one.
        more_rows: Further rows of buttons, below.
        command: What the list is for, which each of its pages says: ``reindex`` or ``remove``; empty for both.
        language: Of the message.
        note: Below the heading.
    """
    shown, pages = paginate(sources, page, _SOURCES)
    rows = [[admin_button(f"{n}. {line(source.title, _LABEL_UNITS)}", "card", source.id)] for n, source in shown]
    heading = _HEADINGS.get(command, _ALL)
    suffix = f"-{command}" if command in _HEADINGS else ""
    text = join((RichText(translate(language, heading, count=len(sources))), RichText(note)), "\n")
    return message_with_rows(text, [*rows, turn_row("list", pages, language, suffix), *more_rows])


def source_card(source: Source, linked: int, place: int, language: str) -> OutgoingMessage:
    """Show one source, with buttons to index it again and to remove it, and the way back.

    Args:
        source: The source.
        linked: How many indexed sources it links to.
        place: Among all sources, from 0; the way back leads to the page that shows it.
        language: Of the message.
    """
    counts = [translate(language, "passages", count=source.passages)]
    if linked:
        counts.append(translate(language, "link-count", count=linked))
    text = join(
        (
            with_entity(MessageEntityType.BOLD, line(source.title, TITLE_UNITS)),
            RichText(join_with_dots((source.author, display_date(source.date, language)))),
            RichText(line(display_name(source.location), TITLE_UNITS)),
            RichText(join_with_dots((kind_name(language, source.kind), *counts))),
        ),
        "\n",
    )
    rows = [
        [admin_button(f"↻ {translate(language, 'index-again')}", "reindex", source.id)],
        [admin_button(f"✕ {translate(language, 'remove')}", "remove", source.id)],
        [admin_button(translate(language, "to-sources"), "list", str(place // _SOURCES))],
    ]
    return to_message(text, InlineKeyboardMarkup(rows))
