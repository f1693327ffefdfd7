"""Settings for every test, and what the tests of the chat share."""

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.log_format import log_formatter
from bot.telegram.dependencies import Dependencies
from index.catalog.database import Location
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, BOSS, GROUP, TOPIC
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.log_leaks import find_leaks
from tests.support.postgresql_server import PostgresqlServer, has_postgresql
from tests.support.run_folder import run_folder
from tests.support.run_order import deal_slow_modules
from tests.support.running_bot import make_dependencies
from tests.support.shared_models import share_models
from tests.support.shared_statements import share_statements

# Speed belongs in benchmarks: a busy machine must not fail a property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


# As the commands do, after 50,000 new objects; the modules and the tests themselves are never looked through again.
gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start slow tests first, in each process of a run."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes > 1:
        items[:] = deal_slow_modules(items, processes)


def pytest_collection_finish() -> None:
    """Leave what is loaded by now to no collection of garbage."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def shared_models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let all tests of a process share models, parsing workers and SQL statements, and those of a run their graphs."""
    models = run_folder(tmp_path_factory) / "models"
    models.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        share_models(patch, models)
        share_statements(patch)
        yield


@pytest.fixture
def server(caplog: pytest.LogCaptureFixture) -> Iterator[BotApiServer]:
    """Telegram with an admin, two users, and a group with topics.

    Nothing that it would drop silently may be sent, and no log of any test may show the token or a question.
    """
    caplog.set_level(logging.INFO)
    with BotApiServer() as started:
        started.add_user(BOSS, "Boss")
        started.add_user(ANN, "Ann", username="ann")
        started.add_user(BEN, "Ben")
        started.add_chat(GROUP, "supergroup", "Cables")
        started.add_topic(GROUP, TOPIC, "Questions")
        yield started
        assert [] == started.violations
        formatter = log_formatter("console")
        log = "\n".join(formatter.format(record) for record in caplog.get_records("call"))
        assert [] == find_leaks(log, started)


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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """One PostgreSQL server for all tests of a process."""
    if not has_postgresql():
        pytest.skip("The programs of a PostgreSQL server are not installed.")
    with PostgresqlServer() as started:
        yield started


@pytest.fixture
def postgresql_address(postgresql: PostgresqlServer) -> Iterator[str]:
    """The address of an empty schema."""
    schema = postgresql.new_schema()
    yield postgresql.address(schema)
    postgresql.drop_schema(schema)


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """An empty place for a store, on each engine."""
    if request.param == "sqlite":
        return tmp_path / "catalog.sqlite"
    return str(request.getfixturevalue("postgresql_address"))
