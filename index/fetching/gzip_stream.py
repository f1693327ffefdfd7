"""Bounded gzip: data unpacks in small pieces, so that a zip bomb is noticed before it fills the memory."""

import zlib
from collections.abc import Iterable, Iterator

_PIECE_BYTES = 65_536

GZIP = b"\x1f\x8b"
"""The first bytes of gzip (RFC 1952, 2.3.1)."""


def gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip; raises ``zlib.error`` where it is damaged or truncated."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed = chunk
        while packed:
            if unpacker.eof:  # another member follows (RFC 1952, 2.2)
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield unpacker.decompress(packed, _PIECE_BYTES)
            packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise zlib.error("the packed data breaks off")
