"""The crawl state: folders, sitemaps and feeds that a user named, and pages that could not be read."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from index.catalog.database import Database
from index.catalog.engines.statements import upsert
from index.catalog.schema import failed_pages, lists
from index.types import Kind


@dataclass(frozen=True, slots=True)
class KnownList:
    """A folder, sitemap or feed at its last reading.

    Attributes:
        id: Derived from the location, as a source's id.
        targets: The listed locations.
        is_nested: Whether another list led to this one.
    """

    id: str
    location: str
    title: str
    targets: tuple[str, ...]
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that a source or list led to, and that could not be read.

    Attributes:
        id: The id that a source at this location would have.
        parent: The location of the source or list that led to the page.
        reason: Why Pincite could not read the page.
    """

    id: str
    location: str
    kind: Kind
    parent: str
    reason: str


class CrawlState:
    """Stores lists and failed pages. Every method is one transaction; safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        """Store in ``database``, whose tables are those of ``index.catalog.schema``."""
        self._database = database

    def get_lists(self) -> list[KnownList]:
        """Return every list, in the order of first reading."""
        with self._database.begin() as connection:
            return _read_lists(connection)

    def get_failed_pages(self) -> list[FailedPage]:
        """Return every failed page, the one with the oldest attempt first."""
        with self._database.begin() as connection:
            return [
                FailedPage(row.id, row.location, row.kind, row.parent, row.reason)
                for row in connection.execute(
                    select(failed_pages).order_by(failed_pages.c.tried_at, failed_pages.c.location)
                )
            ]

    def record(
        self,
        *,
        read: Sequence[KnownList],
        failed: Sequence[FailedPage],
        reached: Collection[str],
        linked: Mapping[str, Collection[str]],
    ) -> None:
        """Store the crawl state after a run that was not stopped.

        Args:
            read: The lists that the run read.
            failed: The pages that could not be read.
            reached: The locations that could.
            linked: The present link targets of each source that the run read, by the source's location. A failed page
                that its source no longer links to is forgotten.
        """
        with self._database.begin() as connection:
            for known in read:
                columns = {"title": known.title, "targets": json.dumps(known.targets), "nested": int(known.is_nested)}
                row = upsert(lists).values(id=known.id, location=known.location, **columns)
                connection.execute(row.on_conflict_do_update(["id"], set_=columns))
            for old in connection.execute(select(failed_pages)).all():
                if old.location in reached or _is_unlinked(old.parent, old.location, linked):
                    connection.execute(delete(failed_pages).where(failed_pages.c.id == old.id))
            for page in failed:
                if not _is_unlinked(page.parent, page.location, linked):
                    columns = {"parent": page.parent, "reason": page.reason, "tried_at": int(time.time())}
                    row = upsert(failed_pages).values(id=page.id, location=page.location, kind=page.kind, **columns)
                    connection.execute(row.on_conflict_do_update(["id"], set_=columns))

    def forget(self, ids: Collection[str], parents: Collection[str] = ()) -> None:
        """Delete lists, the lists nested in them, failed pages, and the failed pages that these parents led to."""
        with self._database.begin() as connection:
            forget(connection, ids, parents)


def forget(connection: Connection, ids: Collection[str], parents: Collection[str] = ()) -> None:
    """Delete as ``CrawlState.forget`` does, within a transaction."""
    known = {found.id: found for found in _read_lists(connection)}
    gone = [known[id_] for id_ in ids if id_ in known]
    inner = {target for found in gone for target in found.targets}
    gone += [found for found in known.values() if found.is_nested and found.location in inner]
    connection.execute(delete(lists).where(lists.c.id.in_([found.id for found in gone])))
    led = failed_pages.c.parent.in_([*parents, *(found.location for found in gone)])
    connection.execute(delete(failed_pages).where(failed_pages.c.id.in_(list(ids)) | led))


def _read_lists(connection: Connection) -> list[KnownList]:
    return [
        KnownList(row.id, row.location, row.title, tuple(json.loads(row.targets)), bool(row.nested))
        for row in connection.execute(select(lists).order_by(lists.c.position))
    ]


def _is_unlinked(parent: str, location: str, linked: Mapping[str, Collection[str]]) -> bool:
    """Return whether the parent of a page was read and no longer links to the page."""
    return parent in linked and location not in linked[parent]
