"""A data folder whose catalog is gone: Pincite begins no new one in silence, and deletes nothing of the old one."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.state import heartbeat
from index.catalog.write_lock import WriteLock
from index.errors import LostCatalogError, StoreError

if TYPE_CHECKING:
    from index.catalog.database import Database

CATALOG = "catalog.sqlite"

_INDEX = ("chroma", "vectors", "originals")
"""What belongs to one catalog, and is of no use with another one."""
_BEGIN_AGAIN = (
    "To begin with an empty catalog, run `pincite index --new-catalog`, which moves the rest of the old one aside."
)
_LOCK_WAIT_S = 5.0
_BACKUPS = ("*.tar", "*.tar.gz", "*.tgz")


def require_catalog(data_dir: Path) -> None:
    """Raise ``LostCatalogError`` if the catalog's file is gone, but other data of it are in the folder."""
    if _has_tables(data_dir / CATALOG):
        return
    remains = [*_find_data(data_dir), *_find_traces(data_dir)]
    if remains:
        raise _lost_file(data_dir, remains)


def require_used(data_dir: Path, database: "Database") -> None:
    """Raise ``LostCatalogError`` if the catalog never had a source, but the folder has data of a catalog."""
    from index.catalog.catalog import Catalog  # noqa: PLC0415 - a command loads only the libraries that it uses

    if not Catalog(database).is_unused():
        return
    if database.is_server and _has_tables(data_dir / CATALOG):
        raise LostCatalogError(
            f"{database.name} has no catalog yet, but {data_dir} has one; run `pincite migrate` to copy it, or set "
            "PINCITE_DATA_DIR to a new folder."
        )
    remains = list(_find_data(data_dir))
    if remains and database.is_server:
        raise LostCatalogError(
            f"{database.name} has no catalog, but {_name(remains)} in {data_dir} data of one; restore the database, or "
            f"check PINCITE_DATABASE_URL. {_BEGIN_AGAIN}"
        )
    if remains:
        raise _lost_file(data_dir, remains)


def _lost_file(data_dir: Path, remains: list[str]) -> LostCatalogError:
    return LostCatalogError(
        f"{data_dir / CATALOG} is missing or empty, but {_name(remains)} data of it; put the file back, or restore a "
        f"backup into a new folder with `pincite restore`. {_BEGIN_AGAIN}"
    )


def find_lost_users(data_dir: Path) -> str | None:
    """Return a sentence if the bot's database is gone, although a bot has served from the folder; else None."""
    path = data_dir / "bot.sqlite"
    if _has_tables(path) or not (data_dir / heartbeat.NAME).exists():
        return None
    return (
        f"{path} is missing or empty, although a bot has served from that folder: its users, admins and answers are "
        "gone; restore a backup into a new folder with `pincite restore`, or claim the bot again."
    )


def set_aside(data_dir: Path) -> Path | None:
    """Move what a lost catalog left into a folder of its own; return that folder, or None if nothing was left.

    The bot's database stays: it has users and answers.
    """
    left = [data_dir / name for name in _INDEX] + sorted(data_dir.glob(f"{CATALOG}*"))
    left = [path for path in left if path.exists() or path.is_symlink()]
    if not left:
        return None
    folder = data_dir / f"lost-catalog-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"
    try:
        with WriteLock(data_dir / "index.lock", _LOCK_WAIT_S).hold():
            folder.mkdir()
            for path in left:
                path.rename(folder / path.name)
    except OSError as error:
        raise StoreError(
            f"The rest of the old catalog cannot be moved to {folder} ({error.strerror}); check the folder's "
            "permissions."
        ) from error
    return folder


def _name(remains: list[str]) -> str:
    return f"{' and '.join(remains)} {'have' if len(remains) > 1 else 'has'}"


def _find_data(data_dir: Path) -> Iterator[str]:
    """Yield the names of what belongs to the sources of a catalog."""
    if _has_rows(data_dir / "chroma" / "chroma.sqlite3", "embeddings"):
        yield "chroma"
    if any(data_dir.glob("vectors/*/ids.npy")):
        yield "vectors"


def _find_traces(data_dir: Path) -> Iterator[str]:
    """Yield the names of what may be beside an unused catalog too, but not in a new folder."""
    if _has_rows(data_dir / "bot.sqlite", "citation"):
        yield "bot.sqlite"
    if any(data_dir.glob("originals/*.pdf")):
        yield "originals"
    log = data_dir / f"{CATALOG}-wal"
    if log.is_file() and log.stat().st_size:
        yield log.name
    yield from sorted(path.name for pattern in _BACKUPS for path in data_dir.glob(pattern))


def _has_tables(path: Path) -> bool:
    return _has_rows(path, "sqlite_master")


def _has_rows(path: Path, table: str) -> bool:
    """Return whether a table of a SQLite file has rows; True for a file that cannot be read, which others explain."""
    try:
        if not path.stat().st_size:
            return False
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608 - a name of ours
    except FileNotFoundError:
        return False
    except sqlite3.OperationalError as error:
        return "no such table" not in str(error)
    except (OSError, sqlite3.Error):
        return True
