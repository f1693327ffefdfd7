"""``pincite migrate``: copies stores from the data folder to the servers that the settings name, and back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import typer

from bot.composition.server_databases import copy_databases
from bot.composition.vector_stores import open_chroma_folder, open_collection
from index.catalog.write_lock import WriteLock
from index.errors import InvalidSettingError, StoreError
from index.indexing.transfer.vector_transfer import VectorTransfer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.composition.container import Container

_NO_SERVER = (
    "There is no server to copy to or from; set PINCITE_CHROMA_URL to the address of a Chroma server, or "
    "PINCITE_DATABASE_URL to that of a PostgreSQL database."
)
_LOCK_WAIT_S = 5.0


def migrate_stores(container: Container, *, is_back: bool) -> None:
    """Copy each store for which the settings name a server; raises ``InvalidSettingError`` if they name none.

    Args:
        container: The services of the settings, which name the servers.
        is_back: Whether to copy from the servers into the data folder.
    """
    parts: list[Callable[[], None]] = []
    if container.settings.database_url is not None:
        parts.append(lambda: _migrate_databases(container, is_back=is_back))
    if container.chroma_server is not None:
        parts.append(lambda: _migrate_vectors(container, is_back=is_back))
    if not parts:
        raise InvalidSettingError(_NO_SERVER)
    for migrate in reversed(parts) if is_back else parts:  # the vectors are those of the catalog in the database
        migrate()


def _migrate_databases(container: Container, *, is_back: bool) -> None:
    """Copy the catalog and the bot's tables; the vectors keep their collection, which has the catalog's id."""
    data_dir = container.data_dir
    if not is_back and not (data_dir / "catalog.sqlite").exists():
        raise StoreError(f"{data_dir} has no catalog to copy; set PINCITE_DATA_DIR to the folder of the bot.")
    with WriteLock(data_dir / "index.lock", _LOCK_WAIT_S).hold():
        for place, rows in copy_databases(container, data_dir, is_back=is_back):
            typer.echo(f"{place}: {rows} rows were copied and compared.")
    if is_back:
        typer.echo("Unset PINCITE_DATABASE_URL before the next start; then the tables in PostgreSQL can be deleted.")
    else:
        typer.echo(
            "Start the bot with PINCITE_DATABASE_URL; then catalog.sqlite, bot.sqlite and originals/ can be deleted."
        )


def _migrate_vectors(container: Container, *, is_back: bool) -> None:
    folder = open_chroma_folder(container.data_dir)
    embedded = open_collection(folder, container.catalog_database, container.fingerprint)
    server = container.vectors
    source, target = (server, embedded) if is_back else (embedded, server)
    container.catalog.require_fingerprint(container.fingerprint)
    try:
        done = _transfer(container).run(source, target)
    finally:
        embedded.close()
    shown = container.chroma_server.shown if container.chroma_server else ""
    place = f"{container.data_dir / 'chroma'}" if is_back else f"Chroma at {shown}"
    typer.echo(f"{place} has the vectors of {done.passages} passages; {done.written} were written, none was embedded.")
    if is_back:
        typer.echo(f"Unset PINCITE_CHROMA_URL before the next start; then the collection {server.name} can be deleted.")
    else:
        typer.echo(f"Start the bot with PINCITE_CHROMA_URL; then {container.data_dir / 'chroma'} can be deleted.")


def take_to_server(container: Container) -> None:
    """Take the vectors of a restored data folder to the Chroma server, into a collection of the copy's own.

    So the bot that made the backup keeps its vectors, if it still runs.
    """
    catalog, chroma = container.catalog, container.data_dir / "chroma"
    embedded = open_collection(
        open_chroma_folder(container.data_dir), container.catalog_database, container.fingerprint
    )
    catalog.renew_identity()
    if not chroma.exists():  # the backup has the vectors as files
        return
    try:
        _transfer(container).run(embedded, container.vectors)
    finally:
        embedded.close()
    shutil.rmtree(chroma, ignore_errors=True)


def _transfer(container: Container) -> VectorTransfer:
    return VectorTransfer(container.catalog, container.passages, container.data_dir / "index.lock")
