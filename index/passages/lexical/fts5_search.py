"""Full-text search in SQLite: the BM25 of FTS5."""

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, literal_column, select, text

_COUNTS = text(
    "SELECT value AS term, (SELECT count(*) FROM "
    "(SELECT 1 FROM passage_fts WHERE passage_fts MATCH '\"' || value || '\"' LIMIT :most)) AS passages "
    "FROM json_each(:terms)"
)


class Fts5Search:
    """Searches the table ``passage_fts``."""

    passage_id: ColumnElement[int] = literal_column("rowid")
    # With the plus sign SQLite does not search the index again for each id.
    same_id: ColumnElement[int] = literal_column("+rowid")

    def count_passages(self, connection: Connection, terms: Sequence[str], most: int) -> dict[str, int]:
        """See ``SearchesTerms``."""
        counted = connection.execute(_COUNTS, {"terms": json.dumps(terms), "most": most})
        return {row.term: row.passages for row in counted if row.passages}

    def match(
        self,
        connection: Connection,
        terms: Sequence[str],
        limit: int,
        within: ColumnElement[bool],
        count: int,  # noqa: ARG002 - PostgreSQL's
    ) -> list[int]:
        """See ``SearchesTerms``."""
        rows = (
            select(self.passage_id)
            .select_from(text("passage_fts"))
            .where(text("passage_fts MATCH :wanted"), within)
            .order_by(text("bm25(passage_fts)"), self.passage_id)
            .limit(limit)
        )
        wanted = " OR ".join(f'"{term}"' for term in terms)
        return list(connection.execute(rows, {"wanted": wanted}).scalars())
