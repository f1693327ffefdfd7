"""The links that a message offers as sources, and the question in its other words."""

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType

from bot.answering.questions.asking_words import find_question
from index.urls import is_url, normalize_url

_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_MAX_TITLE_CHARS = 200
_WWW = "www."


@dataclass(frozen=True, slots=True)
class OfferedLinks:
    """What a message offers.

    Attributes:
        links: Web addresses, each once, in order.
        question: What the other words ask; None if they ask nothing, or are somebody else's.
    """

    links: tuple[str, ...]
    question: str | None


def offers_links(message: Message) -> bool:
    """Return whether a message or a caption has a link."""
    return bool(_read_links(message)[0])


def read_offer(message: Message) -> OfferedLinks:
    """Read the links and the question of a message or a caption; the words of a forwarded post ask nothing."""
    links, parts = _read_links(message)
    question = None if message.forward_origin is not None else find_question(parts)
    return OfferedLinks(tuple(dict.fromkeys(links)), question)


def read_command(message: Message, rest: str) -> OfferedLinks:
    """Read the links after a command, where each word is one."""
    links = [*_read_links(message)[0], *filter(None, (_to_link(word, word) for word in rest.split()))]
    return OfferedLinks(tuple(dict.fromkeys(links)), None)


def read_caption(message: Message) -> tuple[str | None, str | None]:
    """Return the title and the question in the caption of a document; a forwarded one asks nothing."""
    caption = (message.caption or "").strip()
    if not caption or message.forward_origin is not None:
        return None, None
    question = find_question([caption])
    return (None, question) if question else (" ".join(caption.split())[:_MAX_TITLE_CHARS], None)


def _read_links(message: Message) -> tuple[list[str], list[str]]:
    """Return the links of a message, and the words between those that are written out."""
    text = message.text or message.caption or ""
    encoded = text.encode("utf-16-le")  # offsets of entities count UTF-16 units, of two bytes each
    links: list[str] = []
    parts, at = [], 0
    for entity in message.entities or message.caption_entities:
        link = _find_link(message, entity, text)
        if link is None:
            continue
        links.append(link)
        if entity.type == MessageEntityType.URL:
            parts.append(encoded[2 * at : 2 * entity.offset].decode("utf-16-le"))
            at = entity.offset + entity.length
    if not links and (whole := _to_link(text.strip(), text)):
        return [whole], []
    parts.append(encoded[2 * at :].decode("utf-16-le"))
    return links, parts


def _find_link(message: Message, entity: MessageEntity, text: str) -> str | None:
    if entity.type == MessageEntityType.TEXT_LINK:
        return _to_link(entity.url or "", text)
    if entity.type != MessageEntityType.URL:
        return None
    written = message.parse_entity(entity) if message.text else message.parse_caption_entity(entity)
    return _to_link(written, text)


def _to_link(written: str, text: str) -> str | None:
    """Return a web address with its scheme; None for other words.

    Telegram marks ``notes.md`` as an address too, so one without a scheme needs a path, or no other words beside it.
    An address that is the whole message is returned even if it cannot be read, since it is no question.
    """
    is_alone = written == text.strip()
    if any(map(str.isspace, written)):
        return None
    if is_alone and _ANY_SCHEME.match(written):
        return written
    if not is_url(written):
        host, slash, _ = written.partition("/")
        is_address = "." in host.strip(".") and ":" not in host and "@" not in host
        if not is_address or not (slash or host.lower().startswith(_WWW) or is_alone):
            return None
        written = f"https://{written}"
    found = normalize_url(written)
    return written if found is not None and "." in found.split("/")[2] else None
