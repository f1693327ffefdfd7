"""Files that admins upload: each fault of the disk is one sentence."""

from pathlib import Path

import pytest

from bot.indexing.upload_titles import read_title
from bot.state.engine import open_bot_database
from bot.state.upload_store import StoredUpload, UploadStore
from bot.telegram.admin.uploads import fetch_uploads, save_upload, store_uploads
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


def test_a_replica_gets_the_files_of_the_others(tmp_path: Path) -> None:
    """Content and title are those of the upload, also where the replica has an older version."""
    database = open_bot_database(tmp_path / "bot.sqlite")
    store, folder = UploadStore(database), tmp_path / "uploads"
    save_upload(folder, "a/one.txt", b"old", "Old")
    store.save("a/one.txt", StoredUpload(b"new", None))
    store.save("b/two.txt", StoredUpload(b"two", "Two"))
    fetch_uploads(store, folder)
    database.close()

    assert [b"new", b"two"] == [(folder / name).read_bytes() for name in ("a/one.txt", "b/two.txt")]
    assert [None, "Two"] == [read_title(folder / name) for name in ("a/one.txt", "b/two.txt")]


def test_the_files_of_a_folder_are_stored_for_replicas(tmp_path: Path) -> None:
    """Content and title are those of the folder, also where the store has an older version; other files are not."""
    database = open_bot_database(tmp_path / "bot.sqlite")
    store, folder = UploadStore(database), tmp_path / "uploads"
    store_uploads(store, folder)
    store.save("a/one.txt", StoredUpload(b"old", None))
    save_upload(folder, "a/one.txt", b"new", "New")
    save_upload(folder, "two.txt", b"two")
    (folder / "half.txt.new").write_bytes(b"ha")
    store_uploads(store, folder)
    found = dict(store.find_other_than(lambda _name: None))
    database.close()

    assert {"a/one.txt": StoredUpload(b"new", "New"), "two.txt": StoredUpload(b"two", None)} == found
