"""Bounded gzip: data unpacks in small pieces, so that a zip bomb is noticed before it fills the memory."""

import zlib
from collections.abc import Iterable, Iterator

_PIECE_BYTES = 65_536
_SLICE_BYTES = 16_384  # each member copies the rest of its slice, so a slice is short
_MAX_MEMBERS = 10_000  # parallel compressors write a member for each 64 KB or more

GZIP = b"\x1f\x8b"
"""The first bytes of gzip (RFC 1952, 2.3.1)."""


def gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip, in time linear in its size.

    Raises:
        zlib.error: The data is damaged or truncated, or has more members than a compressor writes.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    members = 1
    for part in _slices(chunks):
        packed = part
        while packed:
            if unpacker.eof:  # another member follows (RFC 1952, 2.2)
                members += 1
                if members > _MAX_MEMBERS:
                    raise zlib.error("the packed data has too many members")
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = unpacker.decompress(packed, _PIECE_BYTES)
            yield piece
            while len(piece) == _PIECE_BYTES and not (unpacker.eof or unpacker.unconsumed_tail):
                piece = unpacker.decompress(b"", _PIECE_BYTES)  # more than one piece was in it
                yield piece
            packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise zlib.error("the packed data breaks off")


def _slices(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), _SLICE_BYTES):
            yield chunk[start : start + _SLICE_BYTES]
