"""The copies of the databases between SQLite files in a folder and the PostgreSQL server of the settings."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.state.engine import open_bot_database
from index.catalog.schema import open_catalog

if TYPE_CHECKING:
    from bot.composition.index_container import IndexContainer

_STORES = {"catalog.sqlite": open_catalog, "bot.sqlite": open_bot_database}


def copy_databases(container: "IndexContainer", folder: Path, *, is_back: bool) -> Iterator[tuple[str, int]]:
    """Copy the catalog and the bot's tables, and compare every row.

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
            source, target = (server, embedded) if is_back else (embedded, server)
            rows = target.copy_from(source)
            yield str(folder / name) if is_back else f"{server.name}, {name.removesuffix('.sqlite')}", rows
