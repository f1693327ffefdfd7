"""Files of trained additions to the encoder."""

import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from index.models.e5.weights import ModelWeights

Stored: TypeAlias = Mapping[str, npt.NDArray[Any]]
"""The arrays of an adapter's file."""

_DIGEST_DIGITS = 12  # hexadecimal


def read_adapter(file: str, given: Path | None, weights: ModelWeights) -> tuple[Stored, str]:
    """Return the arrays of an adapter, and a digest of them and of the weights that they are added to.

    Args:
        file: The name of Pincite's own, in this package.
        given: Another file, which is read instead.
        weights: The encoder's.
    """
    source = given or resources.files(__package__).joinpath(file)
    content = source.read_bytes()
    with source.open("rb") as opened:
        stored = dict(np.load(opened))
    return stored, f"{weights.digest}-{hashlib.sha256(content).hexdigest()[:_DIGEST_DIGITS]}"
