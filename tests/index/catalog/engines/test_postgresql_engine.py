"""A PostgreSQL server as a store: opened once by many, with errors in words."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    inspect,
    make_url,
    select,
    text,
)

from index.catalog.database import Database, complete
from index.catalog.engines import postgresql_engine
from index.catalog.engines.advisory_lock import describe_holder
from index.catalog.engines.layout import Layout
from index.errors import LockedError, StoreError, VersionError
from tests.support.postgresql_server import PostgresqlServer

METADATA = MetaData()
SHELF = Table("shelf", METADATA, Column("id", Integer, primary_key=True), Column("label", String, server_default=""))


def layout(version: int = 1, store: str = "shelves", metadata: MetaData = METADATA) -> Layout:
    """Return a layout of one table."""

    def create(connection: Connection) -> None:
        complete(connection, metadata)

    return Layout(store, version, 1, metadata, create, "and start again")


def test_replicas_that_start_together_create_the_tables_once(postgresql_address: str) -> None:
    """Eight openings at the same time succeed, and each finds the tables."""
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Database(postgresql_address, layout()), range(8)))
    for database in opened:
        with database.begin() as connection:
            assert [] == connection.execute(select(SHELF)).all()
        database.close()


def test_an_older_layout_gets_the_new_columns_and_keeps_its_rows(postgresql_address: str) -> None:
    """Opening a store of version 1 with version 2 adds a column to the row that is there."""
    before = MetaData()
    old = Table("shelf", before, Column("id", Integer, primary_key=True))
    first = Database(postgresql_address, layout(1, metadata=before))
    with first.begin() as connection:
        connection.execute(old.insert().values(id=7))
    first.close()

    second = Database(postgresql_address, layout(2))
    with second.begin() as connection:
        rows = connection.execute(select(SHELF)).all()
    second.close()

    assert [(7, "")] == rows


def test_another_version_is_refused(postgresql_address: str) -> None:
    """The error names both layouts and the setting."""
    Database(postgresql_address, layout(9)).close()

    with pytest.raises(VersionError, match=r"layout 9, this one reads 1.*PINCITE_DATABASE_URL"):
        Database(postgresql_address, layout(1))


def test_tables_of_another_program_are_left_alone(postgresql_address: str) -> None:
    """A database with a table of the same name is refused, and no table is created."""
    stranger = Database(postgresql_address, layout(store="another program"))
    with stranger.begin() as connection:
        connection.exec_driver_sql("DROP TABLE pincite_layout")

    with pytest.raises(VersionError, match=r"tables of another program \(shelf\)"):
        Database(postgresql_address, layout())
    with stranger.begin() as connection:
        assert ["shelf"] == inspect(connection).get_table_names()
    stranger.close()


def test_two_stores_share_a_database(postgresql_address: str) -> None:
    """Each store has a layout version of its own."""
    other = MetaData()
    Table("box", other, Column("id", Integer, primary_key=True))
    Database(postgresql_address, layout(3)).close()
    Database(postgresql_address, layout(5, "boxes", other)).close()

    Database(postgresql_address, layout(3)).close()


def test_null_characters_are_stored_as_replacement_characters(postgresql_address: str) -> None:
    """PostgreSQL refuses U+0000, which a message of a user may contain."""
    database = Database(postgresql_address, layout())
    with database.begin() as connection:
        connection.execute(SHELF.insert().values(label="a\0b"))
        assert ["a\ufffdb"] == list(connection.execute(select(SHELF.c.label)).scalars())
        assert [1] == list(connection.execute(select(SHELF.c.id).where(SHELF.c.label == "a\0b")).scalars())
    database.close()


def test_a_server_that_does_not_run_is_one_sentence() -> None:
    """The error names the database, the host and the setting, and never the password."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(StoreError, match=r"The database cables on 127\.0\.0\.1 cannot be reached.*PINCITE") as raised:
        Database(f"postgresql://ann:secret@127.0.0.1:{port}/cables", layout())

    assert "secret" not in str(raised.value)


def test_an_unknown_database_is_one_sentence(postgresql: PostgresqlServer) -> None:
    """The error quotes the server's reason."""
    with pytest.raises(StoreError, match=r"cannot be reached .*does not exist"):
        Database(f"postgresql://pincite@127.0.0.1:{postgresql.port}/nothing", layout())


def test_a_missing_right_is_one_sentence(postgresql: PostgresqlServer, postgresql_address: str) -> None:
    """A user who may not create tables is told of the right."""
    postgresql.execute("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN")
    address = postgresql_address.replace("pincite@", "reader@")

    with pytest.raises(StoreError, match="has no schema for tables"):
        Database(address, layout())
    postgresql.execute(f"GRANT USAGE ON SCHEMA {address.rpartition('%3D')[2]} TO reader")
    with pytest.raises(StoreError, match="lacks a right"):
        Database(address, layout())


def test_a_lost_connection_is_one_sentence_and_the_next_transaction_works(
    postgresql: PostgresqlServer, postgresql_address: str
) -> None:
    """After a restart of the server the pool opens new connections."""
    database = Database(f"{postgresql_address}&application_name=lost", layout())
    end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'lost'"

    def lose_connection() -> None:
        with database.begin() as connection:
            postgresql.execute(end)
            connection.execute(select(SHELF))

    with pytest.raises(StoreError, match="was lost"):
        lose_connection()
    with database.begin() as connection:
        assert [] == connection.execute(select(SHELF)).all()
    postgresql.execute(end)
    with database.begin() as connection:
        assert [] == connection.execute(select(SHELF)).all()
    database.close()


END_LOCKS = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity JOIN pg_locks USING (pid) "
    "WHERE application_name = 'locks' AND locktype = 'advisory'"
)


def test_a_lock_whose_connection_is_lost_is_released_without_an_error(
    postgresql: PostgresqlServer, postgresql_address: str
) -> None:
    """The work under the lock is done, so that its end is no failure."""
    database = Database(f"{postgresql_address}&application_name=locks", layout())
    with database.hold_lock("shelf", 1):
        postgresql.execute(END_LOCKS)
    with database.hold_lock("shelf", 1):
        pass
    database.close()


def test_a_transaction_under_a_lost_lock_fails(postgresql: PostgresqlServer, postgresql_address: str) -> None:
    """Another process may have the lock by now; transactions of other threads and later ones go on."""
    database = Database(f"{postgresql_address}&application_name=locks", layout())
    row = SHELF.insert().values(label="a")

    def add() -> None:
        with database.begin() as connection:
            connection.execute(row)

    with ThreadPoolExecutor(1) as other, database.hold_lock("shelf", 1), database.hold_lock("box", 1):
        add()
        with database.hold_lock("case", 1):
            pass
        add()
        postgresql.execute(END_LOCKS)
        with pytest.raises(LockedError, match=r"was lost.*try again"):
            add()
        other.submit(add).result()
    add()
    with database.begin() as connection:
        assert ["a"] * 4 == list(connection.execute(select(SHELF.c.label)).scalars())
    database.close()


def test_the_holder_of_a_lock_is_of_the_same_database(postgresql: PostgresqlServer, postgresql_address: str) -> None:
    """A bot in another database of the server has locks with the same keys."""
    postgresql.execute("DROP DATABASE IF EXISTS neighbour", "CREATE DATABASE neighbour")
    engines = [
        create_engine(make_url(address).set(drivername="postgresql+psycopg"))
        for address in (postgresql_address, postgresql.address().replace("/postgres?", "/neighbour?"))
    ]
    with engines[0].connect() as mine, engines[1].connect() as theirs:
        theirs.execute(text("SELECT pg_advisory_lock(-7)"))
        before = describe_holder(mine, -7)
        mine.execute(text("SELECT pg_advisory_lock(-7)"))
        after = describe_holder(mine, -7)
    for engine in engines:
        engine.dispose()
    postgresql.execute("DROP DATABASE neighbour")

    assert "" == before
    assert after.startswith(" (from 127.0.0.1, connected since ")


def test_a_lock_without_a_free_connection_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, postgresql_address: str
) -> None:
    """Fifteen transactions use all connections of the pool."""
    database = Database(postgresql_address, layout())
    with ExitStack() as transactions:
        for _ in range(15):
            connection = transactions.enter_context(database.begin())
        monkeypatch.setattr(connection.engine.pool, "_timeout", 0.01)
        with pytest.raises(StoreError, match="is busy; try again"), database.hold_lock("shelf", 1):
            pass
    database.close()


@pytest.mark.parametrize("address", ["mysql://host/database", "nonsense", "postgresql://host:port/database", ""])
def test_another_address_is_refused(address: str) -> None:
    """The error shows the form of an address."""
    with pytest.raises(StoreError, match="postgresql://USER:PASSWORD@HOST/DATABASE"):
        Database(address, layout())


def test_a_missing_driver_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra."""
    monkeypatch.setattr(postgresql_engine, "find_spec", lambda _: None)

    with pytest.raises(StoreError, match=r"pip install 'pincite\[postgresql\]'"):
        Database("postgresql://host/database", layout())
