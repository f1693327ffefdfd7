"""Full-text search: passages that share terms with a question, by the BM25 of SQLite's FTS5.

FTS5 scores every passage that contains one of the terms, at more than a microsecond each, and most passages contain
"the". So in a large index the search takes the rarest terms alone, as many as some fifteen thousand passages contain:
they carry nearly all the weight.
"""

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, literal_column, or_, select, text, true

from index.catalog.schema import passages, versions
from index.passages.scope import Scope

_SCORED = 15_000
"""About the most passages that are scored for one question. A smaller index is searched for every term."""

_MOST_RUNS = 50
"""The most ranges of ids in a query; for more ranges SQLite looks the ids up in the catalog."""

_COUNTS = text(
    "SELECT value AS term, (SELECT count(*) FROM "
    "(SELECT 1 FROM passage_fts WHERE passage_fts MATCH '\"' || value || '\"' LIMIT :most)) AS passages "
    "FROM json_each(:terms)"
)
_TOTAL = text("SELECT coalesce(sum(passages), 0) FROM version WHERE state = 'current'")
_ROWID: ColumnElement[int] = literal_column("rowid")
_SAME_ROWID: ColumnElement[int] = literal_column(
    "+rowid"
)  # with the plus sign SQLite does not search the lexical index again for each id


def match(connection: Connection, terms: Sequence[str], limit: int, scope: Scope) -> list[int]:
    """Return ids of the passages in ``scope`` that share terms with the question, best BM25 first.

    Passages of a version that was just replaced may be among them until they are deleted.
    """
    distinct = list(dict.fromkeys(terms))
    if scope.count > _SCORED:
        distinct = _rarest(connection, distinct, limit, scope)
    if not distinct or not scope.count:
        return []
    rows = (
        select(_ROWID)
        .select_from(text("passage_fts"))
        .where(
            text("passage_fts MATCH :wanted"),
            _ROWID.between(scope.id_ranges[0][0], scope.id_ranges[-1][1]),
            _within(scope),
        )
        .order_by(text("bm25(passage_fts)"), _ROWID)
        .limit(limit)
    )
    wanted = " OR ".join(f'"{term}"' for term in distinct)
    return list(connection.execute(rows, {"wanted": wanted}).scalars())


def _within(scope: Scope) -> ColumnElement[bool]:
    if len(scope.id_ranges) == 1:
        return true()
    if len(scope.id_ranges) <= _MOST_RUNS:
        return or_(*(_SAME_ROWID.between(first, last) for first, last in scope.id_ranges))
    current = versions.c.state == "current"
    return _SAME_ROWID.in_(
        select(passages.c.id).join(versions).where(current, versions.c.source_id.in_(scope.source_ids or ()))
    )


def _rarest(connection: Connection, terms: Sequence[str], limit: int, scope: Scope) -> list[str]:
    """Return the rarest terms: as many as about ``_SCORED`` passages of the scope contain, but at least ``limit``."""
    total = connection.execute(_TOTAL).scalar_one()
    most = _SCORED * max(total, scope.count) // scope.count
    counted = connection.execute(_COUNTS, {"terms": json.dumps(terms), "most": most + 1})
    found = {row.term: row.passages for row in counted if row.passages}
    chosen: list[str] = []
    scored = 0
    for term in sorted(found, key=lambda term: found[term]):
        if chosen and scored + found[term] > most and scored >= limit:
            break
        chosen.append(term)
        scored += found[term]
    return chosen
