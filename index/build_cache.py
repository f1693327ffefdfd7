"""A cache of built files on disk: each is built once, and used again only if its bytes are unchanged.

Graphs of models and tables are such files. A file's name ends in the hash of its content, so a truncated or changed
file is built again. Where the folder cannot be written, the content is built at every start.
"""

import hashlib
import logging
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from index.atomic_write import write_atomically

_DIGEST_DIGITS = 32  # hexadecimal

_log = logging.getLogger(__name__)


def find_or_build(stem: str, build: Callable[[], bytes], folder: Path, suffix: str) -> Path | bytes:
    """Return the file, or its content where it cannot be kept. The arguments are those of ``map_or_build``."""
    if found := _find(folder, stem, suffix):
        path, content = found
        content.release()
        return path
    built = build()
    return _keep(folder, stem, built, suffix) or built


def map_or_build(
    stem: str, build: Callable[[], bytes], folder: Path | None, suffix: str, *, may_write: bool = True
) -> memoryview:
    """Map a file from the cache, or build its content and write it to the cache. Processes share what they map.

    Args:
        stem: The start of the file's name: what it is, and the version and the input that it was built from.
        build: Builds the content; slow.
        folder: The cache; made if it is missing. None keeps nothing.
        suffix: Of the file.
        may_write: Whether this process may write the folder; if not, it keeps nothing.
    """
    if folder and (found := _find(folder, stem, suffix)):
        return found[1]
    built = build()
    if folder and may_write:
        _keep(folder, stem, built, suffix)
    return memoryview(built)


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
