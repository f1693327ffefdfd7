"""Statements that SQLite and PostgreSQL write differently."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Insert, Table, TextClause, text
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

__all__ = ["has_stored", "is_postgresql", "list_statement", "lock_until_commit", "replace_row", "upsert"]

_LISTS = {
    "sqlite": {"integers": "(SELECT value FROM json_each(:ids))", "texts": "(SELECT value FROM json_each(:ids))"},
    "postgresql": {
        "integers": "(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:ids AS json)))",
        "texts": "(SELECT value FROM json_array_elements_text(CAST(:ids AS json)))",
    },
}
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || :name, 0))")


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


def replace_row(table: Table, row: Mapping[str, object]) -> Insert:
    """Return the statement that stores a row in place of the one with the same primary key."""
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in row.items() if name not in keys}
    return upsert(table).values(dict(row)).on_conflict_do_update(keys, set_=others)


def list_statement(sql: str, of: Literal["integers", "texts"]) -> Mapping[str, TextClause]:
    """Return a statement by the engine's name, in which ``IN :ids`` takes a JSON list as one value.

    A statement that is written out saves the time in which SQLAlchemy compiles it.
    """
    return {engine: text(sql.replace("IN :ids", f"IN {lists[of]}")) for engine, lists in _LISTS.items()}


def lock_until_commit(connection: Connection, name: str) -> None:
    """Let transactions that take the same lock run one after another.

    In SQLite the first change of a transaction locks all others out; PostgreSQL needs the lock.
    """
    if is_postgresql(connection):
        connection.execute(_LOCK, {"name": name})
