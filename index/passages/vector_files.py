"""Files with the vectors of all current passages, mapped into memory: a question then needs no import of chromadb.

Each state of the index has a folder of its own, named by what the index contains, with ``ids.npy`` and ``vectors.npy``.
A folder is written under another name and then renamed, so several processes can read and write at the same time.
The files are a cache: the vector store is the truth, and Pincite writes lost files again.
"""

import contextlib
import logging
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.arrays import Vectors
from index.errors import StoreError
from index.file_paths import make_private_folder
from index.passages.exact_search import VectorMatrix

_UNFINISHED = "unfinished-"
_ABANDONED_AFTER_S = 3600.0
_PART = 1_000

_log = logging.getLogger(__name__)

Fetch = Callable[[Sequence[int]], Vectors]
"""Returns the vectors of some passages, shape (ids, dimension)."""


class VectorFiles:
    """The vector files in one folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``; the first ``write`` creates it."""
        self._folder = folder

    def open(self, name: str) -> VectorMatrix | None:
        """Map the files of that name; None without them."""
        try:
            ids, vectors = (np.load(self._folder / name / f"{part}.npy", mmap_mode="r") for part in ("ids", "vectors"))
        except (OSError, ValueError):  # absent, being removed, or cut off
            return None
        return VectorMatrix(np.asarray(ids), np.asarray(vectors)) if len(ids) == len(vectors) else None

    def write(self, name: str, ids: Sequence[int], fetch: Fetch, *, keeps_in_memory: bool = True) -> VectorMatrix:
        """Write the vectors of these passages to files that replace all others, and map them.

        Args:
            name: Names what the index contains.
            ids: Ascending, not empty.
            fetch: Gives the vectors, a thousand at a time.
            keeps_in_memory: Whether to keep the vectors in memory if the folder cannot be written.

        Returns:
            The mapped vectors; vectors in memory if the folder cannot be written.

        Raises:
            StoreError: The folder cannot be written, and nothing is kept in memory.
        """
        first = fetch(ids[:_PART])
        unfinished = self._folder / f"{_UNFINISHED}{uuid.uuid4().hex}"
        try:
            make_private_folder(unfinished)
            np.save(unfinished / "ids.npy", np.asarray(ids, np.int64))
            with (unfinished / "vectors.npy").open("wb") as opened:
                # Not through mapped memory: there a full disk kills the process with SIGBUS.
                np.lib.format.write_array_header_1_0(opened, _header(len(ids), first.shape[1]))
                for rows in _in_parts(first, ids, fetch):
                    opened.write(rows.tobytes())
            for file in unfinished.iterdir():
                _sync(file)
            if self.open(name) is None:  # what is there is cut off
                shutil.rmtree(self._folder / name, ignore_errors=True)
            with contextlib.suppress(OSError):  # another process has just written the same
                unfinished.rename(self._folder / name)
            self._remove_others(name)
        except OSError as error:
            if not keeps_in_memory:
                raise StoreError(f"{self._folder} cannot be written ({error.strerror}); check its space.") from error
            _log.warning("%s cannot be written (%s); the vectors stay in memory.", self._folder, error.strerror)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        return self.open(name) or _in_memory(first, ids, fetch)

    def clear(self) -> None:
        """Remove all files, for an index without passages."""
        with contextlib.suppress(OSError):
            self._remove_others(None)

    def prune(self, name: str) -> bool:
        """Remove the files of other states; return whether there were any."""
        before = set(self._folder.glob("*"))
        with contextlib.suppress(OSError):
            self._remove_others(name)
        return set(self._folder.glob("*")) != before

    def _remove_others(self, name: str | None) -> None:
        """Remove the files of other states, and what a killed process left."""
        for other in self._folder.iterdir():
            is_abandoned = time.time() - _modified_at(other) > _ABANDONED_AFTER_S
            if other.name != name and (is_abandoned or not other.name.startswith(_UNFINISHED)):
                shutil.rmtree(other, ignore_errors=True)


def _in_parts(first: Vectors, ids: Sequence[int], fetch: Fetch) -> Iterator[Vectors]:
    """Yield the vectors of all ids as float32, ``first`` first."""
    yield first.astype(np.float32, copy=False)
    for start in range(len(first), len(ids), _PART):
        yield fetch(ids[start : start + _PART]).astype(np.float32, copy=False)


def _header(rows: int, dimension: int) -> dict[str, object]:
    return {"descr": np.dtype(np.float32).str, "fortran_order": False, "shape": (rows, dimension)}


def _in_memory(first: Vectors, ids: Sequence[int], fetch: Fetch) -> VectorMatrix:
    return VectorMatrix(np.asarray(ids, np.int64), np.concatenate(list(_in_parts(first, ids, fetch))))


def _sync(path: Path) -> None:
    """Write a file to the disk before its folder gets its name; after a power cut it could be empty otherwise."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()
