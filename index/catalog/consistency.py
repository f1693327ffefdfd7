"""The consistency of a store and of the catalog's rows, checked and repaired."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from index.catalog.database import Database
from index.catalog.engines.statements import is_postgresql
from index.catalog.engines.term_index import get_term_index
from index.catalog.schema import passages
from index.catalog.version_rows import count_change


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect that a check found.

    Attributes:
        words: A sentence; for a defect that is not repaired, with the remedy.
    """

    words: str
    is_repaired: bool


_LOST_TEXTS = "SELECT id FROM text WHERE id NOT IN (SELECT text_id FROM version)"
_DOUBLES = (
    "SELECT id FROM version WHERE state = 'current' AND id NOT IN "
    "(SELECT max(id) FROM version WHERE state = 'current' GROUP BY source_id)"
)
_MISCOUNTED = (
    "SELECT id FROM version WHERE state = 'current' "
    "AND passages <> (SELECT count(*) FROM passage WHERE version_id = version.id)"
)


_BODY = {
    "sqlite": text("SELECT CAST(body AS BLOB) FROM text WHERE id = :id"),
    "postgresql": text("SELECT convert_to(body, 'UTF8') FROM text WHERE id = :id"),
}


def check_file(database: Database) -> Iterator[Defect]:
    """Check a SQLite file and its foreign keys; indexes are built again, and rows without their parent are deleted.

    A PostgreSQL server does so itself.
    """
    name = database.name
    with database.begin() as connection:
        if is_postgresql(connection):
            return
        if not _is_intact(connection):
            connection.execute(text("REINDEX"))
            if not _is_intact(connection):
                words = f"{name} is damaged; restore it from a backup. Export what you need before."
                yield Defect(words, is_repaired=False)
                return
            yield Defect(f"Indexes of {name} were damaged and were built again.", is_repaired=True)
    with database.begin() as connection:
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        for row in orphans:
            connection.execute(text(f'DELETE FROM "{row[0]}" WHERE rowid = :id'), {"id": row[1]})  # noqa: S608 - a table's name
    if orphans:
        yield Defect(f"{len(orphans)} rows of {name} belonged to deleted ones and were deleted.", is_repaired=True)


def _is_intact(connection: Connection) -> bool:
    return bool(connection.execute(text("PRAGMA integrity_check(1)")).scalar_one() == "ok")


def check_rows(database: Database) -> Iterator[Defect]:
    """Check what belongs together in the catalog, without its texts and passages; repairs everything that it finds."""
    with database.begin() as connection:
        for words, query, repair in (
            ("{} texts belonged to no source and were deleted.", _LOST_TEXTS, "DELETE FROM text WHERE id IN ({})"),
            ("{} sources had two versions; the older one was retired.", _DOUBLES, _RETIRE),
            ("The passages of {} versions were counted again.", _MISCOUNTED, _COUNT),
        ):
            if count := len(connection.execute(text(query)).all()):
                connection.execute(text(repair.format(query)))
                count_change(connection)
                yield Defect(words.format(count), is_repaired=True)
    with database.begin() as connection:
        index = get_term_index(connection)
        indexed, known = index.list_passages(connection), set(connection.execute(select(passages.c.id)).scalars())
        lost = sorted(indexed - known)
        index.delete(connection, lost)
    if lost:
        yield Defect(f"Terms of {len(lost)} deleted passages were deleted.", is_repaired=True)
    with database.begin() as connection:
        is_intact = index.is_intact(connection)
    if not is_intact:
        with database.begin() as connection:
            index.rebuild(connection)
        yield Defect("The full-text index was damaged and was built again.", is_repaired=True)


_RETIRE = "UPDATE version SET state = 'retired' WHERE id IN ({})"
_COUNT = "UPDATE version SET passages = (SELECT count(*) FROM passage WHERE version_id = version.id) WHERE id IN ({})"


def list_passages_with_terms(database: Database) -> set[int]:
    """Return the ids of the passages that the full-text index contains."""
    with database.begin() as connection:
        return get_term_index(connection).list_passages(connection)


def list_damaged_texts(database: Database) -> list[str]:
    """Return the ids of the texts whose bytes are not those that the id names."""
    with database.begin() as connection:
        ids = list(connection.execute(text("SELECT id FROM text")).scalars())
    damaged: list[str] = []
    for id_ in ids:
        with database.begin() as connection:  # one text in memory at a time
            body = connection.execute(_BODY[connection.dialect.name], {"id": id_}).scalar()
        if hashlib.sha256(body or b"").hexdigest() != id_:
            damaged.append(id_)
    return damaged
