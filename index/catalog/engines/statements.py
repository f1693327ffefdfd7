"""Statements that SQLite and PostgreSQL write differently."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, CursorResult, Insert, Table, func, insert, select, text
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

__all__ = [
    "ListStatement",
    "add_consecutive",
    "has_stored",
    "is_postgresql",
    "lock_until_commit",
    "read_last_id",
    "replace_row",
    "set_last_id",
    "upsert",
]

_LISTS = {
    "sqlite": {"integers": "(SELECT value FROM json_each(:ids))", "texts": "(SELECT value FROM json_each(:ids))"},
    "postgresql": {
        "integers": "(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:ids AS json)))",
        "texts": "(SELECT value FROM json_array_elements_text(CAST(:ids AS json)))",
    },
}
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || :name, 0))")


_SEQUENCE = text("SELECT pg_get_serial_sequence(:table, :column)")
_SET_LAST = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


# ``upsert`` is SQLite's INSERT with ON CONFLICT. PostgreSQL's clause has the same words, but another class in
# SQLAlchemy, whose import takes 0.15 s at each start.
@compiles(OnConflictDoNothing, "postgresql")
@compiles(OnConflictDoUpdate, "postgresql")
def _compile_conflict(clause: Any, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
    clause.constraint_target = None
    return str(getattr(compiler, f"visit_{clause.__visit_name__}")(clause, **options))


def is_postgresql(connection: Connection) -> bool:
    """Return whether a connection is one to a PostgreSQL server."""
    return connection.dialect.name == "postgresql"


def has_stored(connection: Connection, row: Insert) -> bool:
    """Run an upsert of one row; return whether it wrote the row."""
    return connection.execute(row, execution_options={"preserve_rowcount": True}).rowcount == 1


def add_consecutive(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Insert rows, at least one; return their ids, which are consecutive while no other process writes."""
    if is_postgresql(connection):
        ids = list(connection.execute(_NEXT_IDS, {"table": table.name, "count": len(rows)}).scalars())
        connection.execute(insert(table), [{"id": id_, **row} for id_, row in zip(ids, rows, strict=True)])
        return ids
    # The first insert takes the write lock and the next id; the other ids follow.
    key = connection.execute(insert(table).values(dict(rows[0]))).inserted_primary_key
    first = int(key[0]) if key else 0
    ids = list(range(first, first + len(rows)))
    if more := [{"id": id_, **row} for id_, row in zip(ids[1:], rows[1:], strict=True)]:
        connection.execute(insert(table), more)
    return ids


def read_last_id(connection: Connection, table: Table) -> int | None:
    """Return the last id that a table with ids of its own gave, also to a deleted row; None for other tables."""
    key = table.autoincrement_column
    if key is None or table.primary_key.columns.keys() != [key.name] or key.autoincrement is not True:
        return None
    highest = connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
    if is_postgresql(connection):
        name = connection.execute(_SEQUENCE, {"table": table.name, "column": key.name}).scalar_one()
        given = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {name}").one()  # noqa: S608 - of the server
        return max(int(highest), int(given.last_value) if given.is_called else 0)
    if not table.dialect_options["sqlite"]["autoincrement"]:
        return int(highest)
    return max(int(highest), connection.execute(_LAST, {"table": table.name}).scalar_one_or_none() or 0)


def set_last_id(connection: Connection, table: Table, last: int) -> None:
    """Let the next id that a table gives be higher than ``last``."""
    key = table.autoincrement_column
    if key is None or last == 0:
        return
    if is_postgresql(connection):
        connection.execute(_SET_LAST, {"table": table.name, "column": key.name, "last": last})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
        connection.execute(
            text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), {"table": table.name, "last": last}
        )


def replace_row(table: Table, row: Mapping[str, object]) -> Insert:
    """Return the statement that stores a row in place of the one with the same primary key."""
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in row.items() if name not in keys}
    return upsert(table).values(dict(row)).on_conflict_do_update(keys, set_=others)


class ListStatement:
    """A statement that takes a list as one value, so that a list may be long.

    Its SQL is written out, which saves the time in which SQLAlchemy compiles it.
    """

    def __init__(self, sql: str, of: Literal["integers", "texts"]) -> None:
        """Take SQL with ``IN :ids`` once."""
        self._by_engine = {engine: text(sql.replace("IN :ids", f"IN {lists[of]}")) for engine, lists in _LISTS.items()}

    def run(self, connection: Connection, ids: Iterable[int] | Iterable[str]) -> CursorResult[Any]:
        """Run the statement with these ids."""
        return connection.execute(self._by_engine[connection.dialect.name], {"ids": json.dumps(list(ids))})


def lock_until_commit(connection: Connection, name: str) -> None:
    """Let transactions that take the same lock run one after another.

    In SQLite the first change of a transaction locks all others out; PostgreSQL needs the lock.
    """
    if is_postgresql(connection):
        connection.execute(_LOCK, {"name": name})
