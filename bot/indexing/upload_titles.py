"""Titles that admins give to uploaded files, each in a small file beside its upload."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.atomic_write import UNFINISHED, write_atomically
from index.types import Document, Parsed, Raw

UPLOADS = "uploads"
"""The folder of uploaded files in the data folder."""
_SUFFIX = ".title"


def save_title(upload: Path, title: str | None) -> None:
    """Store the title of an uploaded file; None leaves the one that the file states. Blocking; raises ``OSError``."""
    path = _path_of(upload)
    if title is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, title.encode())


def read_title(upload: Path) -> str | None:
    """Return the title of an uploaded file; None for the one that the file states. Blocking; raises ``OSError``."""
    path = _path_of(upload)
    return path.read_text(encoding="utf-8") if path.exists() else None


def is_upload(path: Path) -> bool:
    """Return whether a path in the folder is an uploaded file: no folder, title or half-written file. Blocking."""
    return path.suffix not in {_SUFFIX, UNFINISHED} and path.is_file() and not path.is_symlink()


def with_upload_titles(parse: Callable[[Raw], Parsed], data_dir: Path) -> Callable[[Raw], Parsed]:
    """Return a parser that gives uploaded files the titles of their admins."""
    folder = (data_dir / UPLOADS).resolve()

    def parse_upload(raw: Raw) -> Parsed:
        parsed = parse(raw)
        if not isinstance(parsed, Document) or not raw.location.startswith(f"{folder}/"):
            return parsed
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return replace(parsed, title=_path_of(Path(raw.location)).read_text(encoding="utf-8"))
        return parsed

    return parse_upload


def _path_of(upload: Path) -> Path:
    return upload.with_name(upload.name + _SUFFIX)
