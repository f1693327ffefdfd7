"""Opens Chroma where the settings say: in the data folder or on a server."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.composition.settings_reader import reveal
from config.settings import Settings

if TYPE_CHECKING:
    from index.catalog.database import Database
    from index.passages.chroma import ConnectsToChroma, PassageCollection
    from index.passages.chroma_server import ChromaServer


def open_chroma_server(settings: Settings) -> "ChromaServer | None":
    """Return the Chroma server that the settings name; None if Chroma is in the data folder."""
    if settings.chroma_url is None:
        return None
    from index.passages.chroma_server import ChromaServer, ServerAddress  # noqa: PLC0415 - most indexes have no server

    token = reveal(settings.chroma_token)
    return ChromaServer(ServerAddress(settings.chroma_url, settings.chroma_tenant, settings.chroma_database, token))


def open_chroma_folder(data_dir: Path) -> "ConnectsToChroma":
    """Return Chroma in the data folder."""
    from index.passages.chroma_folder import ChromaFolder  # noqa: PLC0415 - not needed with a server

    return ChromaFolder(data_dir / "chroma")


def open_collection(connection: "ConnectsToChroma", database: "Database", fingerprint: str) -> "PassageCollection":
    """Return the collection of the catalog in ``database``."""
    from index.catalog.catalog import Catalog  # noqa: PLC0415 - a command loads only the libraries that it uses
    from index.passages.chroma import PassageCollection  # noqa: PLC0415 - as above

    return PassageCollection(connection, fingerprint, Catalog(database).get_identity())
