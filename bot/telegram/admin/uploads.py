"""Files that admins upload: checked before they are downloaded, staged until their job starts, with safe names."""

import hashlib
import re
import secrets
import shutil
import unicodedata
from functools import partial
from pathlib import Path, PurePath

from telegram import Document

from bot.indexing.upload_titles import is_upload, read_title, save_title
from bot.state.job_queue import IndexJob
from bot.state.upload_store import StoredUpload, UploadStore
from bot.telegram.operations.staged_uploads import STAGED, delete_stage
from index.atomic_write import write_atomically
from index.catalog.disk_space import full_disk_message, is_disk_full
from index.errors import StoreError
from index.fetching.fetcher import locate

_SLUG_CHARS = 60
_HASH_CHARS = 8
_NAME_BYTES = 150
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_OUTSIDE = re.compile(r"[^\w-]+")


def file_suffix(document: Document) -> str:
    """Return the suffix of a file's name, such as ``.html``."""
    return PurePath(document.file_name or "").suffix.lower()


def upload_name(folder: Path, document: Document) -> str:
    """Return where in the folder to save a file: under its own name, in a folder that follows from that name.

    A newer version that is sent under the old name therefore replaces the older file, and the source keeps the name
    that the admin gave it. A file of an earlier release keeps its place. Blocking.
    """
    name = document.file_name or ""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    stem = unicodedata.normalize("NFKC", PurePath(name).stem)
    slug = _OUTSIDE.sub("-", stem).strip("-").encode()[:_SLUG_CHARS].decode(errors="ignore") or "file"
    earlier = f"{slug}-{digest}{file_suffix(document)}"
    return earlier if (folder / earlier).exists() else f"{digest}/{_safe_name(name)}"


def _safe_name(name: str) -> str:
    """Return a file's name as it was sent, without what a file system does not take."""
    last = PurePath(name.replace("\\", "/")).name
    suffix = PurePath(last).suffix.lower()
    stem = _UNSAFE.sub("_", unicodedata.normalize("NFC", last[: len(last) - len(suffix)])).strip(" .")
    return f"{stem.encode('utf-8', 'replace')[:_NAME_BYTES].decode(errors='ignore') or 'file'}{suffix}"


def save_upload(folder: Path, name: str, data: bytes, title: str | None = None) -> Path:
    """Write a file into the folder in one step, so that a reader gets either version whole. Blocking.

    Args:
        folder: The folder of uploads.
        name: From ``upload_name``.
        data: The content.
        title: The title that the admin gives the file; None for the one that the file states.

    Raises:
        StoreError: The file cannot be written; the version before stays. Or the title cannot.
    """
    path = folder / name
    try:
        write_atomically(path, data)
        save_title(path, title)
    except OSError as error:
        raise _explain(error, folder) from error
    return path


def _explain(error: OSError, folder: Path) -> StoreError:
    if is_disk_full(error):
        return StoreError(full_disk_message(folder))
    return StoreError(f"{folder} cannot be written ({error.strerror}); give this user the right to.")


def stage_upload(folder: Path, name: str, data: bytes, title: str | None) -> Path:
    """Write a file where it replaces no other one, until ``assign_upload`` gives it to a job. Blocking.

    The arguments and the errors are those of ``save_upload``.
    """
    return save_upload(folder, f"{STAGED}/new-{secrets.token_hex(8)}/{name}", data, title)


def find_destination(folder: Path, staged: Path) -> Path:
    """Return where in the folder of uploads a staged file goes when its job starts."""
    return folder.joinpath(*staged.relative_to(folder / STAGED).parts[1:])


def discard_upload(folder: Path, staged: Path) -> None:
    """Delete a staged file that no job will index. Blocking."""
    shutil.rmtree(_find_stage(folder, staged), ignore_errors=True)


def assign_upload(folder: Path, staged: Path, job_id: int, store: UploadStore | None) -> None:
    """Keep a staged file for a proposed job. Blocking; raises ``StoreError``.

    Args:
        folder: The folder of uploads.
        staged: From ``stage_upload``.
        job_id: The job.
        store: Gives the file to the other replicas; None without replicas.
    """
    before, stage = _find_stage(folder, staged), folder / STAGED / str(job_id)
    try:
        shutil.rmtree(stage, ignore_errors=True)  # of a job of an earlier database
        before.replace(stage)
    except OSError as error:
        raise _explain(error, folder) from error
    name = (stage / staged.relative_to(before)).relative_to(folder).as_posix()
    upload = None if store is None else _read_upload(folder, name)
    if store is not None and upload is not None:
        store.save(name, upload)


def _find_stage(folder: Path, staged: Path) -> Path:
    return folder / STAGED / staged.relative_to(folder / STAGED).parts[0]


def place_upload(folder: Path, job: IndexJob, store: UploadStore | None) -> None:
    """Move the staged file of a job, if it has one, to where the job indexes it. Blocking; raises ``StoreError``.

    A job that is started again finds its file in its place.
    """
    if store is not None:
        fetch_uploads(store, folder)
    stage = folder / STAGED / str(job.id)
    for staged in [path for path in stage.rglob("*") if is_upload(path)]:
        path = find_destination(folder, staged)
        if locate(str(path)) != job.location:  # of a job of an earlier database
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_title(path, read_title(staged))
            staged.replace(path)
        except OSError as error:
            raise _explain(error, folder) from error
        name = path.relative_to(folder).as_posix()
        upload = None if store is None else _read_upload(folder, name)
        if store is not None and upload is not None:
            store.save(name, upload)
    delete_stage(folder, str(job.id), store)


def fetch_uploads(store: UploadStore, folder: Path) -> None:
    """Write the files that other replicas received into the folder. Blocking; raises ``StoreError``."""
    for name, upload in store.find_other_than(partial(_read_upload, folder)):
        save_upload(folder, name, upload.data, upload.title)


def store_uploads(store: UploadStore, folder: Path) -> None:
    """Store the files of the folder for other replicas. Blocking; raises ``StoreError``."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if is_upload(path))
    store.save_others(names, partial(_read_upload, folder))


def _read_upload(folder: Path, name: str) -> StoredUpload | None:
    """Return an uploaded file; None if it cannot be read."""
    path = folder / name
    try:
        return StoredUpload(path.read_bytes(), read_title(path))
    except (OSError, UnicodeDecodeError):
        return None
