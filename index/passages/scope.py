"""The scope of a search: the current passages of all sources, or of some."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

_ALL = text(
    "WITH now AS (SELECT coalesce(sum(passages), 0) AS number, max(id) AS last FROM version WHERE state = 'current') "
    "SELECT number, coalesce((SELECT max(id) FROM passage WHERE version_id = last), 0) AS newest FROM now"
)
_SOME = text(
    "SELECT passages AS number, (SELECT min(id) FROM passage WHERE version_id = version.id) AS first, "
    "(SELECT max(id) FROM passage WHERE version_id = version.id) AS last "
    "FROM version WHERE state = 'current' AND passages > 0 AND source_id IN :sources ORDER BY first"
).bindparams(bindparam("sources", expanding=True))


@dataclass(frozen=True, slots=True)
class Scope:
    """The passages of some sources at one moment.

    Two scopes of the same sources with the same count and newest id contain the same passages: no id is ever used
    twice, so a new passage has a newer id than all passages before.

    Attributes:
        source_ids: None for all sources.
        count: The number of passages.
        newest: The highest id; 0 without passages.
        id_ranges: The ranges of their ids, both ends included, in order. The ids of a source are consecutive, because
            one process writes at a time. Beyond the newest id are only versions that are being built.
    """

    source_ids: frozenset[str] | None
    count: int
    newest: int
    id_ranges: tuple[tuple[int, int], ...]


def read_scope(connection: Connection, source_ids: Sequence[str] | None) -> Scope:
    """Return the scope of these sources; of all sources if None."""
    if source_ids is None:
        row = connection.execute(_ALL).one()
        return Scope(None, row.number, row.newest, ((1, row.newest),) if row.newest else ())
    rows = connection.execute(_SOME, {"sources": list(source_ids)}).all()
    id_ranges = _join((row.first, row.last) for row in rows)
    newest = id_ranges[-1][1] if id_ranges else 0
    return Scope(frozenset(source_ids), sum(row.number for row in rows), newest, id_ranges)


def _join(runs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join ranges, given in order, that follow each other without a gap."""
    ranges: list[tuple[int, int]] = []
    for first, last in runs:
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return tuple(ranges)
