"""The head of a message: its fields, decoded, and whether bytes begin with one. Pure."""

import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import PurePath

from index.parsing.character_sets import guess_codec
from index.text.normalization import canonicalize
from index.types import Raw

_HEAD_BYTES = 65_536
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_POSTMARK = re.compile(rb"(?:From [^\n]*\n)")
_MEDIA_TYPES = frozenset(("message/rfc822", "message/global", "multipart/related", "application/x-mimearchive"))
_SUFFIXES = frozenset((".eml", ".mht", ".mhtml"))
_KNOWN = frozenset((b"from", b"subject", b"date", b"to", b"mime-version", b"content-type", b"received", b"message-id"))
_MADE_BY_MAIL = frozenset((b"message-id", b"received", b"mime-version"))


class RawFields(Compat32):
    """Leaves fields as they are written, also those with bytes that no standard allows there."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the signature is email's
        """Return the value unchanged."""
        return value


def is_message(raw: Raw) -> bool:
    """Whether bytes are a message: by their type or name and a head, or by a head that mail programs write."""
    names = _list_names(raw.data[:_HEAD_BYTES])
    if raw.media_type in _MEDIA_TYPES or PurePath(raw.location).suffix.lower() in _SUFFIXES:
        return not names.isdisjoint(_KNOWN)
    is_mime = b"mime-version" in names and b"content-type" in names
    return is_mime or (b"from" in names and not names.isdisjoint(_MADE_BY_MAIL))


def read_field(message: Message, name: str) -> str:
    """Return a field as one line, with its encoded words decoded; empty if there is none."""
    return decode_words(str(message.get(name, "")))


def decode_words(written: str) -> str:
    """Return a value with its encoded words (RFC 2047) and its bytes decoded, as one line."""
    parts = []
    try:
        found = decode_header(" ".join(written.split()))
    except (MessageError, ValueError):  # of words that are no Base64
        found = [(written, None)]
    for part, codec in found:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        parts.append(_decode(data, codec))
    return " ".join(canonicalize("".join(parts)).split())


def read_people(message: Message, name: str) -> list[str]:
    """Return the people in a field, each by name, or by address where none is stated."""
    people = []
    for who, address in getaddresses([" ".join(str(message.get(name, "")).split())]):
        people.append(decode_words(who).strip("\"' ") or decode_words(address))
    return list(dict.fromkeys(filter(None, people)))


def read_day(message: Message) -> str | None:
    """Return the day on which a message was sent, by its sender's clock, as ``YYYY-MM-DD``; None if it states none."""
    try:
        return parsedate_to_datetime(read_field(message, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _list_names(data: bytes) -> set[bytes]:
    """The names of the fields, in lower case; none if the bytes begin with anything else than fields."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    postmark = _POSTMARK.match(data)
    lines = data[postmark.end() if postmark else 0 :].splitlines()
    names: set[bytes] = set()
    for line in lines:
        if not line.strip():
            break
        if (field := _FIELD.match(line)) is not None:
            names.add(field[1].lower())
        elif not names or not line.startswith((b" ", b"\t")):
            return set()
    return names


def _decode(data: bytes, codec: str | None) -> str:
    for encoding in (codec, "utf-8", guess_codec(data)):
        try:
            return data.decode(encoding or "utf-8")
        except (ValueError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")
