"""Fixtures of the bot's database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state.engine import open_bot_database
from index.catalog.database import Database
from tests.support.clock import Clock


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = open_bot_database(tmp_path / "bot.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A clock at noon (UTC)."""
    return Clock()
