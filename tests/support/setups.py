"""The set-up in which the tests of the chat run, which ``PINCITE_TEST_SETUP`` names.

| name         | updates | texts and users            | vectors         | replicas |
|--------------|---------|----------------------------|-----------------|----------|
| (not set)    | polling | SQLite                     | in the folder   | 1        |
| `webhook`    | webhook | SQLite                     | in the folder   | 1        |
| `chroma`     | webhook | SQLite                     | a Chroma server | 1        |
| `postgresql` | webhook | PostgreSQL                 | a Chroma server | 2        |
"""

import atexit
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.support.chroma_server import running_chroma
from tests.support.postgresql_server import PostgresqlServer


@dataclass(frozen=True, slots=True)
class Setup:
    """A set-up; see the module."""

    polls: bool = True
    has_chroma_server: bool = False
    replicas: int = 1

    @property
    def chroma_url(self) -> str | None:
        """The address of the Chroma server; None where the vectors are in the folder."""
        return _chroma() if self.has_chroma_server else None

    def locate_database(self, folder: Path) -> str | None:
        """Return the address of the database of a data folder, without users at first; None where it is a file."""
        return _new_schema(folder) if self.replicas > 1 else None


_SETUPS = {
    "": Setup(),
    "webhook": Setup(polls=False),
    "chroma": Setup(polls=False, has_chroma_server=True),
    "postgresql": Setup(polls=False, has_chroma_server=True, replicas=2),
}
SETUP = _SETUPS[os.environ.get("PINCITE_TEST_SETUP", "")]

_servers = ExitStack()
atexit.register(_servers.close)


@cache
def _chroma() -> str:
    """Start a Chroma server that runs until the process ends; return its address."""
    return _servers.enter_context(running_chroma(Path(mkdtemp(prefix="pincite-chroma-")))).url


@cache
def _new_schema(_folder: Path) -> str:
    return _schemas()()


@cache
def _schemas() -> Callable[[], str]:
    """Start a PostgreSQL server that runs until the process ends."""
    server = _servers.enter_context(PostgresqlServer())
    return lambda: server.address(server.new_schema())
