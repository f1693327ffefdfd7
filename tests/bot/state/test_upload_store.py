"""Uploaded files in the database of the replicas."""

from bot.state.upload_store import StoredUpload, UploadStore
from index.catalog.database import Database

ONE, TWO, THREE = StoredUpload(b"one", None), StoredUpload(b"two", "Two"), StoredUpload(b"three", None)


def test_files_that_a_folder_lacks_are_found(database: Database) -> None:
    """A missing file and one with another title are found; an equal file is not."""
    store = UploadStore(database)
    for name, upload in {"a/one.txt": ONE, "b/two.txt": TWO, "c/three.txt": THREE}.items():
        store.save(name, upload)
    there = {"a/one.txt": ONE, "b/two.txt": StoredUpload(b"two", "Another title")}

    assert {"b/two.txt": TWO, "c/three.txt": THREE} == dict(store.find_other_than(there.get))


def test_a_newer_file_replaces_the_older_one(database: Database) -> None:
    """The name stays."""
    store = UploadStore(database)
    store.save("a/one.txt", ONE)
    store.save("a/one.txt", THREE)

    assert {"a/one.txt": THREE} == dict(store.find_other_than({"a/one.txt": ONE}.get))
