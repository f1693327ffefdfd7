"""Paths that the system refuses: none of them raises."""

import stat
import sys
from pathlib import Path

import pytest

from index.file_paths import exists, expand_home, is_file, is_folder, make_private_folder


@pytest.mark.parametrize("name", ["x" * 300, "loop", "file/below", "nul\0"])
def test_a_path_that_the_system_refuses_is_nothing(tmp_path: Path, name: str) -> None:
    """A name that is too long, a link to itself, a path through a file and a null character exist nowhere."""
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    assert [False] * 3 == [check(tmp_path / name) for check in (exists, is_file, is_folder)]


def test_the_home_folder_of_nobody_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tilde of a known user becomes the folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))  # Windows
    assert tmp_path / "data" == expand_home("~/data")
    assert Path("~nobody-has-this-name/data") == expand_home("~nobody-has-this-name/data")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    """The missing ones above it too; a folder that is there keeps its permissions."""
    shared, made = tmp_path / "shared", tmp_path / "shared" / "share" / "pincite"
    shared.mkdir()
    shared.chmod(0o755)
    make_private_folder(made)
    make_private_folder(shared)
    assert [0o755, 0o700, 0o700] == [stat.S_IMODE(path.stat().st_mode) for path in (shared, made.parent, made)]
