"""Writes the trained part of the entailment model as factors in int8, and reads it to train it further."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.models.e5.entailment_model import read_addition

Floats = npt.NDArray[np.float32]

_LARGEST = 127  # of an int8
_FACTOR = re.compile(r"layers\.(\d+)\.(\w+)\.(down|up)")
_INPUTS = re.compile(r"(\d+\.\w+)\.in")
_OTHERS = {"sides": "sides", "head.weight": "head", "head.bias": "bias"}


def quantize(factor: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return the nearest int8 codes of a matrix, and the width of a step in each of its columns.

    Returns:
        Codes of the matrix's shape, and steps of shape (columns,), so that ``codes * steps`` is the matrix again.
    """
    largest = np.abs(factor).max(axis=0)
    steps = np.where(largest > 0, largest / _LARGEST, 1).astype(np.float32)
    return np.rint(factor / steps).astype(np.int8), steps


def pack(trained: Mapping[str, Floats]) -> dict[str, np.ndarray]:
    """Return the arrays of an adapter's file.

    Args:
        trained: The trained parameters by their names in ``network.EntailmentNetwork``: ``layers.LAYER.PART.down``
            (rank, inputs), ``layers.LAYER.PART.up`` (outputs, rank), ``sides``, ``head.weight`` and ``head.bias``.

    Raises:
        ValueError: A name is unknown, or a part of the model is missing.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, value in trained.items():
        found = _FACTOR.fullmatch(name)
        if found is None and name not in _OTHERS:
            raise ValueError(f"{name} is not a parameter of the entailment model.")
        if found is None:
            arrays[_OTHERS[name]] = value.astype(np.float32)
        elif found[3] == "down":
            key, up = f"{found[1]}.{found[2]}", trained[name.removesuffix("down") + "up"]
            arrays[f"{key}.in"], arrays[f"{key}.in.step"] = quantize(value.T)
            arrays[f"{key}.out"], arrays[f"{key}.out.step"] = quantize(up.T)
    missing = set(_OTHERS.values()) - set(arrays)
    if missing:
        raise ValueError(f"The state lacks {', '.join(sorted(missing))}.")
    return arrays


def unpack(arrays: Mapping[str, np.ndarray]) -> dict[str, Floats]:
    """Return the trained parameters of an adapter's file, by the names that ``pack`` takes; int8 rounded them."""
    trained = {name: np.asarray(arrays[key], np.float32) for name, key in _OTHERS.items()}
    for found in filter(None, map(_INPUTS.fullmatch, arrays)):
        for side, name in (("in", "down"), ("out", "up")):
            codes, steps = arrays[f"{found[1]}.{side}"], arrays[f"{found[1]}.{side}.step"]
            trained[f"layers.{found[1]}.{name}"] = (codes.astype(np.float32) * steps).T
    return trained


def write_adapter(trained: Mapping[str, Floats], path: Path) -> float:
    """Write the adapter's file.

    Returns:
        The error of int8: the norm of the difference of all additions, relative to their norm.
    """
    arrays = pack(trained)
    packed: dict[str, Any] = arrays
    with path.open("wb") as file:
        np.savez_compressed(file, **packed)
    differences, sizes = 0.0, 0.0
    for name, down in trained.items():
        found = _FACTOR.fullmatch(name)
        if found and found[3] == "down":
            exact = down.T @ trained[name.removesuffix("down") + "up"].T
            differences += float(np.square(read_addition(arrays, int(found[1]), found[2]) - exact).sum())
            sizes += float(np.square(exact).sum())
    return float(np.sqrt(differences / sizes)) if sizes else 0.0
