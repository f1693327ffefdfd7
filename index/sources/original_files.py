"""The PDF files of the sources, kept for pictures of their pages, within a budget of bytes.

They are in the data folder, or in the database of a server, where all processes find them.
"""

import contextlib
import logging
import os
import re
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from index.atomic_write import write_atomically
from index.parsing.detection import detect_packed_format
from index.types import Raw, source_id

FOLDER = "originals"
"""The folder of the files in the data folder."""

_NAME = re.compile(r"([0-9a-f]{12})-([0-9a-f]{64})\.pdf", re.ASCII)

_log = logging.getLogger(__name__)


class KeepsOriginals(Protocol):
    """Keeps PDF files by the id of their source and the SHA-256 of the text that was read from them.

    A file that cannot be kept costs the pictures of its pages only. Blocking; safe to use from several threads.
    """

    def keep(self, raw: Raw, text_id: str) -> None:
        """Keep the bytes of a source, if they are a PDF file and fit in the budget."""

    def put(self, source_id: str, text_id: str, pdf: bytes) -> None:
        """Keep a PDF file, if it fits in the budget."""

    def load(self, source_id: str, text_id: str) -> bytes | None:
        """Return the file from which the text of a source was read; None if it is not kept."""

    def has(self, source_id: str, text_id: str) -> bool:
        """Return whether the file from which the text of a source was read is kept."""

    def list_kept(self) -> list[tuple[str, str]]:
        """Return the ids of the source and the text of each file, the file first that was not used for longest."""

    def sweep(self, needed: Collection[tuple[str, str]]) -> None:
        """Delete the files of all other versions.

        Args:
            needed: The versions with their source's id and their text's id.
        """


class OriginalFiles:
    """Keeps PDF files in a folder; see ``KeepsOriginals``."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        """Keep files in a folder.

        Args:
            folder: Made with the first file.
            max_bytes: The most bytes of all files; 0 keeps none. The file that was not used for longest gives way.
        """
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()

    def keep(self, raw: Raw, text_id: str) -> None:
        """See ``KeepsOriginals``."""
        if is_pdf_within(raw, self._max_bytes):
            self.put(source_id(raw.location), text_id, raw.data)

    def put(self, source_id: str, text_id: str, pdf: bytes) -> None:
        """See ``KeepsOriginals``."""
        path = self._path(source_id, text_id)
        try:
            with self._lock:
                if len(pdf) <= self._max_bytes and not path.exists():
                    self._make_room(len(pdf))
                    write_atomically(path, pdf)
        except OSError as error:
            _log.warning("A PDF file was not kept for pictures of its pages: %s", error.strerror)

    def load(self, source_id: str, text_id: str) -> bytes | None:
        """See ``KeepsOriginals``."""
        path = self._path(source_id, text_id)
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            os.utime(path)  # the last to give way
            return data
        return None

    def has(self, source_id: str, text_id: str) -> bool:
        """See ``KeepsOriginals``."""
        return self._path(source_id, text_id).is_file()

    def list_kept(self) -> list[tuple[str, str]]:
        """See ``KeepsOriginals``."""
        found = ((path, _NAME.fullmatch(path.name)) for _, _, path in self._list_files())
        return [(name[1], name[2]) for _, name in found if name]

    def sweep(self, needed: Collection[tuple[str, str]]) -> None:
        """See ``KeepsOriginals``."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            found = _NAME.fullmatch(path.name)
            if found is None or (found[1], found[2]) not in needed:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, source_id: str, text_id: str) -> Path:
        return self._folder / f"{source_id}-{text_id}.pdf"

    def _make_room(self, size: int) -> None:
        """Delete the files that were not used for the longest time, until a new one fits."""
        known = self._list_files()
        total = sum(one for _, one, _ in known)
        for _, one, path in known:
            if total + size <= self._max_bytes:
                break
            path.unlink(missing_ok=True)
            total -= one

    def _list_files(self) -> list[tuple[float, int, Path]]:
        """Return the time of the last use, the size and the path of each file, the earliest first."""
        if not self._folder.is_dir():
            return []
        return sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self._folder.iterdir())


def is_pdf_within(raw: Raw, max_bytes: int) -> bool:
    """Return whether a source is a PDF file of at most ``max_bytes`` bytes."""
    return 0 < len(raw.data) <= max_bytes and detect_packed_format(raw) == "pdf"


def copy_originals(source: KeepsOriginals, target: KeepsOriginals) -> int:
    """Copy the files that ``target`` lacks, within its budget; return how many. What was used last stays so."""
    missing = [ids for ids in source.list_kept() if not target.has(*ids)]
    for ids in missing:
        if (pdf := source.load(*ids)) is not None:
            target.put(*ids, pdf)
    return sum(target.has(*ids) for ids in missing)
