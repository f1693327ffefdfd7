"""What every adapter of a model does with the texts that go in, the vectors that come out, and errors. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from index.arrays import Vectors

_MAX_CHARACTERS = 2_000


def clean(text: str) -> str:
    """A lone surrogate cannot be encoded and the tokenizer stops at a NUL; neither may reach a model."""
    return text[:_MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def stack(rows: Sequence[npt.ArrayLike]) -> "Vectors":
    """Vectors made one matrix, shape (rows, dimension), and of unit length."""
    if not rows:
        return np.zeros((0, 0), np.float32)
    matrix = np.asarray(rows, np.float32).reshape(len(rows), -1)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return cast("Vectors", matrix / np.where(norms > 0, norms, 1.0))


def line(error: Exception) -> str:
    """The first line of an error, short enough for a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
