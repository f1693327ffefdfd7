"""Files that are replaced at once."""

import errno
import os
import stat
from pathlib import Path

import pytest

from index.atomic_write import write_atomically


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path, durable: bool) -> None:  # noqa: FBT001 - pytest passes it
    """The folder is made, the last content counts, and only the owner may read it."""
    path = tmp_path / "new" / "notes.txt"
    for content in (b"one", b""):
        write_atomically(path, content, durable=durable)
        assert content == path.read_bytes()
    assert ([path], 0o600) == (list(path.parent.iterdir()), stat.S_IMODE(path.stat().st_mode))


def test_a_failed_write_leaves_the_file_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the old content stays, and no part of the new one."""
    path = tmp_path / "notes.txt"
    write_atomically(path, b"one")

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"two", durable=True)
    assert (b"one", [path]) == (path.read_bytes(), list(tmp_path.iterdir()))
