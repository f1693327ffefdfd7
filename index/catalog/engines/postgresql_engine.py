"""A PostgreSQL server: opened, checked for its layout version, with errors in words."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from index.catalog.engines.advisory_lock import hold_advisory_lock
from index.catalog.engines.layout import Layout, RequireLock
from index.catalog.engines.notifications import listen_to_notifications
from index.catalog.engines.statements import lock_until_commit, upsert
from index.errors import StoreError, VersionError

_CONNECTS = {"connect_timeout": "10", "application_name": "pincite", "keepalives_idle": "30", "keepalives_count": "3",
             "keepalives_interval": "10", "tcp_user_timeout": "40000"}  # fmt: skip
"""Options of libpq that the address may replace: a server that vanished is an error within a minute."""

_layouts = Table(
    "pincite_layout",
    MetaData(),
    Column("store", String, primary_key=True),
    Column("version", Integer, nullable=False),
)

# A query, because the functions that look a table up may not see one that another connection has just created.
_HAS_LAYOUTS = text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'pincite_layout'")

_BUSY = "{name} is busy ({reason}); try again in a moment."
_LOST = "The connection to {name} was lost ({reason}); try again in a moment."
_EXPLAINED = {
    "40001": _BUSY,  # serialization failure
    "40P01": _BUSY,  # deadlock
    "55P03": _BUSY,  # lock not available
    "53100": "The disk of {name} is full; free some space and try again.",
    "53300": "{name} has no free connection; raise max_connections of the server.",
    "25006": "{name} is read-only; name the primary server in PINCITE_DATABASE_URL.",
    "42501": "The user of PINCITE_DATABASE_URL lacks a right in {name} ({reason}); grant it.",
    "3F000": "{name} has no schema for tables ({reason}); create the one that PINCITE_DATABASE_URL names.",
    "57P01": _LOST,  # the server stops
    "57P02": _LOST,  # the server crashed
    "57P03": "{name} does not accept connections yet ({reason}); try again in a moment.",
}
"""Sentences by SQLSTATE."""


class PostgresqlEngine:
    """One database of a PostgreSQL server. The tables are in the first schema of the connection's search path."""

    def __init__(self, address: str, layout: Layout) -> None:
        """Use the database at ``address``.

        Args:
            address: ``postgresql://USER:PASSWORD@HOST/DATABASE``, with options of libpq as the query.
            layout: The tables.

        Raises:
            StoreError: The driver is not installed, or the address cannot be understood.
        """
        if find_spec("psycopg") is None:
            raise StoreError(
                "PINCITE_DATABASE_URL needs the driver of PostgreSQL; run `pip install 'pincite[postgresql]'`."
            )
        self._layout = layout
        url = parse_address(address)
        self._name = f"the database {url.database or url.username or ''} on {url.host or 'this machine'}"
        self.sql = create_engine(
            url.set(drivername="postgresql+psycopg", query=_CONNECTS | dict(url.query)),
            hide_parameters=True,
            pool_pre_ping=True,  # the server may have been restarted since the last transaction
        )
        event.listen(self.sql, "connect", _store_no_null_characters)

    @property
    def name(self) -> str:
        """The database and its host."""
        return self._name

    @property
    def is_server(self) -> bool:
        """True."""
        return True

    def prepare(self) -> None:
        """See ``OpensDatabase``."""
        try:
            with self.sql.begin() as connection:
                self._ensure(connection)
        except DBAPIError as error:
            self.close()
            raise self.explain(error) from error
        except VersionError:
            self.close()
            raise

    def check(self, connection: Connection) -> bool:
        """Return True: PostgreSQL checks its own files."""
        return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)

    @contextmanager
    def begin_snapshot(self) -> Iterator[Connection]:
        """See ``OpensDatabase``."""
        with self.sql.connect() as connection:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - the same
            with connection.begin():
                yield connection

    def hold_lock(self, name: str, timeout_s: float) -> AbstractContextManager[RequireLock]:
        """See ``OpensDatabase``."""
        return hold_advisory_lock(self.sql, name, timeout_s)

    def listen(self) -> AbstractContextManager[Callable[[float], Collection[str]]]:
        """See ``OpensDatabase``."""
        return listen_to_notifications(self.sql)

    def checkpoint(self) -> None:
        """Do nothing: the server empties its own log."""

    def close(self) -> None:
        """See ``OpensDatabase``."""
        event.listen(self.sql, "checkin", _close_connection)  # of a thread that still works
        self.sql.dispose()

    def _ensure(self, connection: Connection) -> None:
        if self._read_version(connection) == self._layout.version:
            return
        lock_until_commit(connection, "layout")  # replicas that start together wait for the first one
        found, layout = self._read_version(connection), self._layout
        if found == layout.version:
            return
        names = {*layout.metadata.tables, *layout.server_metadata.tables}
        taken = set(inspect(connection).get_table_names()) & names
        if found == 0 and taken:
            raise VersionError(
                f"{self._name} has tables of another program ({', '.join(sorted(taken))}); name an empty database in "
                f"PINCITE_DATABASE_URL {layout.remedy}."
            )
        if found and not layout.is_older(found):
            raise VersionError(
                f"{self._name} was made by another version of Pincite (layout {found}, this one reads "
                f"{layout.version}); use that version, or name a new database in PINCITE_DATABASE_URL {layout.remedy}."
            )
        _layouts.create(connection, checkfirst=True)
        layout.create(connection)
        row = upsert(_layouts).values(store=layout.store, version=layout.version)
        connection.execute(row.on_conflict_do_update(["store"], set_={"version": layout.version}))

    def _read_version(self, connection: Connection) -> int:
        """Return the layout version of the store; 0 for a new one."""
        if connection.execute(_HAS_LAYOUTS).first() is None:
            return 0
        mine = select(_layouts.c.version).where(_layouts.c.store == self._layout.store)
        return connection.execute(mine).scalar_one_or_none() or 0

    def explain(self, error: DBAPIError) -> StoreError:
        """See ``OpensDatabase``."""
        reason, code = " ".join(str(error.orig).split()), getattr(error.orig, "sqlstate", None)
        if error.connection_invalidated or (code or "").startswith("08"):
            words = _LOST
        elif code is None:  # libpq reports the failure to connect without a code
            words = "{name} cannot be reached ({reason}); check PINCITE_DATABASE_URL and that the server runs."
        else:
            words = _EXPLAINED.get(code, "{name} cannot be used ({reason}); run `pincite doctor`.")
        sentence = words.format(name=self._name, reason=reason)
        return StoreError(sentence[0].upper() + sentence[1:])

    def describe_damage(self) -> StoreError:
        """See ``OpensDatabase``."""
        return StoreError(
            f"{self._name} is damaged; `pincite doctor --deep` says what can be repaired. Otherwise restore it from a "
            f"backup, or name a new database {self._layout.remedy}."
        )


def _close_connection(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver is optional
    if connection is not None:
        connection.close()


def parse_address(address: str) -> URL:
    """Return the parts of a database's address; raises ``StoreError`` for one that is not PostgreSQL's."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number
        url = None
    if url is None or url.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise StoreError(
            "PINCITE_DATABASE_URL must be the address of a PostgreSQL database, such as "
            "postgresql://USER:PASSWORD@HOST/DATABASE; without it, Pincite stores in the data directory."
        ) from None
    return url


def _store_no_null_characters(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver is optional
    """Let this connection store U+FFFD for U+0000, which PostgreSQL refuses; texts of sources never contain it."""
    from psycopg.types.string import StrDumper  # noqa: PLC0415 - an extra

    class _Dumper(StrDumper):
        def dump(self, obj: str) -> Any:  # noqa: ANN401 - psycopg's type of a buffer
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, _Dumper)
