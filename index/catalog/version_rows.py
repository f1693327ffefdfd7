"""Rows of versions: the switch to a new version, and what killed runs left."""

from sqlalchemy import Connection, Select, func, select, update

from index.catalog.schema import passages, sources, versions
from index.catalog.source_rows import select_versions


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
    return owner
