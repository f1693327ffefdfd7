"""A real index of the article about the lighthouse, for scripted conversations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.composition.container import Container
from bot.telegram.dependencies import Dependencies
from tests.support.real_index import indexed_services, real_dependencies


@pytest.fixture(scope="session")
def lighthouse_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """Index the article once for all conversations."""
    with indexed_services(tmp_path_factory.mktemp("lighthouse")) as opened:
        yield opened


@pytest.fixture
def lighthouse(lighthouse_services: Container, tmp_path: Path) -> Dependencies:
    """Return the real services, with stores in the test's folder."""
    return real_dependencies(lighthouse_services, tmp_path)
