"""Rows of versions: the switch to a new version, and what killed runs left."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select, text, update

from index.catalog.database import DamagedRowError
from index.catalog.schema import passages, sources, versions
from index.catalog.source_rows import select_versions
from index.errors import NothingIndexedError, OutdatedIndexError

_IDENTITY = text("SELECT id, changes FROM identity")
_FINGERPRINTS = text("SELECT DISTINCT fingerprint FROM version WHERE state = 'current'")
_COUNT_CHANGE = text("UPDATE identity SET changes = changes + 1")


@dataclass(frozen=True, slots=True)
class IndexState:
    """The state of an index. While it is the same, a question has the same ranking.

    Attributes:
        catalog_id: The id of the catalog.
        changes: How often its current versions changed.
        fingerprints: Of the current versions: one, unless the settings changed; none in an empty index.
    """

    catalog_id: str
    changes: int
    fingerprints: frozenset[str]


def read_index_state(connection: Connection, before: IndexState | None = None) -> IndexState:
    """Return the state of the index; the very object ``before`` if that is still the state."""
    now = connection.execute(_IDENTITY).one_or_none()
    if now is None:
        raise DamagedRowError("identity")
    if before is not None and (before.catalog_id, before.changes) == (now.id, now.changes):
        return before
    return IndexState(now.id, now.changes, frozenset(connection.execute(_FINGERPRINTS).scalars()))


def count_change(connection: Connection) -> None:
    """Record that the transaction changes current versions, or what a ranking reads of them."""
    connection.execute(_COUNT_CHANGE)


def require_fingerprint(found: IndexState, fingerprint: str) -> None:
    """Raise ``NothingIndexedError``, or ``OutdatedIndexError`` if another splitter or embedder made the index."""
    if not found.fingerprints:
        raise NothingIndexedError
    require_no_other(found, fingerprint)


def require_no_other(found: IndexState, fingerprint: str) -> None:
    """Raise ``OutdatedIndexError`` if another splitter or embedder made a part of the index."""
    if others := found.fingerprints - {fingerprint}:
        raise OutdatedIndexError(
            f"The index was made with {', '.join(sorted(others))}, and the settings now name {fingerprint}; "
            "run `pincite rebuild`, or `rebuild()` from Python, to make it again from the stored texts, or set the "
            "old embedder again."
        )


def select_owners() -> Select[tuple[str]]:
    """Select the ids of the sources with a current version."""
    return select(versions.c.source_id).where(versions.c.state == "current")


def select_unfinished_removals() -> Select[tuple[object, ...]]:
    """Select the last version of each source whose removal began and is not finished."""
    last = select(func.max(versions.c.id)).where(versions.c.state == "retired").group_by(versions.c.source_id)
    rows = select_versions().where(versions.c.id.in_(last), versions.c.source_id.not_in(select_owners()))
    return rows.order_by(sources.c.position)


def read_stale_passages(connection: Connection) -> list[int]:
    """Return ids of passages without a current version."""
    return list(connection.execute(select(passages.c.id).join(versions).where(versions.c.state != "current")).scalars())


def read_stale_fingerprints(connection: Connection) -> set[str]:
    """Return the fingerprints of those passages."""
    rows = select(versions.c.fingerprint).join(passages).where(versions.c.state != "current").distinct()
    return set(connection.execute(rows).scalars())


def has_remains(connection: Connection) -> bool:
    """Return whether there are stale passages, unfinished versions, or sources without a current version."""
    remains = (
        select(sources.c.id).where(sources.c.id.not_in(select_owners())),
        select(versions.c.id).where(versions.c.state == "building"),
        select(passages.c.id).join(versions).where(versions.c.state != "current"),
    )
    return any(connection.execute(rows.limit(1)).first() is not None for rows in remains)


def switch(connection: Connection, version: int) -> str:
    """Make a built version the current one, and retire the one before; return the id of the source."""
    owner = str(connection.execute(select(versions.c.source_id).where(versions.c.id == version)).scalar_one())
    before = update(versions).where(versions.c.source_id == owner, versions.c.state == "current")
    connection.execute(before.values(state="retired"))
    count = select(func.count()).where(passages.c.version_id == version).scalar_subquery()
    connection.execute(update(versions).where(versions.c.id == version).values(state="current", passages=count))
    count_change(connection)
    return owner
