"""The copy of a store from one engine to the other: every row, compared afterwards, in one transaction."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select

from index.catalog.engines.layout import Layout
from index.catalog.engines.statements import read_last_id, set_last_id
from index.errors import StoreError

_BATCH = 500
_DIGEST_BITS = 128


def copy_store(source: Connection, target: Connection, layout: Layout) -> int:
    """Copy all rows of a store.

    Args:
        source: A transaction in the store to copy.
        target: A transaction in an empty store, which a new one is.
        layout: The tables of both.

    Returns:
        The number of rows; 0 if ``target`` has the same rows already.

    Raises:
        StoreError: ``target`` has other rows, or the rows differ after the copy.
    """
    tables = layout.metadata.sorted_tables
    digests = {table.name: _digest(source, table) for table in tables}
    if all(digests[table.name] == _digest(target, table) for table in tables):
        return 0
    if any(_has_rows(target, table) for table in tables if table.name not in layout.new_rows):
        raise StoreError(
            "The store to copy to has data of its own; name an empty database, or move the files catalog.sqlite and "
            "bot.sqlite away."
        )
    for table in tables:
        target.execute(delete(table))
    rows = sum(_copy_table(source, target, table) for table in tables)
    layout.copy_rest(source, target)
    for table in tables:
        if digests[table.name] != _digest(target, table):
            raise StoreError(f"The copy of {table.name} differs from its source; nothing was copied. Try again.")
    return rows


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table).limit(1)).first() is not None


def _copy_table(source: Connection, target: Connection, table: Table) -> int:
    count = 0
    for rows in _read(source, table):
        values = [dict(zip(table.columns.keys(), _to_values(row), strict=True)) for row in rows]
        target.execute(insert(table), values)
        count += len(rows)
    if (last := read_last_id(source, table)) is not None:
        set_last_id(target, table, last)
    return count


def _read(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    rows = connection.execute(select(table), execution_options={"yield_per": _BATCH})
    yield from rows.partitions()


def _to_values(row: Row[Any]) -> tuple[object, ...]:
    """Return the values of a row as both engines store them."""
    return tuple(value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in row)


def _digest(connection: Connection, table: Table) -> tuple[int, int]:
    """Return the number of rows and the sum of their hashes, which does not depend on their order."""
    count = total = 0
    for rows in _read(connection, table):
        for row in rows:
            digest = hashlib.sha256(repr(_to_values(row)).encode(errors="surrogatepass")).digest()
            count, total = count + 1, (total + int.from_bytes(digest)) % 2**_DIGEST_BITS
    return count, total
