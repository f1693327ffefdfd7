"""``pincite migrate``: copies stores from the data folder to the servers that the settings name, and back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import typer

from bot.composition.vector_stores import open_chroma_folder, open_collection
from index.errors import InvalidSettingError
from index.indexing.vector_transfer import VectorTransfer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.composition.container import Container

_NO_SERVER = "There is no server to copy to or from; set PINCITE_CHROMA_URL to the address of a Chroma server."


def migrate_stores(container: Container, *, is_back: bool) -> None:
    """Copy each store for which the settings name a server; raises ``InvalidSettingError`` if they name none.

    Args:
        container: The services of the settings, which name the servers.
        is_back: Whether to copy from the servers into the data folder.
    """
    parts: list[Callable[[], None]] = []
    if container.chroma_server is not None:
        parts.append(lambda: _migrate_vectors(container, is_back=is_back))
    if not parts:
        raise InvalidSettingError(_NO_SERVER)
    for migrate in parts:
        migrate()


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
