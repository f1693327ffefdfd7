"""Inline buttons and the data behind them. Pure.

The data of a button is a prefix and a short key: it still means the same after a restart and months later.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import urlencode, urlsplit

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering.types import Citation
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import translate

if TYPE_CHECKING:
    from bot.telegram.messages.passage_view import PassageView

PASSAGE = "c:"
"""Before the key of a stored citation."""
NEIGHBOUR = "n:"
"""Before the key of a stored citation, and how many passages before (-) or after (+) it."""
VOTE = "v:"
"""Before a vote and the id of the answer that it is for."""
VOTES = {"👍": 1, "👎": -1}
"""What a vote is worth."""
QUESTION = "q:"
"""Before the fingerprint of a question of the introduction."""
SOURCES = "s:"
"""Before the number of a page of the list of sources, from 0."""
CHOOSE = "t:"
"""Before the id of a source to look in, or nothing for all of them, and the page of the list that shows it."""
STOP = "x:"
"""Stops the answer that is being written."""
ASKERS = "g:"
"""Before who may ask in a group."""
EVERYONE, ADMINS = "everyone", "admins"

_NUMBERS_A_ROW = 6
_LABEL_UNITS = 100
_FINGERPRINT_CHARS = 16
_COPIED_UNITS = 256
_URL_CHARS = 2_000
_HOST = re.compile(r"[\w~-]+(?:\.[\w~-]+)+")


def answer_keyboard(
    shown: Sequence[Citation], keys: Mapping[int, str], answer_id: int | None, language: str
) -> InlineKeyboardMarkup | None:
    """A numbered button for each citation, in rows of about the same length; the page of the first one; votes."""
    row = [InlineKeyboardButton(str(one.n), callback_data=PASSAGE + keys[one.n]) for one in shown if one.n in keys]
    link = next((one.link for one in shown if is_accepted_url(one.link)), None)
    last = [InlineKeyboardButton(translate(language, "open-page"), url=link)] if link else []
    if answer_id is not None:
        last += [
            InlineKeyboardButton(sign, callback_data=f"{VOTE}{value:+d}.{answer_id}") for sign, value in VOTES.items()
        ]
    rows = [*_rows(row), *([last] if last else [])]
    return InlineKeyboardMarkup(rows) if rows else None


def passage_keyboard(view: "PassageView", share: str | None, language: str) -> InlineKeyboardMarkup | None:
    """To the passages beside it and to the page; to copy the quote and to share the passage."""
    citation = view.citation
    turn = {"◀": view.number > 1, "▶": view.number < view.last}
    to = {"◀": view.step - 1, "▶": view.step + 1}
    first = [
        InlineKeyboardButton(sign, callback_data=f"{NEIGHBOUR}{citation.key}{to[sign]:+d}")
        for sign, there in turn.items()
        if there
    ]
    if citation.link and is_accepted_url(citation.link):
        first.insert(int(turn["◀"]), InlineKeyboardButton(translate(language, "open-page"), url=citation.link))
    copied = CopyTextButton(line(citation.quote, _COPIED_UNITS))
    second = [InlineKeyboardButton(translate(language, "copy-quote"), copy_text=copied)]
    if share is not None:
        url = share_url(share, line(citation.title, _LABEL_UNITS))
        second.append(InlineKeyboardButton(translate(language, "share"), url=url))
    return InlineKeyboardMarkup([row for row in (first, second) if row])


def share_url(link: str, text: str = "") -> str:
    """An address that lets a reader choose a chat to send a link to."""
    return f"https://t.me/share/url?{urlencode({'url': link} | ({'text': text} if text else {}))}"


def stop_keyboard(language: str) -> InlineKeyboardMarkup:
    """To stop the answer that is being written."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"⏹ {translate(language, 'stop')}", callback_data=STOP)]])


def askers_keyboard(language: str) -> InlineKeyboardMarkup:
    """Who may ask in a group."""
    choices = {"everyone": EVERYONE, "only-admins": ADMINS}
    row = [InlineKeyboardButton(translate(language, key), callback_data=ASKERS + who) for key, who in choices.items()]
    return InlineKeyboardMarkup([row])


def _rows(found: Sequence[InlineKeyboardButton]) -> Iterator[Sequence[InlineKeyboardButton]]:
    rows = -(-len(found) // _NUMBERS_A_ROW)
    length = -(-len(found) // max(1, rows))
    for start in range(0, len(found), length or 1):
        yield found[start : start + length]


def questions_keyboard(asked: Sequence[str]) -> InlineKeyboardMarkup | None:
    """A button for each question, under one another."""
    rows = _question_rows(asked)
    return InlineKeyboardMarkup(rows) if rows else None


def _question_rows(asked: Sequence[str]) -> list[list[InlineKeyboardButton]]:
    return [
        [InlineKeyboardButton(line(question, _LABEL_UNITS), callback_data=QUESTION + fingerprint(question))]
        for question in asked
    ]


def fingerprint(question: str) -> str:
    """What recognises a question however often the bot restarts, and no other question."""
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT_CHARS]


@dataclass(frozen=True, slots=True)
class Pagination:
    """Which page of how many, from 0."""

    page: int
    count: int


def sources_keyboard(
    choices: Mapping[str, str], pages: Pagination, asked: Sequence[str], *, restricted: bool, language: str
) -> InlineKeyboardMarkup | None:
    """To look in a source, for each by its label; in all again; the pages beside this one; questions to begin with."""
    row = [InlineKeyboardButton(label, callback_data=f"{CHOOSE}{id_}.{pages.page}") for label, id_ in choices.items()]
    to = [("back", pages.page - 1), ("more", pages.page + 1)]
    turn = [
        InlineKeyboardButton(translate(language, key), callback_data=f"{SOURCES}{target}")
        for key, target in to
        if 0 <= target < pages.count
    ]
    every = InlineKeyboardButton(translate(language, "all-sources"), callback_data=f"{CHOOSE}.{pages.page}")
    rows = [*_rows(row), [every] if restricted else [], turn, *_question_rows(asked)]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def is_accepted_url(url: str | None) -> TypeGuard[str]:
    """Whether Telegram takes a URL: on the web, with a dot in its host's name, and not endless.

    Telegram refuses the whole message for the sake of one URL such as ``http://wiki/page``.
    """
    if (
        url is None
        or not url.startswith(("http://", "https://"))
        or len(url) > _URL_CHARS
        or any(map(str.isspace, url))
    ):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it raises ValueError where it is no port
    except ValueError:
        return False
    return "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None
