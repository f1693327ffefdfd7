"""``pincite backup`` and ``pincite restore``."""

from pathlib import Path

import typer

from bot.cli.deep_doctor import check_answers, check_index
from bot.cli.migration import take_to_server
from bot.composition.container import Container
from bot.state.upkeep.backup_archive import restore_backup, write_backup
from index.errors import BackupError

_MEGABYTE = 1_000_000


def back_up(container: Container, file: Path) -> None:
    """Write a backup of the data folder, also while a bot serves from it."""
    if container.settings.database_url is not None:
        raise BackupError(
            "The texts and answers are in PostgreSQL, and a backup of the data folder would lack them; run `pg_dump` "
            "for the database of PINCITE_DATABASE_URL."
        )
    export = container.passages.export_vectors if container.chroma_server else None
    size = write_backup(container.data_dir, file.expanduser().absolute(), export)
    typer.echo(f"Wrote {file} ({size / _MEGABYTE:.1f} MB). `pincite restore` restores it into an empty data folder.")


def restore(container: Container, file: Path) -> None:
    """Restore a backup and check it as ``pincite doctor --deep`` does; exit with 1 if something is wrong."""
    if container.chroma_server:
        container.chroma_server.check()
    created_at = restore_backup(file.expanduser().absolute(), container.data_dir)
    if container.chroma_server:
        take_to_server(container)
    defects = [*check_index(container), *check_answers(container)]
    for defect in defects:
        typer.echo(f"{'repaired' if defect.is_repaired else 'problem':<8} {defect.words}", err=True)
    if not all(defect.is_repaired for defect in defects):
        raise typer.Exit(1)
    count = len(container.catalog.list_sources())
    typer.echo(f"Restored the backup of {created_at} into {container.data_dir}: {count} sources; every check passed.")
