"""Uploaded files in the database, so that each replica can index a file that another one received."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

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

    def find_other_than(self, read: Callable[[str], StoredUpload | None]) -> Mapping[str, StoredUpload]:
        """Return the files that a folder lacks, or has with another content or title.

        Args:
            read: Returns the file of the folder with that path; None if there is none.
        """
        with self._database.begin() as connection:
            digests = {row.name: row.digest for row in connection.execute(select(uploads.c.name, uploads.c.digest))}
            others = [name for name, digest in digests.items() if digest != _digest(read(name))]
            rows = connection.execute(select(uploads).where(uploads.c.name.in_(others))).all() if others else []
            return {row.name: StoredUpload(row.body, row.title) for row in rows}


def _digest(upload: StoredUpload | None) -> str:
    if upload is None:
        return ""
    title = "" if upload.title is None else f"title {upload.title}"
    return hashlib.sha256(title.encode() + b"\0" + upload.data).hexdigest()
