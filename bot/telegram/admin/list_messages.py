"""Messages about lists (folders, sitemaps, feeds) and about pages that could not be read. Pure."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.telegram.messages.keyboards import Pagination, admin_button
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, to_message
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import translate
from bot.telegram.operations.failure_reasons import explain_failure
from index.catalog.crawl_state import FailedPage
from index.sources.list_contents import ListContents
from index.urls import display_name

_LOCATION_UNITS = 150
_REASON_UNITS = 250
_LISTS = 8
_FAILED_PAGES = 6  # each with its address, reason and origin; six fit in one message

Row = list[InlineKeyboardButton]
_T = TypeVar("_T")


def list_buttons(lists: int, failed: int, language: str) -> list[Row]:
    """Lay out buttons to the lists and to the failed pages, if there are any."""
    row = [
        admin_button(translate(language, action, count=count), action, "0")
        for action, count in {"lists": lists, "missed": failed}.items()
        if count
    ]
    return [row] if row else []


def lists_message(lists: Sequence[ListContents], page: int, language: str) -> OutgoingMessage:
    """Show one page of the lists; a number opens a list."""
    shown, pages = paginate(lists, page, _LISTS)
    entries = [
        RichText(f"{n}. ")
        + with_entity(MessageEntityType.BOLD, line(one.known_list.title, TITLE_UNITS))
        + RichText(f"\n{_counts(one, language)}")
        for n, one in shown
    ]
    heading = RichText(translate(language, "known-lists", count=len(lists)))
    numbers = [admin_button(str(n), "held", one.known_list.id) for n, one in shown]
    rows = [numbers, turn_row("lists", pages, language), _home_row(language)]
    return message_with_rows(join((heading, *entries), "\n\n"), rows)


def list_message(chosen: ListContents, place: int, language: str) -> OutgoingMessage:
    """Show one list, with buttons to check it for new pages, to index it again and to remove it.

    Args:
        chosen: The list.
        place: Among all lists, from 0; the way back leads to the page that shows it.
        language: Of the message.
    """
    text = join(
        (
            with_entity(MessageEntityType.BOLD, line(chosen.known_list.title, TITLE_UNITS)),
            RichText(line(chosen.known_list.location, TITLE_UNITS)),
            RichText(_counts(chosen, language)),
        ),
        "\n",
    )
    id_ = chosen.known_list.id
    rows = [
        [admin_button(translate(language, "look-for-new"), "look", id_)],
        [admin_button(translate(language, "read-all-again"), "reread", id_)],
        [admin_button(translate(language, "remove"), "drop", id_)],
        [admin_button(translate(language, "back"), "lists", str(place // _LISTS))],
    ]
    return message_with_rows(text, rows)


def removal_message(chosen: ListContents, language: str) -> OutgoingMessage:
    """Ask whether to remove a list, and whether to remove its pages too."""
    id_ = chosen.known_list.id
    rows = [[admin_button(translate(language, "only-the-list"), "dropped", id_)]]
    if chosen.own_sources:
        label = translate(language, "with-its-pages", count=len(chosen.own_sources))
        rows.append([admin_button(label, "emptied", id_)])
    rows.append([admin_button(translate(language, "keep"), "held", id_)])
    question = translate(language, "drop-ask", title=line(chosen.known_list.title, TITLE_UNITS))
    return message_with_rows(RichText(question), rows)


def failed_pages_message(
    failed: Sequence[FailedPage], titles: Mapping[str, str], page: int, language: str
) -> OutgoingMessage:
    """Show one page of the pages that could not be read, with the reasons; a number retries one.

    Args:
        failed: All of them; at least one.
        titles: The titles of the lists and sources that link to them, by location.
        page: From 0; a page beyond the end shows the last one.
        language: Of the message.
    """
    shown, pages = paginate(failed, page, _FAILED_PAGES)
    entries = [RichText(f"{n}. {_failure_lines(one, titles, language)}") for n, one in shown]
    heading = RichText(translate(language, "missed-pages", count=len(failed)))
    numbers = [admin_button(f"↻ {n}", "retry", one.id) for n, one in shown]
    every = [admin_button(translate(language, "try-all-again"), "retryall", "")]
    rows = [numbers, every, turn_row("missed", pages, language), _home_row(language)]
    return message_with_rows(join((heading, *entries), "\n\n"), rows)


def paginate(entries: Sequence[_T], page: int, size: int) -> tuple[list[tuple[int, _T]], Pagination]:
    """Return the entries of a page with their numbers, from 1, and which page of how many it is."""
    count = max(1, -(-len(entries) // size))
    page = max(0, min(page, count - 1))
    shown = list(enumerate(entries[page * size : (page + 1) * size], start=page * size + 1))
    return shown, Pagination(page, count)


def turn_row(action: str, pages: Pagination, language: str, suffix: str = "") -> Row:
    """Lay out buttons to the pages before and after the shown one; ``suffix`` follows the page in their argument."""
    targets = {"back": pages.page - 1, "more": pages.page + 1}
    return [
        admin_button(translate(language, key), action, f"{target}{suffix}")
        for key, target in targets.items()
        if 0 <= target < pages.count
    ]


def _failure_lines(failed: FailedPage, titles: Mapping[str, str], language: str) -> str:
    name = line(display_name(failed.location), _LOCATION_UNITS)
    reason = line(explain_failure(failed.reason, language), _REASON_UNITS)
    lines = [reason] if name in reason else [name, reason]
    if failed.parent in titles:
        lines.append(translate(language, "linked-from", title=line(titles[failed.parent], _LOCATION_UNITS)))
    return "\n".join(lines)


def _counts(contents: ListContents, language: str) -> str:
    counts = {
        "list-entries": contents.entry_count,
        "list-indexed": len(contents.sources),
        "missed": len(contents.failed_pages),
    }
    return " · ".join(translate(language, key, count=count) for key, count in counts.items() if count)


def _home_row(language: str) -> Row:
    return [admin_button(translate(language, "to-sources"), "list", "0")]


def message_with_rows(text: RichText, rows: Sequence[Row]) -> OutgoingMessage:
    """Return a message with those rows of buttons that are not empty."""
    shown = [row for row in rows if row]
    return to_message(text, InlineKeyboardMarkup(shown) if shown else None)
