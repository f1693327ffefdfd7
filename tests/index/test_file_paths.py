"""Paths that the system refuses: none of them raises."""

from pathlib import Path

import pytest

from index.file_paths import exists, expand_home, is_file, is_folder


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
