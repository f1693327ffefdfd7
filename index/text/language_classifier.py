"""The classifier of languages: py3langid's, unpacked once and then mapped from a file.

Its model is 4.6 MB of LZMA, which each process that detects a language would unpack to 68 MB, in half a second.
"""

import json
import math
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import build_cache

Classify = Callable[[str], tuple[str, float]]
"""Returns the likeliest language of a text and its probability."""

_SUFFIX = ".langid"
_ALIGNED = 64  # bytes
_HEAD_DIGITS = 8


def load_classifier(folder: Path | None, *, may_write: bool = True) -> Classify:
    """Load the classifier, for languages with a two-letter code and for "no language" (``zxx``).

    Args:
        folder: Keeps the unpacked model; None unpacks it again.
        may_write: Whether this process may write the folder.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - seldom needed

    path = MODEL_DIR / MODEL_FILE
    stem = f"languages-1-{version('py3langid')}-{path.stat().st_size}-"
    content = build_cache.map_or_build(stem, lambda: _unpack(path), folder, _SUFFIX, may_write=may_write)
    codes, (weights, priors, moves, rows, features) = _read(content)
    identifier = LanguageIdentifier(
        weights.reshape(-1, len(codes)), priors, codes, moves.data, features.tolist(),
        norm_probs=True, tk_row=rows.tolist(),
    )  # fmt: skip
    classify: Classify = identifier.classify
    return classify


def _unpack(path: Path) -> bytes:
    """Unpack the model without the languages that Pincite does not tell apart: 16 MB less."""
    from py3langid.modelio import load_model  # noqa: PLC0415 - seldom needed

    weights, priors, codes, moves, rows, features = load_model(path)
    chosen = [place for place, code in enumerate(codes) if len(code) == len("en") or code == "zxx"]
    arrays = (
        np.ascontiguousarray(weights[:, chosen]),
        np.ascontiguousarray(priors[chosen]),
        *(np.frombuffer(part, f"u{part.itemsize}") for part in (moves, rows)),
        np.array(features, np.int32),
    )
    return _write([codes[place] for place in chosen], arrays)


def _write(codes: Sequence[str], arrays: Sequence[npt.NDArray[np.generic]]) -> bytes:
    """Write a head with the codes and the kinds and sizes of the arrays, then the arrays, each at a multiple of 64."""
    head = json.dumps([codes, [[array.dtype.str, array.size] for array in arrays]]).encode()
    parts = [f"{len(head):{_HEAD_DIGITS}}".encode() + head, *(array.tobytes() for array in arrays)]
    return b"".join(part.ljust(_align(len(part)), b"\0") for part in parts)


def _read(content: memoryview) -> tuple[list[str], list[npt.NDArray[np.generic]]]:
    at = _HEAD_DIGITS + int(bytes(content[:_HEAD_DIGITS]))
    codes, kinds = json.loads(bytes(content[_HEAD_DIGITS:at]))
    arrays = []
    for kind, size in kinds:
        at = _align(at)
        arrays.append(np.frombuffer(content, kind, size, at))
        at += arrays[-1].nbytes
    return codes, arrays


def _align(size: int) -> int:
    return math.ceil(size / _ALIGNED) * _ALIGNED
