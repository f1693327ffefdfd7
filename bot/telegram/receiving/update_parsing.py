"""Parsing of updates one by one, so that an update that python-telegram-bot cannot parse costs itself alone.

Telegram's servers may send objects that the library does not know, or leave out a field that it requires. Such an
update becomes an empty one with the same id, which no handler takes. The log names the id and the type of the error
only, because the text of an error may contain words of the message.
"""

import json
import logging
from dataclasses import dataclass

from telegram import Bot, Update

_log = logging.getLogger(__name__)

_ID = "update_id"
_LARGEST_ID = 2**63 - 1  # of an INTEGER column


@dataclass(frozen=True, slots=True)
class ReceivedUpdate:
    """An update from Telegram.

    Attributes:
        update: As python-telegram-bot parses it; an empty update with the id if it cannot.
        body: The JSON that Telegram sent, to store until the update is handled; None if it cannot be parsed.
    """

    update: Update
    body: str | None


def parse_update(data: object, bot: Bot) -> ReceivedUpdate:
    """Parse one update.

    Args:
        data: The decoded JSON.
        bot: For the methods of the update's objects.

    Raises:
        ValueError: The data is no update: it is no object, or has no id.
    """
    id_ = data.get(_ID) if isinstance(data, dict) else None
    # A bool is an int in Python.
    if not isinstance(data, dict) or type(id_) is not int or not 0 <= id_ <= _LARGEST_ID:
        raise ValueError("this is no update of Telegram")
    try:
        update = Update.de_json(data, bot)
        _check_parts(update)
        return ReceivedUpdate(update, json.dumps(data))
    except Exception as error:  # noqa: BLE001 - the library raises what the data provokes
        return _skip(id_, error)


def parse_body(id_: int, body: str, bot: Bot) -> ReceivedUpdate:
    """Parse the body of a stored update; another version of the bot may have stored it."""
    try:
        return parse_update(json.loads(body), bot)
    except (ValueError, RecursionError) as error:
        return _skip(id_, error)


def _check_parts(update: Update) -> None:
    """Raise an error if a part that all handlers read is missing or of another type: the library checks no types."""
    message, query, typed, changed = update.message, update.callback_query, update.inline_query, update.my_chat_member
    message = message or update.guest_message
    pressed = query.message if query else None
    senders = [one.from_user for one in (query, typed, changed) if one]
    texts = [one.id for one in (query, typed) if one] + ([typed.query] if typed else [])
    optional: list[object] = [query.data if query else None]
    if message is not None:
        senders += [message.from_user] if message.from_user else []
        optional += [message.text, message.caption, message.guest_query_id]
        texts += [entity.type for entity in (*message.entities, *message.caption_entities)]
        message.date.timestamp()
    chats = [one.chat for one in (message, pressed, changed) if one]
    for sender in senders:
        optional += [sender.first_name, sender.last_name, sender.username, sender.language_code]
    numbers = [sender.id for sender in senders] + [chat.id for chat in chats]
    numbers += [one.message_id for one in (message, pressed) if one]
    if any(type(number) is not int or abs(number) > _LARGEST_ID for number in numbers):
        raise TypeError("an id is no number")
    if not all(isinstance(text, str) for text in (*texts, *(one for one in optional if one is not None))):
        raise TypeError("a text is no text")


def _skip(id_: int, error: Exception) -> ReceivedUpdate:
    _log.error("Update %d cannot be parsed (%s) and is skipped", id_, type(error).__name__)
    return ReceivedUpdate(Update(id_), None)
