"""Files that admins upload: checked before they are downloaded, and saved under names that the bot chooses."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePath

from telegram import Document

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
    """Write a file into the folder in one step, so that a reader gets either version whole. Blocking."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    new.replace(path)
    return path
