"""What goes through the pipes between Pincite and its parsing worker: lengths, bytes and JSON, and nothing that runs.

A request is two frames, what is known about the bytes and then the bytes. A reply is one frame: a document or an error.
"""

import json
import struct
from dataclasses import asdict
from typing import IO, Any

from index import errors
from index.types import Document, Link, Raw

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


def write(stream: IO[bytes], *frames: bytes) -> None:
    """Send frames; raises ``OSError`` where the other side is gone."""
    for frame in frames:
        stream.write(_LENGTH.pack(len(frame)))
        stream.write(frame)
    stream.flush()


def read(stream: IO[bytes], limit: int | None = None) -> bytes | None:
    """The next frame; None at the end of the stream, also in the middle of a frame, and for one over the limit."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if limit is not None and length > limit:
        return None
    body = stream.read(length)
    return body if len(body) == length else None


def of_raw(raw: Raw) -> tuple[bytes, bytes]:
    """The two frames of a request."""
    return _dump({"location": raw.location, "media_type": raw.media_type, "charset": raw.charset}), raw.data


def to_raw(header: bytes, data: bytes) -> Raw:
    """What a request asks to read."""
    return Raw(data=data, **json.loads(header))


def of_document(document: Document) -> bytes:
    """The reply that is a document."""
    return _dump({"document": asdict(document)})


def of_error(error: errors.SourceError) -> bytes:
    """The reply that is an error."""
    kind = type(error).__name__
    return _dump({"error": kind if kind in _ERRORS else errors.SourceError.__name__, "message": str(error)})


def to_document(reply: bytes) -> Document:
    """The document that a reply holds.

    Raises:
        SourceError: The reply is an error.
        ValueError: It is no reply, or KeyError or TypeError.
    """
    found = json.loads(reply)
    if "error" in found:
        raise _ERRORS[found["error"]](str(found["message"]))
    fields = found["document"]
    links = tuple(Link(str(link["target"]), str(link["text"])) for link in fields.pop("links"))
    pages = tuple(int(start) for start in fields.pop("pages"))
    return Document(**fields, links=links, pages=pages)


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()  # in ASCII, so that the odd surrogate of a file's name comes through
