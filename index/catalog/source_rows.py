"""Rows of current versions, as ``Source`` values."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from index.catalog.schema import links, sources, versions
from index.types import Source


def select_versions() -> Select[tuple[object, ...]]:
    """Select every version of each source."""
    columns = (sources.c.position, sources.c.id, sources.c.location, sources.c.kind, versions)
    return select(*columns).join(versions, versions.c.source_id == sources.c.id)


def select_current() -> Select[tuple[object, ...]]:
    """Select the current version of each source."""
    return select_versions().where(versions.c.state == "current")


# Built once: SQLAlchemy takes longer to build and compile such a statement than SQLite to run it.
_CURRENT = select_current().order_by(sources.c.position)
_ONE = select_current().where(sources.c.id == bindparam("id"))
_LINKS = (
    select(links.c.from_id, links.c.to_id, links.c.words)
    .join(sources, links.c.from_id == sources.c.id)
    .order_by(sources.c.position)
)
_LINKS_TO_ONE = _LINKS.where(links.c.to_id == bindparam("id"))


def read_sources(connection: Connection) -> list[Source]:
    """Return every current source, in the order of first indexing."""
    return to_sources(connection, connection.execute(_CURRENT))


def find_source(connection: Connection, id_: str) -> Source | None:
    """Return a current source; None if no source has that id."""
    if not id_.isascii():  # an id is hexadecimal, and SQLite cannot bind a lone surrogate
        return None
    return next(iter(to_sources(connection, connection.execute(_ONE, {"id": id_}))), None)


def to_sources(connection: Connection, rows: Iterable[Row[tuple[object, ...]]]) -> list[Source]:
    """Convert such rows to sources, each with the sources that link to it."""
    rows = list(rows)
    linked: dict[str, list[tuple[str, str]]] = {}
    for link in _read_links(connection, rows):
        linked.setdefault(link.to_id, []).append((link.from_id, link.words))
    return [
        Source(
            id=row.source_id,
            location=row.location,
            kind=row.kind,
            title=row.title,
            author=row.author,
            date=row.date,
            language=row.language,
            text_id=row.text_id,
            passages=row.passages,
            linked_from=tuple(from_id for from_id, _ in linked.get(row.source_id, ())),
            linked_words=tuple(words for _, words in linked.get(row.source_id, ())),
        )
        for row in rows
    ]


def _read_links(connection: Connection, rows: Sequence[Row[tuple[object, ...]]]) -> Iterable[Row[Any]]:
    if len(rows) == 1:
        return connection.execute(_LINKS_TO_ONE, {"id": rows[0].source_id})
    return connection.execute(_LINKS) if rows else ()
