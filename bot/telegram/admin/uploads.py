"""Files that admins upload: checked before they are downloaded, and saved under names that the bot chooses."""

import contextlib
import hashlib
import re
import unicodedata
from pathlib import Path, PurePath

from telegram import Document

from index.catalog.disk_space import full_disk_message, is_disk_full
from index.errors import StoreError

_SLUG_CHARS = 60
_HASH_CHARS = 8
_OUTSIDE = re.compile(r"[^\w-]+")


def file_suffix(document: Document) -> str:
    """Return the suffix of a file's name, such as ``.html``."""
    return PurePath(document.file_name or "").suffix.lower()


def upload_name(document: Document) -> str:
    """Return the name to save a file under: readable, safe in any file system, and the same for the same name.

    A newer version that is sent under the old name therefore replaces the older file.
    """
    name = document.file_name or ""
    stem = unicodedata.normalize("NFKC", PurePath(name).stem)
    slug = _OUTSIDE.sub("-", stem).strip("-").encode()[:_SLUG_CHARS].decode(errors="ignore") or "file"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    return f"{slug}-{digest}{file_suffix(document)}"


def save_upload(folder: Path, name: str, data: bytes) -> Path:
    """Write a file into the folder in one step, so that a reader gets either version whole. Blocking.

    Raises:
        StoreError: The file cannot be written; the version before stays.
    """
    path = folder / name
    new = path.with_name(path.name + ".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        new.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        if is_disk_full(error):
            raise StoreError(full_disk_message(folder)) from error
        raise StoreError(f"{folder} cannot be written ({error.strerror}); give this user the right to.") from error
    return path
