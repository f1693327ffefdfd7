"""Backups of the data folder: one archive, written while a bot serves, and restored into an empty folder."""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO

from bot.state.upkeep.unfinished_restore import MANIFEST, SCRATCH, has_begun_to_move
from index.atomic_write import UNFINISHED, write_atomically
from index.catalog.write_lock import WriteLock
from index.errors import BackupError
from index.file_paths import exists, is_file, make_private_folder

_DATABASES = ("catalog.sqlite", "bot.sqlite", "chroma/chroma.sqlite3")
_FOLDERS = ("chroma", "vectors", "uploads", "originals")
_SHARED = ("uploads", "originals")
"""The folders whose files a server has in its tables."""
_SIDE_FILES = (".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal", UNFINISHED)
_KEPT = {"models", "index.lock", "index.lock.holder", "serve.lock", "heartbeat", "lost+found", SCRATCH}
"""What may be in a folder into which a backup is restored; ``lost+found`` is in the root of a volume."""
_COPY = "copy.sqlite3"
_MANIFEST_BYTES = 100_000_000
_FORMAT = 1
LOCK_WAIT_S = 60.0
"""A backup waits so long for a job that is indexing."""
_RESTORE_WAIT_S = 5.0

_CHUNK = 1_048_576


def write_backup(
    data_dir: Path,
    file: Path,
    export: Callable[[], AbstractContextManager[None]] | None = None,
    copy_databases: Callable[[Path], AbstractContextManager[None]] | None = None,
) -> int:
    """Write texts, vectors, answers, users, uploads and kept PDF files into one archive.

    Questions are answered meanwhile; indexing waits, so that the stores agree.

    Args:
        data_dir: The data folder.
        file: The new archive; it is compressed if its name ends with ``gz``.
        export: Opens a context in which ``vectors`` contains what a Chroma server has; None if Chroma is in the folder.
        copy_databases: Opens a context in which a folder has the databases of a server as SQLite files, with uploads
            and PDF files; None if they are files in the data folder.

    Returns:
        The size of the archive in bytes.

    Raises:
        BackupError: There is nothing to back up, or the file exists or cannot be written.
        LockedError: A job is indexing for longer than a minute.
    """
    if copy_databases is None and not (data_dir / "catalog.sqlite").exists():
        raise BackupError(f"{data_dir} has nothing to back up; set PINCITE_DATA_DIR to the folder of the bot.")
    if any(file.is_relative_to(data_dir / folder) for folder in _FOLDERS):
        raise BackupError(f"{file} would be a part of the next backup; name a file outside of {data_dir}.")
    if file.is_symlink() or exists(file):
        raise BackupError(f"{file} exists already; name a new file.")
    scratch = file.with_name(f".{file.name}{UNFINISHED}")
    part = scratch / "archive"
    try:
        with (
            WriteLock(data_dir / "index.lock", LOCK_WAIT_S).hold(),
            _scratch_folder(scratch),
            export() if export else nullcontext(),
            copy_databases(scratch) if copy_databases else nullcontext(),
        ):
            files = _Files(data_dir, scratch if copy_databases else data_dir, "" if export is None else "chroma/")
            _write_archive(files, part, is_packed=file.suffix.endswith("gz"))
            part.replace(file)
    except (OSError, sqlite3.Error) as error:
        unread = error.filename if isinstance(error, OSError) else None
        if unread and Path(unread).is_relative_to(data_dir) and not Path(unread).is_relative_to(scratch):
            raise BackupError(
                f"{unread} cannot be read ({_reason(error)}); give this user the right to, then try again."
            ) from error
        raise BackupError(
            f"{file} cannot be written ({_reason(error)}); check the folder and its free space."
        ) from error
    return file.stat().st_size


@contextmanager
def _scratch_folder(path: Path) -> Iterator[None]:
    """Make an empty folder that only its owner can read, and delete it at the end. A kill may have left one."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def restored_backup(file: Path, data_dir: Path) -> Iterator[str]:
    """Restore a backup into a new or empty data folder; other commands refuse the folder until the end of the context.

    Every file is checked against its digest before the first one is moved into the folder. A restore that was killed is
    begun again, or finished if it had begun to move files; one that fails in the context too.

    Yields:
        The time of the backup.

    Raises:
        BackupError: The archive is damaged or no backup, the folder has data, or another backup is half restored there.
        LockedError: Another process restores into the folder.
    """
    scratch = data_dir / SCRATCH
    _check_target(file, data_dir)
    try:
        make_private_folder(data_dir)
        with WriteLock(data_dir / "index.lock", _RESTORE_WAIT_S).hold():
            manifest = _finish(file, scratch) if has_begun_to_move(data_dir) else _begin(file, scratch)
            for entry in sorted(scratch.iterdir()):
                if entry.name != MANIFEST:
                    _move(entry, data_dir)
    except (OSError, EOFError, ValueError, KeyError, TypeError, tarfile.TarError) as error:
        raise BackupError(
            f"{file} cannot be restored ({_reason(error)}); check that it is a whole backup of `pincite backup`, and "
            "the free space."
        ) from error
    yield str(manifest["created_at"])
    (scratch / MANIFEST).unlink()
    scratch.rmdir()


def _move(entry: Path, data_dir: Path) -> None:
    if (data_dir / entry.name).exists():
        raise BackupError(
            f"Another process has written {entry.name} in {data_dir} meanwhile; move it away, then restore again."
        )
    entry.rename(data_dir / entry.name)


def _check_target(file: Path, data_dir: Path) -> None:
    if exists(file) and not is_file(file):
        raise BackupError(f"{file} is no file; name a file of `pincite backup`.")
    if has_begun_to_move(data_dir):
        return
    present = {entry for entry in data_dir.iterdir() if entry.name not in _KEPT} if data_dir.is_dir() else set()
    if present - {file}:  # the backup itself may be in the folder
        raise BackupError(f"{data_dir} has data already; move it away, or set PINCITE_DATA_DIR to a new folder.")


def _begin(file: Path, scratch: Path) -> dict[str, object]:
    """Extract the archive into the scratch folder, and its manifest last; nothing is left there if that fails."""
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        scratch.mkdir(mode=0o700)
        manifest = _extract(file, scratch)
        write_atomically(scratch / MANIFEST, json.dumps(manifest).encode())
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return manifest


def _finish(file: Path, scratch: Path) -> dict[str, object]:
    """Return the manifest of the restore that did not end; raises ``BackupError`` if it is that of another backup."""
    manifest = dict(json.loads((scratch / MANIFEST).read_bytes()))
    with tarfile.open(file) as archive:
        given = archive.extractfile(MANIFEST)
        if given is None or json.loads(given.read(_MANIFEST_BYTES)) != manifest:
            raise BackupError(
                f"{scratch.parent} has a part of the backup of {manifest['created_at']}; restore that one again, or "
                "set PINCITE_DATA_DIR to a new folder."
            )
    return manifest


@dataclass(frozen=True, slots=True)
class _Files:
    """What to back up: folders of ``data_dir`` without ``skipped``; databases and the shared folders in ``stores``."""

    data_dir: Path
    stores: Path
    skipped: str

    def locate(self, name: str) -> Path:
        return (self.stores if "/" not in name else self.data_dir) / name

    def list_folder(self, folder: str) -> Iterator[tuple[str, Path]]:
        base = self.stores if folder in _SHARED else self.data_dir
        return ((path.relative_to(base).as_posix(), path) for path in sorted((base / folder).rglob("*")))


def _write_archive(files: _Files, part: Path, *, is_packed: bool) -> None:
    digests: dict[str, str] = {}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it has what users wrote
    with os.fdopen(descriptor, "wb") as output:
        with tarfile.open(fileobj=output, mode="w:gz" if is_packed else "w") as archive:
            for name, path in _find_files(files, part.parent):
                with path.open("rb") as file:
                    hashed = _HashedFile(file)
                    archive.addfile(_without_owner(archive.gettarinfo(arcname=name, fileobj=file)), hashed)
                digests[name] = hashed.digest
            manifest = {
                "format": _FORMAT,
                "pincite": version("pincite"),
                "created_at": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
                "files": digests,
            }
            path = part.with_name(MANIFEST)
            path.write_text(json.dumps(manifest), encoding="utf-8")
            archive.add(path, MANIFEST, filter=_without_owner)
        output.flush()
        os.fsync(output.fileno())


def _find_files(files: _Files, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files to back up, by name; a database is copied by SQLite, which also reads its write-ahead log."""
    for name in _DATABASES:
        if files.locate(name).exists() and not _is_skipped(name, files.skipped):
            copy = scratch / _COPY
            copy.unlink(missing_ok=True)
            with (
                closing(sqlite3.connect(f"{files.locate(name).as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
            yield name, copy
    for folder in _FOLDERS:
        for name, path in files.list_folder(folder):
            if _is_skipped(name, files.skipped):
                continue
            if path.is_file() and not path.is_symlink() and name not in _DATABASES and not name.endswith(_SIDE_FILES):
                yield name, path


def _is_skipped(name: str, skipped: str) -> bool:
    return bool(skipped) and name.startswith(skipped)


def _extract(file: Path, scratch: Path) -> dict[str, object]:
    """Extract the archive into ``scratch``; returns its manifest."""
    digests: dict[str, str] = {}
    with tarfile.open(file) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or not _is_expected(member.name):
                raise ValueError(f"it contains {member.name[:100]!r}")
            if member.name == MANIFEST:
                manifest = json.loads(content.read(_MANIFEST_BYTES))
                break
            path = scratch / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as output:
                hashed = _HashedFile(content)
                shutil.copyfileobj(hashed, output, _CHUNK)
            digests[member.name] = hashed.digest
        else:
            raise ValueError("its end is missing")
    if manifest["format"] != _FORMAT:
        raise ValueError("another version of Pincite wrote it")
    if manifest["files"] != digests:
        raise ValueError("a file in it is damaged")
    return dict(manifest)


def _is_expected(name: str) -> bool:
    """Return whether a backup may contain a file of that name; no name leads out of the folder."""
    parts = PurePosixPath(name).parts
    if name in {*_DATABASES, MANIFEST}:
        return True
    return len(parts) > 1 and parts[0] in _FOLDERS and ".." not in parts and "\\" not in name and "\0" not in name


class _HashedFile:
    """Hashes a file while it is read, so that the digest is that of the copied bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._hash.update(chunk)
        return chunk

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _reason(error: BaseException) -> str:
    if type(error) is tarfile.ReadError:  # its words are Python's, one line for each compression
        return "it is no archive, or a part of one"
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
