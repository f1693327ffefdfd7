"""Rows of versions: the switch to a new version, and what killed runs left."""

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import Connection, Select, func, select, text, update

from index.catalog.engines.statements import is_postgresql
from index.catalog.schema import passages, sources, versions
from index.catalog.source_rows import select_versions
from index.errors import NothingIndexedError, OutdatedIndexError

IndexState: TypeAlias = Mapping[str, str]
"""The current versions of an index, each with its language, by fingerprint. While it is the same, a question has the
same ranking: no id is ever used twice, and a version's passages never change."""

_STATE = (
    "SELECT fingerprint, {join}(CAST(id AS varchar) || ' ' || language, ',') AS current "
    "FROM version WHERE state = 'current' GROUP BY fingerprint"
)
_STATE_OF_SQLITE, _STATE_OF_POSTGRESQL = (text(_STATE.format(join=join)) for join in ("group_concat", "string_agg"))


def read_index_state(connection: Connection) -> IndexState:
    """Return the state of the index; empty without a current version."""
    rows = connection.execute(_STATE_OF_POSTGRESQL if is_postgresql(connection) else _STATE_OF_SQLITE)
    return {row.fingerprint: row.current for row in rows}


def require_fingerprint(found: IndexState, fingerprint: str) -> None:
    """Raise ``NothingIndexedError``, or ``OutdatedIndexError`` if another splitter or embedder made the index."""
    if not found:
        raise NothingIndexedError("Nothing is indexed yet; run `pincite index LINK-OR-FILE` first.")
    require_no_other(found, fingerprint)


def require_no_other(found: IndexState, fingerprint: str) -> None:
    """Raise ``OutdatedIndexError`` if another splitter or embedder made a part of the index."""
    if others := set(found) - {fingerprint}:
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
    return owner
