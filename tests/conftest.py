"""Settings for every test, and what the tests of the chat share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.telegram.dependencies import Dependencies
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, BOSS, GROUP, TOPIC
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies

# Speed belongs in benchmarks: a busy machine must not fail a property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """Telegram with an admin, two users, and a group with topics; nothing that it would drop silently may be sent."""
    with BotApiServer() as started:
        started.add_user(BOSS, "Boss")
        started.add_user(ANN, "Ann", username="ann")
        started.add_user(BEN, "Ben")
        started.add_chat(GROUP, "supergroup", "Cables")
        started.add_topic(GROUP, TOPIC, "Questions")
        yield started
        assert [] == started.violations


@pytest.fixture
def catalog() -> FakeCatalog:
    """Nothing is indexed, unless a module says otherwise."""
    return FakeCatalog()


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Knows nothing, unless a module says otherwise."""
    return FakeAnswerer()


@pytest.fixture
def dependencies(tmp_path: Path, answerer: FakeAnswerer, catalog: FakeCatalog) -> Dependencies:
    """The fakes over a store in the test's folder."""
    return make_dependencies(tmp_path, answerer=answerer, catalog=catalog)
