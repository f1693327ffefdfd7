"""Which passages a question is asked of: those of every source's current version, or of some."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

_ALL = text(
    "WITH now AS (SELECT coalesce(sum(passages), 0) AS held, max(id) AS last FROM version WHERE state = 'current') "
    "SELECT held, coalesce((SELECT max(id) FROM passage WHERE version_id = last), 0) AS newest FROM now"
)
_SOME = text(
    "SELECT passages AS held, (SELECT min(id) FROM passage WHERE version_id = version.id) AS first, "
    "(SELECT max(id) FROM passage WHERE version_id = version.id) AS last "
    "FROM version WHERE state = 'current' AND passages > 0 AND source_id IN :sources ORDER BY first"
).bindparams(bindparam("sources", expanding=True))


@dataclass(frozen=True, slots=True)
class Scope:
    """The passages of some sources, as they are at one moment.

    Two scopes of the same sources with the same count and newest id hold the same passages. What is current may lose
    some and gain others, but no id is ever used twice: what is gained is newer than everything that was there.

    Attributes:
        source_ids: None for all sources.
        count: How many passages.
        newest: The highest id of one; 0 where there is none.
        id_ranges: Where their ids lie: ranges, both ends included, in order. One source's ids follow each other, since
            one process writes at a time, and only versions that are being built lie behind the newest of all.
    """

    source_ids: frozenset[str] | None
    count: int
    newest: int
    id_ranges: tuple[tuple[int, int], ...]


def read(connection: Connection, source_ids: Sequence[str] | None) -> Scope:
    """The scope of these sources' current versions; of all sources if None."""
    if source_ids is None:
        row = connection.execute(_ALL).one()
        return Scope(None, row.held, row.newest, ((1, row.newest),) if row.newest else ())
    rows = connection.execute(_SOME, {"sources": list(source_ids)}).all()
    runs = _joined((row.first, row.last) for row in rows)
    newest = runs[-1][1] if runs else 0
    return Scope(frozenset(source_ids), sum(row.held for row in rows), newest, runs)


def _joined(runs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Runs in order, those that follow each other without a gap as one."""
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(joined)
