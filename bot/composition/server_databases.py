"""The copies of databases, uploads and PDF files between a data folder and the PostgreSQL server of the settings."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.indexing.upload_titles import UPLOADS
from bot.state.engine import open_bot_database
from bot.state.upload_store import UploadStore
from bot.telegram.admin.uploads import fetch_uploads, store_uploads
from index.catalog.schema import open_catalog
from index.sources.original_files import copy_originals

if TYPE_CHECKING:
    from bot.composition.index_container import IndexContainer

_STORES = {"catalog.sqlite": open_catalog, "bot.sqlite": open_bot_database}


def copy_databases(container: "IndexContainer", folder: Path, *, is_back: bool) -> Iterator[tuple[str, int]]:
    """Copy the catalog and the bot's tables, and compare every row; then the PDF files of the sources.

    A server has the uploaded files in a table. They are taken into it first, or out of it last.

    Args:
        container: Its settings name the server.
        folder: The folder of the files; missing files are created.
        is_back: Whether to copy from the server into the files.

    Yields:
        The file or database that a store was copied to, and the number of rows; 0 if it had them already.

    Raises:
        StoreError: The store to copy to has other rows, or a store cannot be used.
    """
    for name, open_database in _STORES.items():
        with (
            closing(open_database(folder / name)) as embedded,
            closing(open_database(container.locate_store(name))) as server,
        ):
            if open_database is open_bot_database and not is_back:
                store_uploads(UploadStore(embedded), folder / UPLOADS)
            source, target = (server, embedded) if is_back else (embedded, server)
            rows = target.copy_from(source)
            if open_database is open_bot_database and is_back:
                fetch_uploads(UploadStore(embedded), folder / UPLOADS)
            yield str(folder / name) if is_back else f"{server.name}, {name.removesuffix('.sqlite')}", rows
    files, shared = container.open_originals_folder(folder), container.original_files
    copy_originals(shared, files) if is_back else copy_originals(files, shared)
