"""What leads to sources: folders, sitemaps and feeds that were named, and pages that could not be read so far."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from index.catalog.database import Database
from index.catalog.schema import lists, missed
from index.types import Kind


@dataclass(frozen=True, slots=True)
class KnownList:
    """A folder, sitemap or feed as it was when it was read last.

    Attributes:
        id: Made of its location, as a source's.
        targets: What it listed.
        is_nested: Whether another list led to it.
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
        id: What its source's would be.
        parent: The location of the source or list that led to it.
        reason: Why it could not be read.
    """

    id: str
    location: str
    kind: Kind
    parent: str
    reason: str


class CrawlState:
    """Remembers them. Every method is one transaction; safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        """Keep them in ``database``, whose tables are those of ``index.catalog.schema``."""
        self._database = database

    def lists(self) -> list[KnownList]:
        """Every list, in the order in which they were first read."""
        with self._database.begin() as connection:
            return [
                KnownList(row.id, row.location, row.title, tuple(json.loads(row.targets)), bool(row.nested))
                for row in connection.execute(select(lists).order_by(lists.c.position))
            ]

    def missed(self) -> list[FailedPage]:
        """Every page that could not be read, those that were tried longest ago first."""
        with self._database.begin() as connection:
            return [
                FailedPage(row.id, row.location, row.kind, row.parent, row.reason)
                for row in connection.execute(select(missed).order_by(missed.c.tried_at, missed.c.location))
            ]

    def note(
        self,
        *,
        read: Sequence[KnownList],
        failed: Sequence[FailedPage],
        reached: Collection[str],
        linked: Mapping[str, Collection[str]],
    ) -> None:
        """Note what came of a run that was not stopped.

        Args:
            read: The lists that were read.
            failed: What could not be.
            reached: Locations that were.
            linked: What the sources that were read link to by now, by their locations; what a source does not link to
                any more need not be tried again.
        """
        with self._database.begin() as connection:
            for known in read:
                columns = {"title": known.title, "targets": json.dumps(known.targets), "nested": int(known.is_nested)}
                row = upsert(lists).values(id=known.id, location=known.location, **columns)
                connection.execute(row.on_conflict_do_update(["id"], set_=columns))
            for old in connection.execute(select(missed)).all():
                if old.location in reached or _is_unlinked(old.parent, old.location, linked):
                    connection.execute(delete(missed).where(missed.c.id == old.id))
            for page in failed:
                if not _is_unlinked(page.parent, page.location, linked):
                    columns = {"parent": page.parent, "reason": page.reason, "tried_at": int(time.time())}
                    row = upsert(missed).values(id=page.id, location=page.location, kind=page.kind, **columns)
                    connection.execute(row.on_conflict_do_update(["id"], set_=columns))

    def forget(self, ids: Collection[str], parents: Collection[str] = ()) -> None:
        """Forget lists with the lists in them, and pages; and the pages that these parents led to."""
        known = {found.id: found for found in self.lists()}
        gone = [known[id_] for id_ in ids if id_ in known]
        inner = {target for found in gone for target in found.targets}
        gone += [found for found in known.values() if found.is_nested and found.location in inner]
        with self._database.begin() as connection:
            connection.execute(delete(lists).where(lists.c.id.in_([found.id for found in gone])))
            led = missed.c.parent.in_([*parents, *(found.location for found in gone)])
            connection.execute(delete(missed).where(missed.c.id.in_(list(ids)) | led))


def _is_unlinked(parent: str, location: str, linked: Mapping[str, Collection[str]]) -> bool:
    """Whether what led to a page was read, and does not lead there any more."""
    return parent in linked and location not in linked[parent]
