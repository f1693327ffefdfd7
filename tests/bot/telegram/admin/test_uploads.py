"""Files that admins upload: each fault of the disk is one sentence."""

from pathlib import Path

import pytest

from bot.telegram.admin.uploads import save_upload
from index.errors import StoreError


def test_a_newer_file_replaces_the_older_one(tmp_path: Path) -> None:
    """The file has the new content, and nothing else is in the folder."""
    save_upload(tmp_path, "a.txt", b"old")
    path = save_upload(tmp_path, "a.txt", b"new")
    assert ([path], b"new") == (list(tmp_path.iterdir()), path.read_bytes())


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """The admin learns which folder cannot be written."""
    (tmp_path / "uploads").write_text("in the way")
    with pytest.raises(StoreError, match="uploads cannot be written"):
        save_upload(tmp_path / "uploads", "a.txt", b"words")
