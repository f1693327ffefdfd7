"""Files that admins upload: checked before they are downloaded, and saved under safe names."""

import hashlib
import re
import unicodedata
from functools import partial
from pathlib import Path, PurePath

from telegram import Document

from bot.indexing.upload_titles import is_upload, read_title, save_title
from bot.state.upload_store import StoredUpload, UploadStore
from index.atomic_write import write_atomically
from index.catalog.disk_space import full_disk_message, is_disk_full
from index.errors import StoreError

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
        if is_disk_full(error):
            raise StoreError(full_disk_message(folder)) from error
        raise StoreError(f"{folder} cannot be written ({error.strerror}); give this user the right to.") from error
    return path


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
