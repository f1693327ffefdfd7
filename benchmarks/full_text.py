"""Compares full-text search in SQLite and PostgreSQL: the time of writes and of queries, and the same passages found.

    python -m benchmarks.full_text [--passages 100000] [--queries 100]

A passage has 80 words out of 50,000, as often as in a language (Zipf). A query has eight words of one passage. Both
engines answer each query in turn, so that other work on the machine slows both alike. The PostgreSQL server is on
loopback and ends with the measurement.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.catalog.passage_rows import NewPassage
from index.passages.lexical import full_text
from index.passages.scope import read_scope
from index.types import Document, PassageSpan, Span
from tests.support.postgresql_server import PostgresqlServer

_WORDS, _VOCABULARY, _SHARE = 80, 50_000, 1.0
_PER_SOURCE = 500
_LIMIT, _WARM_UP = 50, 5
_NO_VECTOR = np.zeros(0, np.float32)


@dataclass
class Engine:
    """One engine, and what was measured there."""

    name: str
    database: Database
    write_s: float = 0.0
    query_s: list[float] = field(default_factory=list)
    found: list[list[int]] = field(default_factory=list)

    def write(self, number: int, passages: Sequence[str]) -> None:
        """Write a source."""
        catalog = Catalog(self.database)
        started = time.perf_counter()
        version = catalog.begin_version(
            f"/{number}", "document", Document(f"Text {number}", "-", None, None, "en"), "-"
        )
        span = PassageSpan(Span(0, 4), (Span(0, 4),))
        rows = [NewPassage(span, terms, _NO_VECTOR, _NO_VECTOR[None]) for terms in passages]
        catalog.add_passages(version, rows)
        catalog.publish(version)
        self.write_s += time.perf_counter() - started

    def query(self, terms: Sequence[str]) -> None:
        """Search all passages."""
        with self.database.begin_snapshot() as connection:
            scope = read_scope(connection, None)
            started = time.perf_counter()
            self.found.append(full_text.match(connection, terms, _LIMIT, scope))
            self.query_s.append(time.perf_counter() - started)

    def line(self, passages: int) -> str:
        """Return the line of the table."""
        p50, p95 = np.quantile(np.array(self.query_s[_WARM_UP:]) * 1000, (0.5, 0.95))
        return f"{self.name:<12}{passages:>9,}{p50:>12.0f}{p95:>12.0f}{1000 * self.write_s / passages:>20.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args()
    chance = np.random.default_rng(1)
    odds = 1 / np.arange(1, _VOCABULARY + 1) ** _SHARE
    odds /= odds.sum()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", flush=True)
    with tempfile.TemporaryDirectory() as folder, PostgresqlServer() as server:
        sqlite = schema.open_catalog(Path(folder) / "catalog.sqlite")
        with closing(sqlite), closing(schema.open_catalog(server.address(server.new_schema()))) as postgresql:
            engines = Engine("SQLite", sqlite), Engine("PostgreSQL", postgresql)
            queries = []
            for number in range(-(-options.passages // _PER_SOURCE)):
                drawn = chance.choice(_VOCABULARY, (_PER_SOURCE, _WORDS), p=odds)
                passages = [" ".join(f"w{word}" for word in row) for row in drawn]
                queries += [[f"w{word}" for word in chance.choice(row, 8, replace=False)] for row in drawn[:2]]
                for engine in engines:
                    engine.write(number, passages)
            for terms in chance.permutation(np.array(queries))[: options.queries + _WARM_UP].tolist():
                for engine in engines:
                    engine.query(terms)
            print(f"{'':<12}{'passages':>9}{'p50, ms':>12}{'p95, ms':>12}{'write a passage, ms':>20}")
            for engine in engines:
                print(engine.line(options.passages))
            same = [len(set(a) & set(b)) / _LIMIT for a, b in zip(*(one.found for one in engines), strict=True)]
            print(f"the same passages in both: {np.mean(same):.3f}; load {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
