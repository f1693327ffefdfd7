"""Messages to a draft: who wrote to whom and when, the text with the messages that it quotes, and its files' names.

The newest text of a message has HTML or plain words, or both; a saved web page (MHTML) is a message around its HTML.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from pathlib import PurePath
from typing import NamedTuple

from index.errors import EmptyError, UnsupportedError
from index.parsing import metadata
from index.parsing.detection import decode
from index.parsing.draft import DocumentDraft
from index.parsing.formats import plain_text
from index.parsing.formats.mail.mail_head import RawFields, read_day, read_field, read_people
from index.parsing.formats.mail.mail_parts import MailParts, find_page, list_parts
from index.parsing.headings import move_headings
from index.parsing.links import bare_links
from index.text.normalization import canonicalize, has_words
from index.types import Heading, Raw
from index.urls import display_name, is_url

_PEOPLE = ("From", "To", "Cc")
_DELIVERED = ("To", "Cc", "Received", "Message-ID")
_SAVED_SUFFIXES = frozenset((".mht", ".mhtml"))
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_MIN_HTML_SHARE = 0.5
_MAX_DEPTH = 20
_FAILURES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


class _Text(NamedTuple):
    text: str
    headings: tuple[Heading, ...] = ()


def read(data: bytes, location: str) -> DocumentDraft:
    """Read a message or a saved page. The links of a message are not read: those of a newsletter unsubscribe.

    Raises:
        UnsupportedError: The message is damaged or encrypted.
        EmptyError: It has no text.
    """
    try:
        message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), policy=RawFields())
        page = find_page(message) if _is_saved_page(message, location) else None
        if page is None:
            return _read_message(message, location)
    except _FAILURES as error:  # the parser of damaged fields fails in many ways
        raise UnsupportedError(
            f"{display_name(location)} is damaged; open it in your mail program, save it again, and index that."
        ) from error
    return _read_page(page, message, location)


def _is_saved_page(message: Message, location: str) -> bool:
    if PurePath(location).suffix.lower() in _SAVED_SUFFIXES:
        return True
    return "@" not in parseaddr(read_field(message, "From"))[1] and not any(name in message for name in _DELIVERED)


def _read_page(page: Message, message: Message, location: str) -> DocumentDraft:
    from index.parsing.html import reader  # noqa: PLC0415 - trafilatura takes half a second

    stated = (read_field(message, "Snapshot-Content-Location"), read_field(page, "Content-Location"))
    address = next(filter(is_url, stated), location)
    return reader.read(_decode(page, location), address)


def _read_message(message: Message, location: str) -> DocumentDraft:
    parts = list_parts(message)
    texts = list(_read_texts(parts, location, 0))
    if not texts:
        _refuse(parts, location)
    authors = read_people(message, "From")
    text, headings = _join([_Text(_write_head(message, parts.files)), *texts])
    return DocumentDraft(
        text,
        metadata.keep_title(read_field(message, "Subject")) or metadata.derive_title(texts[0].text),
        ", ".join(authors) or None,
        read_day(message),
        headings=headings,
        has_code=True,
    )


def _refuse(parts: MailParts, location: str) -> None:
    name = display_name(location)
    if parts.is_encrypted:
        raise UnsupportedError(f"{name} is encrypted; open it in your mail program, and save its text.")
    if parts.files:
        raise EmptyError(f"{name} has attachments and no text; save the attachments, and index those.")
    raise EmptyError(f"{name} is a message without text; give one that has text.")


def _read_texts(parts: MailParts, location: str, depth: int) -> Iterator[_Text]:
    for shown in parts.shown:
        if shown.forwarded is None:
            yield from _read_versions(shown.versions, location)
        elif depth < _MAX_DEPTH:
            yield from _read_forwarded(shown.forwarded, location, depth)


def _read_forwarded(message: Message, location: str, depth: int) -> Iterator[_Text]:
    parts = list_parts(message)
    texts = list(_read_texts(parts, location, depth + 1))
    if texts:
        yield _Text(_write_head(message, parts.files, "Subject"))
        yield from texts


def _write_head(message: Message, files: Sequence[str], *more: str) -> str:
    """What a mail program shows above a message; a newsletter's reader is not its subject."""
    names = [name for name in _PEOPLE if name == "From" or "List-Unsubscribe" not in message]
    fields = [(name, ", ".join(read_people(message, name))) for name in names]
    fields += [(name, read_field(message, name)) for name in ("Date", *more)]
    fields.append(("Attachments", ", ".join(files)))
    return "\n".join(f"{name}: {value}" for name, value in fields if value)


def _read_versions(versions: Sequence[Sequence[Message]], location: str) -> Iterator[_Text]:
    """The richest version, or the plain one if the other shows its words as pictures."""
    texts = [_join(_read_text(part, location) for part in version) for version in versions]
    least = _MIN_HTML_SHARE * max(map(_count_words, texts), default=0)
    yield from [text for text in texts if has_words(text.text) and _count_words(text) >= least][:1]


def _count_words(text: _Text) -> int:
    written = text.text
    for link in bare_links(written):
        written = written.replace(link.text, "")
    return len(_WORD.findall(written))


def _read_text(part: Message, location: str) -> _Text:
    words = _decode(part, location).replace("\r\n", "\n")
    if part.get_content_type() == "text/html":
        from index.parsing.html import fragment  # noqa: PLC0415 - plain text needs no lxml

        found = fragment.read(words, location)
        return _Text(found.text, found.headings)
    if part.get_param("format") == "flowed":
        words = _join_flowed(words, is_split=part.get_param("delsp") == "yes")
    return _Text(plain_text.read_words(_SIGNATURE.sub("", plain_text.open_quotations(words, 1))))


def _join_flowed(text: str, *, is_split: bool) -> str:
    """Join the lines of paragraphs that end with a blank (RFC 3676)."""
    written: list[str] = []
    before = None  # the depth of quotation of a line that runs on
    for line in text.split("\n"):
        marks = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(marks) :].removeprefix(" ")
        if before == len(marks):
            written[-1] += words
        else:
            written.append(f"{marks} {words}" if marks else words)
        before = len(marks) if words.endswith(" ") and words != "-- " else None
        if before is not None and is_split:
            written[-1] = written[-1][:-1]
    return "\n".join(written)


def _decode(part: Message, location: str) -> str:
    """The text of a part in its character set; empty if it is no text."""
    try:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        return decode(Raw(location, data, part.get_content_type(), part.get_content_charset()))
    except (ValueError, UnsupportedError):
        return ""


def _join(texts: Iterable[_Text]) -> _Text:
    whole = ""
    headings: list[Heading] = []
    for text in texts:
        canonical = canonicalize(text.text, keep_indents=True)
        whole += "\n\n" if whole and canonical else ""
        headings += move_headings(text.headings, len(whole))
        whole += canonical
    return _Text(whole, tuple(headings))
