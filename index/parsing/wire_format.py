"""The wire format between Pincite and its parsing workers: lengths, bytes and JSON; nothing that can be executed.

A request has two frames, a header and the bytes to parse. A reply has one frame: a document, a list, an error, or JSON
that answers a task.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from index import errors
from index.types import Document, Heading, Link, Parsed, Raw, SourceListing, Span

Task = Mapping[str, Any]
"""What a worker does with bytes, where it does not parse them: anything that JSON can say."""

_LENGTH = struct.Struct(">Q")
_ERRORS = {
    kind.__name__: kind
    for kind in (
        errors.SourceError,
        errors.RefusedError,
        errors.TooLargeError,
        errors.UnsupportedError,
        errors.EmptyError,
    )
}


def write_frames(stream: IO[bytes], *frames: bytes) -> None:
    """Send frames; raises ``OSError`` if the other process has ended."""
    for frame in frames:
        stream.write(_LENGTH.pack(len(frame)))
        stream.write(frame)
    stream.flush()


def read_frame(stream: IO[bytes], limit: int | None = None) -> bytes | None:
    """The next frame; None at the end of the stream, also within a frame, and for a frame over the limit."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if limit is not None and length > limit:
        return None
    body = stream.read(length)
    return body if len(body) == length else None


def encode_request(raw: Raw, task: Task | None) -> tuple[bytes, bytes]:
    """The two frames of a request to parse bytes, or to do a task with them."""
    head = {"location": raw.location, "media_type": raw.media_type, "charset": raw.charset}
    return _dump({"raw": head, "task": task}), raw.data


def decode_request(header: bytes, data: bytes) -> tuple[Raw, Task | None]:
    """The bytes and the task, from the two frames of a request; no task for bytes to parse."""
    fields = json.loads(header)
    return Raw(data=data, **fields["raw"]), fields["task"]


def encode_parsed(parsed: Parsed) -> bytes:
    """The reply for a document or list."""
    return _dump({"document" if isinstance(parsed, Document) else "listing": asdict(parsed)})


def encode_error(error: errors.SourceError) -> bytes:
    """The reply for an error."""
    kind = type(error).__name__
    return _dump({"error": kind if kind in _ERRORS else errors.SourceError.__name__, "message": str(error)})


def decode_reply(reply: bytes) -> Parsed:
    """The document or list in a reply.

    Raises:
        SourceError: The reply is an error.
        ValueError: It is no reply, or KeyError or TypeError.
    """
    content = json.loads(reply.decode("utf-8", "surrogatepass"))
    _raise_error(content)
    fields = content.get("listing") or content["document"]
    links = tuple(Link(str(link["target"]), str(link["text"])) for link in fields.pop("links"))
    if "listing" in content:
        return SourceListing(str(fields["location"]), str(fields["title"]), links, fields["referrer"])
    pages = tuple(int(start) for start in fields.pop("pages"))
    headings = tuple(Heading(Span(**one["span"]), int(one["level"])) for one in fields.pop("headings"))
    recognized = tuple(int(page) for page in fields.pop("recognized"))
    return Document(**fields, links=links, pages=pages, headings=headings, recognized=recognized)


def check_task_reply(reply: bytes) -> bytes:
    """The reply to a task.

    Raises:
        SourceError: The reply is an error.
        ValueError: It is no reply, or KeyError or TypeError.
    """
    _raise_error(json.loads(reply))
    return reply


def _raise_error(content: Mapping[str, Any]) -> None:
    if "error" in content:
        raise _ERRORS[content["error"]](str(content["message"]))


def _dump(value: dict[str, Any]) -> bytes:
    # No escapes, because they are slow to read, and lone surrogates, because a file's name can have them.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
