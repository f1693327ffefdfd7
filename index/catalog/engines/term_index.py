"""The index of the terms of each passage: FTS5 in SQLite, a ``tsvector`` and document frequencies in PostgreSQL.

The terms are already folded and separated by blanks (``index.text.analyzer``); the engines only keep them whole.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DatabaseError

from index.catalog.engines.statements import is_postgresql

_BATCH = 500  # SQLite limits the bound values of one statement


class IndexesTerms(Protocol):
    """The term index of an engine. Every method runs within a transaction of its caller."""

    def create(self, connection: Connection) -> None:
        """Create the tables, unless they exist."""

    def add(self, connection: Connection, terms: Mapping[int, str]) -> None:
        """Index new passages: their terms by passage id."""

    def delete(self, connection: Connection, ids: Sequence[int]) -> None:
        """Delete passages; unknown ids are skipped."""

    def list_passages(self, connection: Connection) -> set[int]:
        """Return the ids of the indexed passages."""

    def read(self, connection: Connection) -> Iterator[Mapping[int, str]]:
        """Yield the terms of the passages by passage id, in parts; the order of a passage's terms may be another."""

    def is_intact(self, connection: Connection) -> bool:
        """Return whether the parts of the index agree."""

    def rebuild(self, connection: Connection) -> None:
        """Build the index again from the terms of each passage."""


def get_term_index(connection: Connection) -> IndexesTerms:
    """Return the term index of the engine of a connection."""
    return _POSTGRESQL if is_postgresql(connection) else _SQLITE


def copy_terms(source: Connection, target: Connection) -> None:
    """Copy the term index of one engine to an empty one of another."""
    for terms in get_term_index(source).read(source):
        get_term_index(target).add(target, terms)


def _read_parts(connection: Connection, query: str) -> Iterator[Mapping[int, str]]:
    rows = connection.execute(text(query), execution_options={"yield_per": _BATCH})
    for part in rows.partitions():
        yield {row.id: row.terms for row in part}


class _SqliteTermIndex:
    """The virtual table ``passage_fts`` of FTS5, by row id."""

    def create(self, connection: Connection) -> None:
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE IF NOT EXISTS passage_fts USING fts5("
                "terms, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
            )
        )

    def add(self, connection: Connection, terms: Mapping[int, str]) -> None:
        connection.execute(
            text("INSERT INTO passage_fts (rowid, terms) VALUES (:id, :terms)"),
            [{"id": id_, "terms": words} for id_, words in terms.items()],
        )

    def delete(self, connection: Connection, ids: Sequence[int]) -> None:
        gone = text("DELETE FROM passage_fts WHERE rowid IN :ids").bindparams(bindparam("ids", expanding=True))
        for start in range(0, len(ids), _BATCH):
            connection.execute(gone, {"ids": list(ids[start : start + _BATCH])})

    def list_passages(self, connection: Connection) -> set[int]:
        return set(connection.execute(text("SELECT rowid FROM passage_fts")).scalars())

    def read(self, connection: Connection) -> Iterator[Mapping[int, str]]:
        return _read_parts(connection, "SELECT rowid AS id, terms FROM passage_fts ORDER BY rowid")

    def is_intact(self, connection: Connection) -> bool:
        try:
            connection.execute(text("INSERT INTO passage_fts (passage_fts) VALUES ('integrity-check')"))
        except DatabaseError:
            return False
        return True

    def rebuild(self, connection: Connection) -> None:
        connection.execute(text("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')"))


LEXEME_CHARS = 200
"""PostgreSQL compares terms by so many characters, because a lexeme has at most 2,046 bytes."""

_MOST_POSITIONS = 255  # of a lexeme in a tsvector

_TABLES = (
    """CREATE TABLE IF NOT EXISTS passage_terms (
        passage_id integer PRIMARY KEY, words integer NOT NULL, terms tsvector NOT NULL)""",
    # Every search reads through the list of pending entries, so it stays short; 512 kB are some 500 passages.
    """CREATE INDEX IF NOT EXISTS passage_by_term ON passage_terms USING gin (terms)
        WITH (gin_pending_list_limit = 512)""",
    """CREATE TABLE IF NOT EXISTS term_count (
        term varchar PRIMARY KEY, passages bigint NOT NULL, words bigint NOT NULL) WITH (fillfactor = 70)""",
    "INSERT INTO term_count VALUES ('', 0, 0) ON CONFLICT DO NOTHING",
)
_INSERT = text(
    "INSERT INTO passage_terms SELECT id, words, CAST(terms AS tsvector) "
    "FROM unnest(CAST(:ids AS integer[]), CAST(:words AS integer[]), CAST(:terms AS text[])) AS new (id, words, terms)"
)
_COUNT = text(
    "INSERT INTO term_count SELECT term, passages, words "
    "FROM unnest(CAST(:terms AS text[]), CAST(:passages AS bigint[]), CAST(:words AS bigint[])) "
    "AS counted (term, passages, words) "
    "ON CONFLICT (term) DO UPDATE SET passages = term_count.passages + excluded.passages, "
    "words = term_count.words + excluded.words"
)
_DELETE = text(
    "WITH gone AS (DELETE FROM passage_terms WHERE passage_id = ANY(CAST(:ids AS integer[])) RETURNING terms, words), "
    "counted AS (SELECT lexeme AS term, count(*) AS passages, 0 AS words FROM gone, unnest(terms) GROUP BY lexeme "
    "UNION ALL SELECT '', count(*), coalesce(sum(words), 0) FROM gone) "
    "UPDATE term_count SET passages = term_count.passages - counted.passages, words = term_count.words - counted.words "
    "FROM counted WHERE term_count.term = counted.term"
)
_TERMS = """SELECT passage_id AS id, coalesce(
    (SELECT string_agg(repeat(lexeme || ' ', array_length(positions, 1)), '') FROM unnest(terms)), '') AS terms
    FROM passage_terms ORDER BY passage_id"""
_RECOUNT = (
    "SELECT word AS term, CAST(ndoc AS bigint) AS passages, CAST(0 AS bigint) AS words "
    "FROM ts_stat('SELECT terms FROM passage_terms') "
    "UNION ALL SELECT '', count(*), CAST(coalesce(sum(words), 0) AS bigint) FROM passage_terms"
)
_HAS_INDEX = text("SELECT 1 FROM pg_indexes WHERE schemaname = current_schema() AND indexname = 'passage_by_term'")
_DIFFERENCES = text(
    f"SELECT 1 FROM ({_RECOUNT}) AS now "  # noqa: S608 - no value of others
    "FULL JOIN (SELECT * FROM term_count WHERE passages > 0 OR term = '') AS stored USING (term) "
    "WHERE (now.passages, now.words) IS DISTINCT FROM (stored.passages, stored.words) LIMIT 1"
)


class _PostgresqlTermIndex:
    """A ``tsvector`` of each passage, and the number of passages with each term.

    A term occurs in the ``tsvector`` at as many positions as in the passage. The empty term counts all passages and
    all their words. FTS5 keeps the same numbers for BM25.
    """

    def create(self, connection: Connection) -> None:
        for table in _TABLES:
            connection.execute(text(table))

    def add(self, connection: Connection, terms: Mapping[int, str]) -> None:
        counts = {id_: Counter(to_lexeme(term) for term in words.split()) for id_, words in terms.items()}
        lengths = [one.total() for one in counts.values()]
        vectors = [_to_vector(one) for one in counts.values()]
        connection.execute(_INSERT, {"ids": list(counts), "words": lengths, "terms": vectors})
        passages = Counter(term for one in counts.values() for term in one)
        total = (len(counts), sum(lengths))
        counted = [(term, number, 0) for term, number in sorted(passages.items())]
        columns = zip(*counted, ("", *total), strict=True)
        connection.execute(_COUNT, dict(zip(("terms", "passages", "words"), map(list, columns), strict=True)))

    def delete(self, connection: Connection, ids: Sequence[int]) -> None:
        connection.execute(_DELETE, {"ids": list(ids)})

    def list_passages(self, connection: Connection) -> set[int]:
        return set(connection.execute(text("SELECT passage_id FROM passage_terms")).scalars())

    def read(self, connection: Connection) -> Iterator[Mapping[int, str]]:
        return _read_parts(connection, _TERMS)

    def is_intact(self, connection: Connection) -> bool:
        return connection.execute(_HAS_INDEX).first() is not None and connection.execute(_DIFFERENCES).first() is None

    def rebuild(self, connection: Connection) -> None:
        connection.execute(text("DELETE FROM term_count"))
        connection.execute(text(f"INSERT INTO term_count {_RECOUNT}"))
        connection.execute(text("DROP INDEX IF EXISTS passage_by_term"))
        self.create(connection)


_SQLITE, _POSTGRESQL = _SqliteTermIndex(), _PostgresqlTermIndex()


def to_lexeme(term: str) -> str:
    """Return a term as the ``tsvector`` has it."""
    return term[:LEXEME_CHARS]


def quote_lexeme(lexeme: str) -> str:
    """Return a lexeme as it is written in a ``tsvector`` or a ``tsquery``."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _to_vector(counts: Counter[str]) -> str:
    return " ".join(
        f"{quote_lexeme(lexeme)}:{','.join(map(str, range(1, min(times, _MOST_POSITIONS) + 1)))}"
        for lexeme, times in counts.items()
    )
