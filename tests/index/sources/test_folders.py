"""Folders: what cannot be read in one costs itself alone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.errors import TooLargeError, UnreachableError
from index.sources import folders
from index.sources.folders import list_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, and one with another file in it."""
    (tmp_path / "notes" / "closed").mkdir(parents=True)
    for name in ("a.txt", "closed/b.txt"):
        (tmp_path / "notes" / name).write_text("Words.")
    return tmp_path / "notes"


def close(patch: pytest.MonkeyPatch, closed: Path) -> None:
    """Let the system refuse to list a folder; a test may run as a user that is never refused."""
    scan = os.scandir

    def scandir(path: Any) -> Iterator[os.DirEntry[str]]:  # noqa: ANN401 - any path
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    patch.setattr(os, "scandir", scandir)


def test_unreadable_folder_fails_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be listed is told with its reason, and the other files are entries."""
    close(monkeypatch, folder / "closed")
    listing = list_folder(folder)
    assert [str(folder / "a.txt")] == [link.target for link in listing.links]
    [entry] = listing.unread
    assert str(folder / "closed") == entry.location
    assert f"{folder}/closed could not be read (Permission denied); check the folder's permissions." == entry.reason


def test_folder_that_may_not_be_listed_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The named folder itself is an error in words."""
    close(monkeypatch, folder)
    with pytest.raises(UnreachableError, match="could not be read"):
        list_folder(folder)


def test_folder_with_too_many_files_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder such as ``/`` does not fill the memory."""
    monkeypatch.setattr(folders, "_MAX_FILES", 1)
    with pytest.raises(TooLargeError, match="has more than 1 files"):
        list_folder(folder)


def test_loop_of_links_is_left_out(folder: Path) -> None:
    """Symbolic links that lead to themselves are no files."""
    (folder / "c.txt").symlink_to(folder / "c.txt")
    (folder / "round").symlink_to(folder)
    assert [f"{folder}/a.txt", f"{folder}/closed/b.txt"] == [link.target for link in list_folder(folder).links]
