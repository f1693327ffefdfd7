"""The embedder and the parsing workers that all tests of one process share, because each takes a second to start."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bot.composition.index_container import IndexContainer
from index.models.base import Embedder
from index.models.factory import open_embedder
from index.parsing.worker_pool import ParserPool
from index.text import language

if TYPE_CHECKING:
    from bot.composition.service import service

_embedder: "service[Embedder]" = vars(IndexContainer)["embedder"]
_parser: "service[ParserPool]" = vars(IndexContainer)["parser"]
_open_own = _embedder.func
_folders: dict[str, Path] = {}


class _SharedPool(ParserPool):
    """A pool that stays when the container that uses it closes."""

    def close(self) -> None:
        """Leave the workers to the next test."""


def share_models(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let each container use the shared embedder and parsing workers, unless it has another embedder.

    Args:
        patch: Ends it.
        folder: Keeps the graphs and the classifier of languages; the same one in all processes of a run.
    """
    patch.setitem(_folders, "models", folder)
    patch.setattr(_embedder, "func", _embedder_of)
    patch.setattr(_parser, "func", _parser_of)
    with FileLock(folder / "lock"):  # before a container names its own folder for it
        language.keep_classifier_in(folder)
        language.detect_question("Which language is this?")


def link_models(data_dir: Path) -> None:
    """Let a process with this data folder find the graphs, since it would build them for a second."""
    shared_embedder()
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.joinpath("models").symlink_to(_models_folder())


def _models_folder() -> Path:
    if "models" not in _folders:  # outside of pytest
        folder = TemporaryDirectory()
        atexit.register(folder.cleanup)
        _folders["models"] = Path(folder.name)
    return _folders["models"]


@cache
def shared_embedder() -> Embedder:
    """Return the built-in embedder."""
    folder = _models_folder()
    with FileLock(folder / "lock"):  # one process builds the graphs, and the others find them
        return open_embedder("e5-small", model=None, base_url=None, api_key=None, cache=folder)


@cache
def shared_parser(timeout_s: float, memory_bytes: int) -> ParserPool:
    """Return a pool with these limits; it closes when the process ends."""
    pool = _SharedPool(timeout_s=timeout_s, memory_bytes=memory_bytes, models_dir=_models_folder())
    atexit.register(ParserPool.close, pool)
    return pool


def _parser_of(container: IndexContainer) -> ParserPool:
    return shared_parser(container.settings.parse_timeout_s, container.settings.parse_memory_bytes)


def _embedder_of(container: IndexContainer) -> Embedder:
    is_own = container.supplied is not None and container.supplied.embedder is not None
    return _open_own(container) if is_own or container.settings.embedder != "e5-small" else shared_embedder()
