"""``pincite backup`` and ``pincite restore``."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import typer

from bot.cli.maintenance.deep_doctor import check_answers, check_index
from bot.cli.maintenance.migration import take_to_server
from bot.composition.container import Container
from bot.composition.lost_catalog import CATALOG, require_catalog
from bot.composition.server_databases import copy_databases
from bot.state.upkeep.backup_archive import LOCK_WAIT_S, restored_backup, write_backup
from bot.state.upkeep.unfinished_restore import require_finished
from index.file_paths import expand_home
from index.printable import printable
from index.sources.original_files import FOLDER

_MEGABYTE = 1_000_000


def back_up(container: Container, file: Path) -> None:
    """Write a backup of the data folder and of the servers, also while a bot serves from them."""
    require_finished(container.data_dir)
    if container.settings.database_url is None:
        require_catalog(container.data_dir)
    export = container.passages.export_vectors if container.chroma_server else None
    databases = partial(_copy_databases, container) if container.settings.database_url else None
    size = write_backup(container.data_dir, expand_home(file).absolute(), export, databases)
    shown = f"{printable(str(file))} ({size / _MEGABYTE:.1f} MB)"
    typer.echo(f"Wrote {shown}. `pincite restore` restores it into an empty data folder.")


@contextmanager
def _copy_databases(container: Container, folder: Path) -> Iterator[None]:
    """Copy the databases of the server into files; no process indexes until the end of the context."""
    with container.catalog.hold_lock(LOCK_WAIT_S):
        for _ in copy_databases(container, folder, is_back=True):
            pass
        yield


def _take_to_database(container: Container) -> None:
    """Copy the restored files to the PostgreSQL server, which must be empty, and delete them.

    The catalog is deleted first, so a restore that was killed knows that the server has everything.
    """
    if (container.data_dir / CATALOG).exists():
        for _ in copy_databases(container, container.data_dir, is_back=False):
            pass
    for path in sorted(container.data_dir.glob("*.sqlite*"), key=lambda path: path.name != CATALOG):
        path.unlink()
    shutil.rmtree(container.data_dir / FOLDER, ignore_errors=True)


def restore(container: Container, file: Path) -> None:
    """Restore a backup and check it as ``pincite doctor --deep`` does; exit with 1 if something is wrong."""
    if container.chroma_server:
        container.chroma_server.check()
    container.is_restoring = True
    with restored_backup(expand_home(file).absolute(), container.data_dir) as created_at:
        if container.settings.database_url is not None:
            _take_to_database(container)
        if container.chroma_server:
            take_to_server(container)
    defects = [*check_index(container), *check_answers(container)]
    for defect in defects:
        typer.echo(f"{'repaired' if defect.is_repaired else 'problem':<8} {defect.words}", err=True)
    if not all(defect.is_repaired for defect in defects):
        raise typer.Exit(1)
    count = len(container.catalog.list_sources())
    folder = printable(str(container.data_dir))
    typer.echo(f"Restored the backup of {printable(created_at)} into {folder}: {count} sources; every check passed.")
