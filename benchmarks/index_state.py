"""Measures how long the state of the index takes to read, which each question needs, by the number of sources.

    python benchmarks/index_state.py [--sources 1000 10000 100000]

The state is a counter of changes. Beside it, in the same run, stands the way without a counter: the ids and languages
of all current versions are joined, and their passages are counted. The engines are SQLite, and PostgreSQL where its
programs are installed.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, insert, text, update

from index.catalog import schema
from index.catalog.database import Database, Location
from index.catalog.schema import sources, texts, versions
from index.catalog.version_rows import count_change
from index.passages.latest_state import LatestState
from index.passages.scope import read_scope
from tests.support.postgresql_server import PostgresqlServer, has_postgresql

_RUNS = 50
_BATCH = 1_000
_JOINED = {
    "sqlite": "SELECT fingerprint, group_concat(CAST(id AS varchar) || ' ' || language, ',') AS current "
    "FROM version WHERE state = 'current' GROUP BY fingerprint",
    "postgresql": "SELECT fingerprint, string_agg(CAST(id AS varchar) || ' ' || language, ',') AS current "
    "FROM version WHERE state = 'current' GROUP BY fingerprint",
}


def read_joined(connection: Connection) -> None:
    """Read the state without a counter, and the scope of all sources."""
    connection.execute(text(_JOINED[connection.dialect.name])).all()
    read_scope(connection, None)


def fill(database: Database, first: int, last: int) -> None:
    """Add sources with a version each, of two passages that only the version counts."""
    with database.begin() as connection:
        connection.execute(insert(texts), [{"id": f"t{n}", "body": "-"} for n in range(first, last)])
        rows = [{"id": f"s{n}", "location": f"https://example.org/{n}", "kind": "document"} for n in range(first, last)]
        connection.execute(insert(sources), rows)
        common = {"fingerprint": "one", "state": "current", "title": "-", "language": "en", "passages": 2}
        added = [{"source_id": f"s{n}", "text_id": f"t{n}", **common} for n in range(first, last)]
        connection.execute(insert(versions), added)
        count_change(connection)


def measure(database: Database, read: Callable[[Connection], object], *, changes: bool) -> float:
    """Return the median time of a read in milliseconds; before each one the index changes, or never."""
    times = []
    for _ in range(_RUNS):
        if changes:
            with database.begin() as connection:
                connection.execute(update(versions).where(versions.c.id == 1).values(title="-"))
                count_change(connection)
        with database.begin_snapshot() as connection:
            started = time.perf_counter()
            read(connection)
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1_000


def measure_all(location: Location, sizes: list[int]) -> Iterator[str]:
    """Yield a line for each number of sources."""
    with closing(schema.open_catalog(location)) as database:
        there = 0
        for size in sorted(sizes):
            for first in range(there, size, _BATCH):
                fill(database, first, min(first + _BATCH, size))
            there = size
            latest = LatestState()
            joined = measure(database, read_joined, changes=False)
            counter = measure(database, latest.read, changes=False)
            changed = measure(database, latest.read, changes=True)
            yield f"{size:>9,} {joined:>12.2f} {counter:>12.2f} {joined / counter:>8.0f} {changed:>15.2f}"


def main() -> None:
    """Print a table for each engine."""
    parser = argparse.ArgumentParser(description="Measure how long the state of the index takes to read.")
    parser.add_argument("--sources", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    sizes = parser.parse_args().sources
    with TemporaryDirectory() as folder, PostgresqlServer() if has_postgresql() else nullcontext() as server:
        places: dict[str, Location] = {"SQLite": Path(folder) / "catalog.sqlite"}
        if server is not None:
            places["PostgreSQL"] = server.address(server.new_schema())
        for name, location in places.items():
            print(f"{name}\n{'sources':>9} {'joined, ms':>12} {'counter, ms':>12} {'ratio':>8} {'changed, ms':>15}")
            for line in measure_all(location, sizes):
                print(line, flush=True)


if __name__ == "__main__":
    main()
