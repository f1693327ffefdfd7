"""The parts of a message (MIME): the texts that a mail program shows, in order, and the names of the files beside them.

Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from typing import NamedTuple, cast

from index.parsing.formats.mail.mail_head import decode_words

_ENCRYPTED = frozenset(("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"))
_TEXTS = frozenset(("text/plain", "text/html"))
_MAX_DEPTH = 50


class Shown(NamedTuple):
    """A text of a message, or a message in it.

    Attributes:
        versions: Of one text, the richest first; each consists of one part or more.
        forwarded: The message in it; None for a text.
    """

    versions: Sequence[Sequence[Message]]
    forwarded: Message | None = None


@dataclass(slots=True)
class MailParts:
    """What a message contains.

    Attributes:
        shown: The texts and messages in it, in order.
        files: The names of attached files.
        is_encrypted: Whether a part can be read with a key only.
    """

    shown: list[Shown] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    is_encrypted: bool = False


def list_parts(message: Message) -> MailParts:
    """List what a message contains."""
    parts = MailParts()
    _take(message, parts, 0)
    return parts


def find_page(message: Message) -> Message | None:
    """Return the first HTML part, which is the page where a browser saved one."""
    return next((part for part in message.walk() if part.get_content_type() == "text/html"), None)


def _take(part: Message, parts: MailParts, depth: int) -> None:
    kind = part.get_content_type()
    inner = _subparts(part)
    if kind in _ENCRYPTED:
        parts.is_encrypted = True
    elif kind == "message/rfc822":
        parts.shown += [Shown((), one) for one in inner]
    elif kind in _TEXTS and part.get_content_disposition() != "attachment":
        parts.shown.append(Shown([[part]]))
    elif not inner:
        parts.files += _name_file(part)
    elif depth < _MAX_DEPTH:
        _take_inner(kind, part, inner, parts, depth + 1)


def _take_inner(kind: str, part: Message, inner: Sequence[Message], parts: MailParts, depth: int) -> None:
    if kind == "multipart/alternative":
        _take_versions(inner, parts, depth)
    elif kind == "multipart/signed":
        _take(inner[0], parts, depth)  # the other part is the signature
    elif kind == "multipart/related":
        root = _find_root(part, inner)
        _take(root, parts, depth)
        parts.files += [name for one in inner if one is not root for name in _name_file(one)]
    else:
        for one in inner:
            _take(one, parts, depth)


def _take_versions(inner: Sequence[Message], parts: MailParts, depth: int) -> None:
    """Take the versions of one text. The last one is the richest (RFC 2046, 5.1.4)."""
    versions = []
    for one in reversed(inner):
        own = MailParts()
        _take(one, own, depth)
        texts = [part for shown in own.shown for part in (shown.versions[0] if shown.versions else ())]
        versions += [texts] if texts else []
        parts.files += own.files
        parts.is_encrypted = parts.is_encrypted or own.is_encrypted
    versions.sort(key=lambda texts: all(part.get_content_type() != "text/html" for part in texts))
    parts.shown += [Shown(versions)] if versions else []


def _find_root(part: Message, inner: Sequence[Message]) -> Message:
    start = part.get_param("start")
    return next((one for one in inner if start and str(one.get("Content-ID", "")).strip() == start), inner[0])


def _subparts(part: Message) -> Sequence[Message]:
    """The parts of a multipart; a damaged one has none."""
    return cast("list[Message]", part.get_payload()) if part.is_multipart() else ()


def _name_file(part: Message) -> Iterator[str]:
    """The name of an attached file. A picture with an id is within the text, and a signature is no file."""
    name = decode_words(part.get_filename() or "")
    if (
        name
        and not part.get_content_type().endswith("-signature")
        and (part.get_content_disposition() == "attachment" or not part.get("Content-ID"))
    ):
        yield name
