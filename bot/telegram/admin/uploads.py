"""Files that admins send: refused by size and kind before a byte of them is fetched, kept under names of our own."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePath

from telegram import Document

_SLUG_CHARS = 60
_HASH_CHARS = 8
_OUTSIDE = re.compile(r"[^\w-]+")


def file_suffix(document: Document) -> str:
    """The kind of a file by its name: ``.html``."""
    return PurePath(document.file_name or "").suffix.lower()


def upload_name(document: Document) -> str:
    """What a file is kept as: readable, safe in any file system, and the same for the same name.

    So a newer version of a file that is sent under its old name takes the older one's place.
    """
    name = document.file_name or ""
    stem = unicodedata.normalize("NFKC", PurePath(name).stem)
    slug = _OUTSIDE.sub("-", stem).strip("-").encode()[:_SLUG_CHARS].decode(errors="ignore") or "file"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    return f"{slug}-{digest}{file_suffix(document)}"


def save_upload(folder: Path, name: str, data: bytes) -> Path:
    """Write a file into the folder; whoever reads it meanwhile has either version whole. Blocking."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    new.replace(path)
    return path
