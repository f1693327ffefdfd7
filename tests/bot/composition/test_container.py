"""The composition root makes services when they are used, and closes those that it made."""

import os
import sys
from functools import cached_property
from pathlib import Path

import pytest

from bot.composition.container import Container
from config.settings import Settings
from index.errors import InvalidSettingError


class _Recorder:
    """Replaces a service and records that it was closed."""

    def __init__(self, name: str, closed: list[str]) -> None:
        self._name = name
        self._closed = closed

    def close(self) -> None:
        self._closed.append(self._name)


@pytest.fixture
def container(tmp_path: Path) -> Container:
    """A container over an empty folder."""
    return Container(Settings(_env_file=None, data_dir=tmp_path / "data"))


def test_everything_that_has_to_be_closed_is_closed(container: Container) -> None:
    """What runs calls closes first, because they use the other services; the bot's database closes last."""
    closed: list[str] = []
    for kind in type(container).__mro__:
        for name, value in vars(kind).items():
            if isinstance(value, cached_property):
                container.__dict__[name] = _Recorder(name, closed)
    container.close()

    index = ["fetcher", "parser", "page_painter", "photo_reader", "vectors", "catalog_database"]
    assert ["quoted_pages", "photographed_pages", "executors", *index, "bot_database"] == closed


def test_a_home_folder_that_is_not_known_is_told() -> None:
    """Otherwise a folder called ``~`` would be made wherever the program runs."""
    with pytest.raises(InvalidSettingError, match="set PINCITE_DATA_DIR to the whole path"):
        Container(Settings(_env_file=None, data_dir=Path("~nobody-has-this-name/data")))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_data_folder_whose_name_is_no_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting is text, but the working directory may be any bytes."""
    folder = tmp_path / os.fsdecode(b"b\xff")
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(InvalidSettingError, match="has a name that is no text"):
        Container(Settings(_env_file=None, data_dir=Path("data")))


def test_closing_makes_nothing(container: Container) -> None:
    """A container that was never used opens no file and starts no thread when it is closed."""
    container.close()

    assert not container.data_dir.exists()
