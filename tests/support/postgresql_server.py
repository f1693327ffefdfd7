"""A PostgreSQL server of the tests: on loopback, with data in a temporary folder, stopped by its process id."""

import os
import shutil
import signal
import socket
import subprocess
import time
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

import psycopg
import pytest

_START_S = 60.0
_STOP_S = 60.0
_ATTEMPTS = 3
_USER = "pincite"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=127.0.0.1", "jit=off",
         "unix_socket_directories=", "max_connections=200", "shared_buffers=64MB")  # fmt: skip


class PostgresqlServer:
    """A server for the time of a ``with`` block; each test gets a schema of its own."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="pincite-postgresql-"))
        self._schemas = count()
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._owner = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root

    def __enter__(self) -> Self:
        if self._owner:
            shutil.chown(self._folder, self._owner)
        subprocess.run(
            [_program("initdb"), "-D", self._folder / "data", "-U", _USER, "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            user=self._owner, cwd="/", check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(_ATTEMPTS):  # another program may take the port in between
            if self._start():
                return self
        log = (self._folder / "log").read_text()
        self.__exit__(None, None, None)
        pytest.fail(f"PostgreSQL did not start: {log}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # disconnects its clients
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)  # as after a crash
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def port(self) -> int:
        """The port on loopback."""
        return self._port

    def address(self, schema: str = "public") -> str:
        """Return the address of the database, with a search path of one schema."""
        return f"postgresql://{_USER}@127.0.0.1:{self._port}/postgres?options=-csearch_path%3D{schema}"

    def new_schema(self) -> str:
        """Create an empty schema; return its name."""
        schema = f"test_{next(self._schemas)}"
        self.execute(f"CREATE SCHEMA {schema}")
        return schema

    def drop_schema(self, schema: str) -> None:
        """Delete a schema with everything in it, also where a test left a connection with locks open."""
        self.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE state = 'idle in transaction'",
            f"DROP SCHEMA {schema} CASCADE",
        )

    def execute(self, *statements: str) -> None:
        """Run statements of the tests' own, each in a transaction."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute("SET statement_timeout = '60s'")  # a test left a lock, and the others must end
            for statement in statements:
                connection.execute(statement.encode())

    def _start(self) -> bool:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        options = [part for setting in (*_FAST, f"port={self._port}") for part in ("-c", setting)]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", self._folder / "data", *options],
                user=self._owner, cwd="/", stdout=log, stderr=log,
            )  # fmt: skip
        end = time.monotonic() + _START_S
        while self._process.poll() is None and time.monotonic() < end:
            try:
                psycopg.connect(self.address(), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False


def has_postgresql() -> bool:
    """Return whether the programs of a PostgreSQL server are installed."""
    return _find("initdb") is not None and _find("postgres") is not None


def _program(name: str) -> Path:
    found = _find(name)
    assert found is not None
    return found


def _find(name: str) -> Path | None:
    """Return the path of a program; Debian keeps those of the server in a folder of each version."""
    found = shutil.which(name)
    paths = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return paths[-1] if paths else None
