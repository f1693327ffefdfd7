"""The PDF files of the sources in the database of a server, where each process finds them."""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from index.catalog.database import Database
from index.catalog.engines.statements import upsert
from index.catalog.schema import original_files
from index.errors import StoreError
from index.sources.original_files import is_pdf_within
from index.types import Raw, source_id

_COLUMNS = original_files.c
_TOUCH_S = 60
"""A file that is used again and again is recorded as used once a minute."""

_log = logging.getLogger(__name__)


class SharedOriginals:
    """Keeps PDF files in the catalog's database; see ``KeepsOriginals``."""

    def __init__(self, database: Database, max_bytes: int, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``, which is on a server.

        Args:
            database: Of the catalog.
            max_bytes: The most bytes of all files; 0 keeps none. The file that was not used for longest gives way.
            clock: The time.
        """
        self._database = database
        self._max_bytes = max_bytes
        self._clock = clock

    def keep(self, raw: Raw, text_id: str) -> None:
        """See ``KeepsOriginals``."""
        if not is_pdf_within(raw, self._max_bytes):
            return
        try:
            self.put(source_id(raw.location), text_id, raw.data)
        except StoreError as error:
            _log.warning("A PDF file was not kept for pictures of its pages: %s", error)

    def put(self, source_id: str, text_id: str, pdf: bytes) -> None:
        """See ``KeepsOriginals``; raises ``StoreError``."""
        if len(pdf) > self._max_bytes or self.has(source_id, text_id):
            return
        row = {"source_id": source_id, "text_id": text_id, "size": len(pdf), "used_at": self._now(), "body": pdf}
        with self._database.begin() as connection:
            self._make_room(connection, len(pdf))
            connection.execute(upsert(original_files).values(row).on_conflict_do_nothing())

    def load(self, source_id: str, text_id: str) -> bytes | None:
        """See ``KeepsOriginals``; raises ``StoreError``."""
        mine = _is_of(source_id, text_id)
        with self._database.begin() as connection:
            now = self._now()
            connection.execute(
                update(original_files).where(mine, _COLUMNS.used_at < now - _TOUCH_S).values(used_at=now)
            )
            return connection.execute(select(_COLUMNS.body).where(mine)).scalar_one_or_none()

    def has(self, source_id: str, text_id: str) -> bool:
        """See ``KeepsOriginals``; raises ``StoreError``."""
        with self._database.begin() as connection:
            return connection.execute(select(_COLUMNS.size).where(_is_of(source_id, text_id))).first() is not None

    def list_kept(self) -> list[tuple[str, str]]:
        """See ``KeepsOriginals``; raises ``StoreError``."""
        with self._database.begin() as connection:
            return [(row.source_id, row.text_id) for row in _list_rows(connection)]

    def sweep(self, needed: Collection[tuple[str, str]]) -> None:
        """See ``KeepsOriginals``; raises ``StoreError``."""
        with self._database.begin() as connection:
            for row in _list_rows(connection):
                if (row.source_id, row.text_id) not in needed:
                    connection.execute(delete(original_files).where(_is_of(row.source_id, row.text_id)))

    def _make_room(self, connection: Connection, size: int) -> None:
        """Delete the files that were not used for the longest time, until a new one fits."""
        total = int(connection.execute(select(func.coalesce(func.sum(_COLUMNS.size), 0))).scalar_one())
        for row in _list_rows(connection):
            if total + size <= self._max_bytes:
                break
            connection.execute(delete(original_files).where(_is_of(row.source_id, row.text_id)))
            total -= row.size

    def _now(self) -> int:
        return int(self._clock())


def _list_rows(connection: Connection) -> Sequence[Row[Any, Any, Any]]:
    """Return the files without their bytes, the one first that was not used for longest."""
    columns = (_COLUMNS.source_id, _COLUMNS.text_id, _COLUMNS.size)
    return connection.execute(select(*columns).order_by(_COLUMNS.used_at, _COLUMNS.source_id)).all()


def _is_of(source_id: str, text_id: str) -> ColumnElement[bool]:
    return (_COLUMNS.source_id == source_id) & (_COLUMNS.text_id == text_id)
