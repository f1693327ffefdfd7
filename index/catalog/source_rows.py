"""Rows of current versions, as ``Source`` values."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, Select, select

from index.catalog.schema import links, sources, versions
from index.types import Source


def select_versions() -> Select[tuple[object, ...]]:
    """Select every version of each source."""
    columns = (sources.c.position, sources.c.id, sources.c.location, sources.c.kind, versions)
    return select(*columns).join(versions, versions.c.source_id == sources.c.id)


def select_current() -> Select[tuple[object, ...]]:
    """Select the current version of each source."""
    return select_versions().where(versions.c.state == "current")


def to_sources(connection: Connection, rows: Iterable[Row[tuple[object, ...]]]) -> list[Source]:
    """Convert such rows to sources, each with the sources that link to it."""
    rows = list(rows)
    wanted = (
        select(links.c.from_id, links.c.to_id, links.c.words)
        .join(sources, links.c.from_id == sources.c.id)
        .order_by(sources.c.position)
    )
    if len(rows) == 1:
        wanted = wanted.where(links.c.to_id == rows[0].source_id)
    linked: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(wanted) if rows else ():
        linked.setdefault(row.to_id, []).append((row.from_id, row.words))
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
