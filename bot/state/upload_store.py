"""Uploaded files in the database, so that each replica can index a file that another one received."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.state.schema.operation_tables import uploads
from index.catalog.database import Database
from index.catalog.engines.statements import replace_row


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """An uploaded file.

    Attributes:
        data: The content.
        title: The title that the admin gave it; None for the one that the file states.
    """

    data: bytes
    title: str | None


class UploadStore:
    """Stores uploaded files by their paths in the folder of uploads. Every method blocks; any thread may call it."""

    def __init__(self, database: Database) -> None:
        """Use ``database``."""
        self._database = database

    def save(self, name: str, upload: StoredUpload) -> None:
        """Store a file, in place of the one with the same path."""
        row = {"name": name, "digest": _digest(upload), "title": upload.title, "body": upload.data}
        with self._database.begin() as connection:
            connection.execute(replace_row(uploads, row))

    def find_other_than(self, read: Callable[[str], StoredUpload | None]) -> Iterator[tuple[str, StoredUpload]]:
        """Yield the files that a folder lacks, or has with another content or title, with their paths.

        One file at a time is in memory.

        Args:
            read: Returns the file of the folder with that path; None if there is none.
        """
        for name, digest in self._list_digests().items():
            if digest != _digest(read(name)):
                with self._database.begin() as connection:
                    row = connection.execute(select(uploads).where(uploads.c.name == name)).one_or_none()
                if row is not None:
                    yield name, StoredUpload(row.body, row.title)

    def save_others(self, names: Iterable[str], read: Callable[[str], StoredUpload | None]) -> None:
        """Store the files of a folder that are not stored yet, or with another content or title.

        Args:
            names: The paths of the files in the folder.
            read: Returns the file with that path; None if it cannot be read.
        """
        digests = self._list_digests()
        for name in names:
            upload = read(name)
            if upload is not None and digests.get(name) != _digest(upload):
                self.save(name, upload)

    def list_names(self, folder: str) -> list[str]:
        """Return the paths of the files in a folder, whose path ends with a slash."""
        inside = uploads.c.name.startswith(folder, autoescape=True)
        with self._database.begin() as connection:
            return [row.name for row in connection.execute(select(uploads.c.name).where(inside))]

    def delete(self, folder: str) -> None:
        """Delete the files in a folder, whose path ends with a slash."""
        with self._database.begin() as connection:
            connection.execute(delete(uploads).where(uploads.c.name.startswith(folder, autoescape=True)))

    def _list_digests(self) -> dict[str, str]:
        with self._database.begin() as connection:
            return {row.name: row.digest for row in connection.execute(select(uploads.c.name, uploads.c.digest))}


def _digest(upload: StoredUpload | None) -> str:
    if upload is None:
        return ""
    title = "" if upload.title is None else f"title {upload.title}"
    return hashlib.sha256(title.encode() + b"\0" + upload.data).hexdigest()
