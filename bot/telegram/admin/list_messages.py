"""Lists that are looked through, and pages that could not be read, as messages. Pure."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.telegram.admin.admin_only import button
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import translate
from index.catalog.crawl_state import FailedPage
from index.sources.list_contents import ListContents
from index.urls import display_name

TITLE_UNITS = 200
_LOCATION_UNITS = 150
_REASON_UNITS = 250
_LISTS = 8
_MISSED = 6  # each with its address, reason and origin; together they stay within one message

_Row = list[InlineKeyboardButton]
_T = TypeVar("_T")


def list_buttons(lists: int, missed: int, language: str) -> list[_Row]:
    """Under the sources to manage: to the lists, and to what could not be read."""
    row = [
        button(translate(language, action, count=count), action, "0")
        for action, count in {"lists": lists, "missed": missed}.items()
        if count
    ]
    return [row] if row else []


def lists_message(lists: Sequence[ListContents], page: int, language: str) -> OutgoingMessage:
    """One page of the lists; a number opens one."""
    shown, page, pages = _page(lists, page, _LISTS)
    entries = [
        RichText(f"{n}. ")
        + with_entity(MessageEntityType.BOLD, line(held.known_list.title, TITLE_UNITS))
        + RichText(f"\n{_counted(held, language)}")
        for n, held in shown
    ]
    heading = RichText(translate(language, "known-lists", count=len(lists)))
    numbers = [button(str(n), "held", held.known_list.id) for n, held in shown]
    rows = [numbers, _turning("lists", page, pages, language), _home(language)]
    return _outgoing(join((heading, *entries), "\n\n"), rows)


def list_message(held: ListContents, language: str) -> OutgoingMessage:
    """One list, and what can be done with it."""
    text = join(
        (
            with_entity(MessageEntityType.BOLD, line(held.known_list.title, TITLE_UNITS)),
            RichText(line(held.known_list.location, TITLE_UNITS)),
            RichText(_counted(held, language)),
        ),
        "\n",
    )
    id_ = held.known_list.id
    rows = [
        [button(translate(language, "look-for-new"), "look", id_)],
        [button(translate(language, "read-all-again"), "reread", id_)],
        [button(translate(language, "remove"), "drop", id_)],
        [button(translate(language, "back"), "lists", "0")],
    ]
    return _outgoing(text, rows)


def drop_message(held: ListContents, language: str) -> OutgoingMessage:
    """Whether a list is to be removed, and whether its pages go with it."""
    id_ = held.known_list.id
    rows = [[button(translate(language, "only-the-list"), "dropped", id_)]]
    if held.own_sources:
        label = translate(language, "with-its-pages", count=len(held.own_sources))
        rows.append([button(label, "emptied", id_)])
    rows.append([button(translate(language, "keep"), "held", id_)])
    return _outgoing(RichText(translate(language, "drop-ask", title=line(held.known_list.title, TITLE_UNITS))), rows)


def missed_message(
    missed: Sequence[FailedPage], titles: Mapping[str, str], page: int, language: str
) -> OutgoingMessage:
    """One page of what could not be read, with the reasons; a number tries one again.

    Args:
        missed: All of it; at least one.
        titles: Of what led to them, by location.
        page: From 0; the last one is shown for a page that is no longer there.
        language: To say it in.
    """
    shown, page, pages = _page(missed, page, _MISSED)
    entries = [RichText(f"{n}. {_why(one, titles, language)}") for n, one in shown]
    heading = RichText(translate(language, "missed-pages", count=len(missed)))
    numbers = [button(f"↻ {n}", "retry", one.id) for n, one in shown]
    every = [button(translate(language, "try-all-again"), "retryall", "")]
    rows = [numbers, every, _turning("missed", page, pages, language), _home(language)]
    return _outgoing(join((heading, *entries), "\n\n"), rows)


def _why(missed: FailedPage, titles: Mapping[str, str], language: str) -> str:
    name, reason = line(display_name(missed.location), _LOCATION_UNITS), line(missed.reason, _REASON_UNITS)
    said = [reason] if name in reason else [name, reason]
    if missed.parent in titles:
        said.append(translate(language, "linked-from", title=line(titles[missed.parent], _LOCATION_UNITS)))
    return "\n".join(said)


def _counted(held: ListContents, language: str) -> str:
    counts = {"list-entries": held.entry_count, "list-indexed": len(held.sources), "missed": len(held.failed_pages)}
    return " · ".join(translate(language, key, count=count) for key, count in counts.items() if count)


def _page(found: Sequence[_T], page: int, size: int) -> tuple[list[tuple[int, _T]], int, int]:
    """Those of a page with their numbers, from 1; which page that is, and how many there are."""
    pages = max(1, -(-len(found) // size))
    page = max(0, min(page, pages - 1))
    return list(enumerate(found[page * size : (page + 1) * size], start=page * size + 1)), page, pages


def _turning(action: str, page: int, pages: int, language: str) -> _Row:
    turns = {"back": page - 1, "more": page + 1}
    return [button(translate(language, key), action, str(to)) for key, to in turns.items() if 0 <= to < pages]


def _home(language: str) -> _Row:
    return [button(translate(language, "to-sources"), "list", "0")]


def _outgoing(text: RichText, rows: Sequence[_Row]) -> OutgoingMessage:
    return OutgoingMessage(text.text, text.entities(), InlineKeyboardMarkup([row for row in rows if row]))
