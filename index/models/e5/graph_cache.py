"""A cache of graphs and tables on disk: each is built once, and used again only if its bytes are unchanged."""

import hashlib
import logging
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from index.atomic_write import write_atomically

FORMAT = "int8-1"
"""Names the arithmetic of the graphs; change it with their results, since stored vectors depend on it."""

_GRAPH_VERSION = 4
"""Numbers how graphs are written; change it with any other change of ``index.models.e5.onnx_graph``."""

_DIGEST_DIGITS = 32  # hexadecimal

_log = logging.getLogger(__name__)


def load_or_build(name: str, build: Callable[[], bytes], digest: str, folder: Path) -> Path | bytes:
    """Return the file of a serialised graph, or the graph where it cannot be kept.

    ONNX Runtime reads a file without a copy of its bytes, which saves time and memory at each start. The arguments are
    those of ``map_or_build``.
    """
    stem = _stem(name, digest)
    if found := _find(folder, stem, ".onnx"):
        path, content = found
        content.release()
        return path
    built = build()
    return _keep(folder, stem, built, ".onnx") or built


def map_or_build(
    name: str, build: Callable[[], bytes], digest: str, folder: Path | None, suffix: str = ".onnx"
) -> memoryview:
    """Map a graph or table from the cache, or build it and write it to the cache. Processes share what they map.

    A file's name ends in the hash of its content, so a truncated or changed file is built again. Where the folder
    cannot be written, the content is built at every start.

    Args:
        name: Tells graphs and tables apart.
        build: Builds the content; slow.
        digest: Of the weights that the content is made of.
        folder: The cache; made if it is missing. None keeps nothing.
        suffix: Of the file.
    """
    if folder is None:
        return memoryview(build())
    stem = _stem(name, digest)
    if found := _find(folder, stem, suffix):
        return found[1]
    built = build()
    _keep(folder, stem, built, suffix)
    return memoryview(built)


def _stem(name: str, digest: str) -> str:
    return f"e5-small-{name}-{FORMAT}.{_GRAPH_VERSION}-{digest}-"


def _find(folder: Path, stem: str, suffix: str) -> tuple[Path, memoryview] | None:
    """Return the file and its content, which is unchanged; delete a damaged one."""
    for path in folder.glob(f"{stem}*{suffix}"):
        content = _map(path)
        if path.name == _file_name(stem, content, suffix):
            return path, content
        content.release()
        _log.warning("%s is damaged and is built again.", path)
        path.unlink(missing_ok=True)
    return None


def _keep(folder: Path, stem: str, content: bytes, suffix: str) -> Path | None:
    """Write the file; None if the folder cannot be written."""
    path = folder / _file_name(stem, content, suffix)
    try:
        write_atomically(path, content, durable=True)
    except OSError as error:
        _log.warning("%s cannot be kept (%s), so every start takes longer.", stem.rstrip("-"), error)
        return None
    return path


def _map(path: Path) -> memoryview:
    with path.open("rb") as file:
        try:
            return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
        except ValueError:  # an empty file cannot be mapped
            return memoryview(b"")


def _file_name(stem: str, content: bytes | memoryview, suffix: str) -> str:
    return f"{stem}{hashlib.sha256(content).hexdigest()[:_DIGEST_DIGITS]}{suffix}"
