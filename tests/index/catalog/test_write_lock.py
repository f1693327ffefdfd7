"""The write lock: one writer at a time, named for the others where the disk has room."""

from pathlib import Path

import pytest

from index.catalog.write_lock import WriteLock
from index.errors import LockedError


def test_a_second_writer_learns_who_holds_the_lock(tmp_path: Path) -> None:
    """The error names the process and the time since when."""
    path = tmp_path / "index.lock"
    with WriteLock(path, 0.05).hold(), pytest.raises(LockedError, match=r"job \(\d+, since \d{4}-"):
        WriteLock(path, 0.05).hold().__enter__()


def test_a_writer_that_cannot_be_named_writes_all_the_same(tmp_path: Path) -> None:
    """On a full disk the file with the holder's name cannot be written; a removal may free the space."""
    path = tmp_path / "index.lock"
    path.with_name("index.lock.holder").mkdir()  # no file can be written there
    with WriteLock(path, 0.05).hold(), pytest.raises(LockedError, match="Another process is indexing"):
        WriteLock(path, 0.05).hold().__enter__()
    with WriteLock(path, 0.05).hold():
        assert path.exists()
