"""The vocabulary of 250,000 pieces as an open-addressing hash table, which a process maps instead of building a dict.

A slot has 32 bits: 14 bits of the hash of a piece, and its id. The pieces themselves are compared in the weight file.
Behind the slots is the length of the longest piece, by the hash of its first character, which ends most searches.
CRC-32 is the hash, because it is the same in every process and grows with a piece, character by character.
"""

from array import array
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from index.models.e5.graph_cache import map_or_build_table
from index.models.e5.weights import ModelWeights

_NAME = "vocabulary-1"
"""Names the layout of the table; change it with the layout."""

_SLOTS = 1 << 20  # a quarter is used, so that most searches end at the first slot
_STARTS = 1 << 16
_ID_BITS = 18
_EMPTY = 0  # the id of the begin mark, which is no piece


class Vocabulary:
    """The pieces of a model and their ids, without its marks. Safe to call from several threads."""

    def __init__(self, weights: ModelWeights, cache: Path | None = None) -> None:
        """Map the table, or build it.

        Args:
            weights: The pieces, in the order of ids.
            cache: The folder that keeps the table; None builds it in memory.
        """
        self._spelling, self._bounds = weights.spelling
        content = map_or_build_table(_NAME, lambda: _build(weights), weights.digest, cache)
        self._table = content[: 4 * _SLOTS].cast("I")
        self._longest = content[4 * _SLOTS :]

    def find_prefixes(self, characters: Sequence[bytes], start: int) -> list[tuple[int, int]]:
        """The pieces that begin at a character.

        Args:
            characters: Each character of a text in UTF-8.
            start: The index of the first character.

        Returns:
            The end of each piece, as an index of characters, and its id; the shortest piece is first.
        """
        table, spelling, bounds = self._table, self._spelling, self._bounds
        found: list[tuple[int, int]] = []
        stop = start + self._longest[crc32(characters[start]) % _STARTS]
        code = 0
        for end in range(start + 1, min(stop, len(characters)) + 1):
            code = crc32(characters[end - 1], code)
            slot = code & (_SLOTS - 1)
            while entry := table[slot]:
                if entry >> _ID_BITS == code >> _ID_BITS:
                    id_ = entry & ((1 << _ID_BITS) - 1)
                    if spelling[bounds[id_] : bounds[id_ + 1]] == b"".join(characters[start:end]):
                        found.append((end, id_))
                        break
                slot = (slot + 1) & (_SLOTS - 1)
        return found


def _build(weights: ModelWeights) -> bytes:
    table, longest = array("I", bytes(4 * _SLOTS)), bytearray(_STARTS)
    marks = {weights.begin, weights.end, weights.pad, weights.unknown}
    for id_, piece in enumerate(weights.pieces):
        if id_ not in marks:
            code = crc32(piece.encode())
            slot = code & (_SLOTS - 1)
            while table[slot] != _EMPTY:
                slot = (slot + 1) & (_SLOTS - 1)
            table[slot] = code >> _ID_BITS << _ID_BITS | id_
            first = crc32(piece[0].encode()) % _STARTS
            longest[first] = max(longest[first], len(piece))
    return table.tobytes() + longest
