"""Fixtures of the bot's database."""

from collections.abc import Iterator

import pytest

from bot.state.engine import open_bot_database
from index.catalog.database import Database, Location
from tests.support.clock import Clock


@pytest.fixture
def database(location: Location) -> Iterator[Database]:
    """An empty database, on each engine."""
    opened = open_bot_database(location)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A clock at noon (UTC)."""
    return Clock()
