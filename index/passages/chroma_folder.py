"""Chroma inside this process, over a folder."""

import os
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from index.catalog.disk_space import full_disk_message, has_no_space, is_disk_full
from index.errors import StoreError, first_line

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Sequence

    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection


_FORBIDDEN = ("readonly", "ermission", "os error 13")


class ChromaFolder:
    """Opens the collections of a folder.

    The folder opens on first use, because importing chromadb takes more than a second. Chroma does not notice the
    writes of another process until the folder is opened again.
    """

    is_shared = False
    written_at_once = 64
    """Chroma holds the GIL during a write, so the event loop waits, about a tenth of a second."""

    read_at_once = 1_000
    """Chroma holds the GIL during a read too."""

    listed_at_once = None

    def __init__(self, folder: Path) -> None:
        """Use ``folder``; the first use creates it."""
        self._folder = folder
        self.lock: contextlib.AbstractContextManager[object] = threading.RLock()

    @cached_property
    def _client(self) -> "Client":
        import chromadb  # noqa: PLC0415 - more than a second to import
        from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415 - as above
        from chromadb.config import Settings  # noqa: PLC0415 - as above

        try:
            client = chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
            return cast("Client", client)  # declared as its interface, which lacks close()
        except BaseException as error:  # Chroma's Rust core panics on a damaged folder, which is no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            # Chroma keeps a client that failed to open, even if its folder is replaced later.
            SharedSystemClient.clear_system_cache()
            raise self.explain(error) from error

    def open_collection(
        self, name: str, metadata: dict[str, str], configuration: "CreateCollectionConfiguration"
    ) -> "Collection":
        """Open a collection, created if it is missing.

        An empty one of another catalog, and one of an older Pincite, which names no catalog, is deleted first.

        Raises:
            StoreError: The collection has vectors of another catalog, which may be lost or elsewhere.
        """
        found = self._open(name, metadata, configuration)
        made_by = (found.metadata or {}).get("catalog")
        if made_by == metadata["catalog"]:
            return found
        if made_by and found.count():
            raise StoreError(
                f"{self._folder} has the vectors of another catalog; put the catalog back that belongs to it. If the "
                "present catalog is the right one, move that folder away and run `pincite rebuild`."
            )
        self._client.delete_collection(name)
        return self._open(name, metadata, configuration)

    def _open(
        self, name: str, metadata: dict[str, str], configuration: "CreateCollectionConfiguration"
    ) -> "Collection":
        return self._client.get_or_create_collection(
            name, metadata=dict(metadata), embedding_function=None, configuration=configuration
        )

    def list_collections(self) -> "Sequence[Collection]":
        """Return all collections of the folder."""
        return self._client.list_collections()

    def delete_collection(self, name: str) -> None:
        """Delete a collection."""
        self._client.delete_collection(name)

    def close(self) -> None:
        """Close the folder; the next use opens it again. Chroma keeps one client for each folder in a process."""
        if "_client" in self.__dict__:
            self._client.close()
        self.__dict__.pop("_client", None)

    def _is_permitted(self) -> bool:
        """Return whether this user may use the folder; Chroma says only that it cannot open its file."""
        paths = [self._folder, self._folder / "chroma.sqlite3"]
        return all(os.access(path, os.R_OK | os.W_OK) for path in paths if path.exists())

    def explain(self, error: BaseException) -> StoreError:
        """Word an error of Chroma."""
        reason = first_line(error)
        if any(words in reason for words in _FORBIDDEN) or not self._is_permitted():
            return StoreError(
                f"{self._folder} cannot be written; give this user the right to, or set PINCITE_DATA_DIR."
            )
        if "is full" in reason or "No space" in reason or is_disk_full(error) or has_no_space(self._folder):
            return StoreError(full_disk_message(self._folder))
        if "is locked" in reason:
            return StoreError(f"{self._folder} is in use by another program; try again in a moment.")
        return StoreError(
            f"The vectors in {self._folder} cannot be used ({reason}); move that folder away and run `pincite rebuild`."
        )
