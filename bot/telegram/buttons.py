"""Inline buttons and the data behind them. Pure.

The data of a button is a prefix and a short key: it still means the same after a restart and months later.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram import words
from bot.telegram.pieces import line

PASSAGE = "c:"
"""Before the key of a stored citation."""
QUESTION = "q:"
"""Before the fingerprint of a question of the introduction."""
SOURCES = "s:"
"""Before the number of a page of the list of sources, from 0."""

_NUMBERS_A_ROW = 6
_LABEL_UNITS = 100
_FINGERPRINT_CHARS = 16
_URL_CHARS = 2_000
_HOST = re.compile(r"[\w~-]+(?:\.[\w~-]+)+")


def numbers(keys: Mapping[int, str]) -> InlineKeyboardMarkup | None:
    """A numbered button for each citation, in rows of about the same length."""
    row = [InlineKeyboardButton(str(n), callback_data=PASSAGE + key) for n, key in keys.items()]
    return InlineKeyboardMarkup(list(_rows(row))) if row else None


def _rows(found: Sequence[InlineKeyboardButton]) -> Iterator[Sequence[InlineKeyboardButton]]:
    rows = -(-len(found) // _NUMBERS_A_ROW)
    length = -(-len(found) // rows)
    for start in range(0, len(found), length):
        yield found[start : start + length]


def questions(asked: Sequence[str]) -> InlineKeyboardMarkup | None:
    """A button for each question, under one another."""
    rows = [
        [InlineKeyboardButton(line(question, _LABEL_UNITS), callback_data=QUESTION + fingerprint(question))]
        for question in asked
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def fingerprint(question: str) -> str:
    """What recognises a question however often the bot restarts, and no other question."""
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT_CHARS]


def turn_pages(page: int, pages: int, language: str) -> InlineKeyboardMarkup | None:
    """Buttons to the pages before and after this one."""
    to = [("back", page - 1), ("more", page + 1)]
    row = [
        InlineKeyboardButton(words.say(language, key), callback_data=f"{SOURCES}{target}")
        for key, target in to
        if 0 <= target < pages
    ]
    return InlineKeyboardMarkup([row]) if row else None


def open_page(link: str | None, language: str) -> InlineKeyboardMarkup | None:
    """A button that opens the page at the quote; none for a link that Telegram would refuse."""
    if link is None or not is_openable(link):
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(words.say(language, "open-page"), url=link)]])


def is_openable(url: str) -> bool:
    """Whether Telegram takes a URL: on the web, with a dot in its host's name, and not endless.

    Telegram refuses the whole message for the sake of one URL such as ``http://wiki/page``.
    """
    if not url.startswith(("http://", "https://")) or len(url) > _URL_CHARS or any(map(str.isspace, url)):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it raises ValueError where it is no port
    except ValueError:
        return False
    return "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None
