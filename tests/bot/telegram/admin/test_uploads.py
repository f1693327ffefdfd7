"""Files that admins upload: each fault of the disk is one sentence, and a staged file waits for its job."""

import os
from pathlib import Path

import pytest

from bot.indexing.upload_titles import read_title
from bot.state.engine import open_bot_database
from bot.state.job_queue import JobQueue
from bot.state.upload_store import StoredUpload, UploadStore
from bot.telegram.admin.uploads import (
    assign_upload,
    fetch_uploads,
    place_upload,
    save_upload,
    stage_upload,
    store_uploads,
)
from bot.telegram.operations.staged_uploads import prune_uploads
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


def test_another_replica_places_a_staged_file(tmp_path: Path) -> None:
    """The replica that runs the job gets the file with its title; the store has it under its final name alone."""
    database = open_bot_database(tmp_path / "bot.sqlite")
    store, jobs = UploadStore(database), JobQueue(database)
    received, other = tmp_path / "received", (tmp_path / "other").resolve()
    id_ = propose(jobs, str(other / "a/one.txt"))
    assign_upload(received, stage_upload(received, "a/one.txt", b"new", "New"), id_, store)
    job = jobs.get(id_)
    assert job is not None
    for _ in range(2):  # the job is started again after a kill
        place_upload(other, job, store)
    found = dict(store.find_other_than(lambda _name: None))
    database.close()

    assert (b"new", "New") == ((other / "a/one.txt").read_bytes(), read_title(other / "a/one.txt"))
    assert {"a/one.txt": StoredUpload(b"new", "New")} == found


def test_staged_files_that_no_job_needs_are_deleted(tmp_path: Path) -> None:
    """The files of cancelled jobs and old files without a job go, here and in the store; those of other jobs stay."""
    database = open_bot_database(tmp_path / "bot.sqlite")
    store, jobs, folder = UploadStore(database), JobQueue(database), tmp_path / "uploads"
    waiting, cancelled = (propose(jobs, name) for name in ("/one.txt", "/two.txt"))
    for id_ in (waiting, cancelled):
        assign_upload(folder, stage_upload(folder, "a/one.txt", b"%d" % id_, None), id_, store)
    jobs.cancel(cancelled)
    new, old = (stage_upload(folder, "a/one.txt", data, None) for data in (b"new", b"old"))
    os.utime(old.parent.parent, (0, 0))
    prune_uploads(folder, jobs.get, store)
    names = store.list_names("staged/")
    database.close()

    assert [f"staged/{waiting}/a/one.txt"] == names
    kept = {path for path in folder.rglob("*") if path.is_file()}
    assert {folder / "staged" / str(waiting) / "a/one.txt", new} == kept


def propose(jobs: JobQueue, location: str) -> int:
    """Propose a job."""
    return jobs.propose(location, "One", pages=1, user_id=1, chat_id=1, language="en")
