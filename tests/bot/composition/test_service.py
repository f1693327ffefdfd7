"""A service is made once, however many threads ask for it first."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.composition.container import Container
from bot.composition.service import service
from config.settings import Settings


class Workshop:
    """A container whose services take a while to make."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        self.lock = threading.RLock()
        self.made: list[str] = []

    @service
    def tool(self) -> object:
        """A tool."""
        self.made.append("tool")
        time.sleep(0.02)
        return object()

    @service
    def toolbox(self) -> list[object]:
        """What needs the tool."""
        self.made.append("toolbox")
        return [self.tool]


def test_threads_share_one_service() -> None:
    """Eight threads get one object, and a service that needs another does not wait for itself."""
    workshop = Workshop()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: (workshop.toolbox[0], workshop.tool)[number % 2], range(8)))
    assert {id(workshop.tool)} == {id(tool) for tool in found}
    assert ["tool", "toolbox"] == sorted(workshop.made)


def test_a_service_that_is_made_takes_no_lock() -> None:
    """Another thread may hold the lock, because it makes a service that takes seconds."""
    workshop = Workshop()
    expected = workshop.tool
    with workshop.lock, ThreadPoolExecutor(1) as pool:
        assert expected is pool.submit(lambda: workshop.tool).result(5)
    assert isinstance(Workshop.tool, service)


def test_a_containers_database_is_opened_once(tmp_path: Path) -> None:
    """Threads that are the first to look at the index share its database."""
    container = Container(Settings(_env_file=None, data_dir=tmp_path))
    with ThreadPoolExecutor(8) as pool:
        found = {id(catalog) for catalog in pool.map(lambda _: container.catalog, range(8))}
    container.close()
    assert 1 == len(found)
