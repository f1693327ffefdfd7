"""Chroma on a server, which several bots and replicas share."""

import contextlib
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import StoreError, first_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

    from index.passages.chroma_http import ChromaHttp

_AT_ONCE = 250
"""Records of one read or write; Chroma Cloud accepts 300."""

_REFUSED = ("unauthori", "forbidden", "permission denied", "authentication")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a Chroma server is.

    Attributes:
        url: Such as ``http://127.0.0.1:8000``.
        token: Sent as ``X-Chroma-Token``; None if the server needs none.
    """

    url: str
    tenant: str = "default_tenant"
    database: str = "default_database"
    token: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address without a password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class ChromaServer:
    """Opens the collections of a server. Safe to call from several threads.

    Connects on first use, because importing chromadb takes more than a second.
    """

    is_shared = True
    read_at_once = _AT_ONCE
    listed_at_once = _AT_ONCE

    def __init__(self, address: ServerAddress, *, read_s: float = 10.0, write_s: float = 60.0) -> None:
        """Use the server at ``address``, with limits on the time of a read and of a write."""
        self._address = address
        self._read_s = read_s
        self._write_s = write_s
        self.lock: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
        self._opening = threading.Lock()

    @property
    def shown(self) -> str:
        """The address of the server, without a password."""
        return self._address.shown

    @cached_property
    def _http(self) -> "ChromaHttp":
        from index.passages.chroma_http import ChromaHttp  # noqa: PLC0415 - more than a second to import

        address = self._address
        headers = {"X-Chroma-Token": address.token} if address.token else {}
        return ChromaHttp(
            address.url, address.tenant, address.database, headers, read_s=self._read_s, write_s=self._write_s
        )

    @property
    def _connection(self) -> "ChromaHttp":
        with self._opening:
            return self._http

    @property
    def written_at_once(self) -> int:
        """Records of one write: no more than the server accepts."""
        accepted = self._connection.get_max_batch_size()
        return min(_AT_ONCE, accepted) if accepted > 0 else _AT_ONCE

    def open_collection(
        self, name: str, metadata: dict[str, str], configuration: "CreateCollectionConfiguration"
    ) -> "Collection":
        """Open a collection, created if it is missing. Its name contains the catalog's id."""
        return self._connection.open_collection(name, metadata, configuration)

    def check(self) -> None:
        """Raise ``StoreError`` if the server or its database cannot be used."""
        try:
            self.list_collections()
        except Exception as error:
            raise self.explain(error) from error

    def list_collections(self) -> "Sequence[Collection]":
        """Return all collections of the database, also those of others."""
        return self._connection.list_collections()

    def delete_collection(self, name: str) -> None:
        """Delete a collection."""
        self._connection.delete_collection(name)

    def close(self) -> None:
        """Close the connections; the next use opens them again."""
        with self._opening:
            found = self.__dict__.pop("_http", None)
        if found is not None:
            found.close()

    def explain(self, error: BaseException) -> StoreError:
        """Word an error of the client or the server."""
        import httpx  # noqa: PLC0415 - half a second to import

        from index.passages.chroma_http import SlowReplyError  # noqa: PLC0415 - more than a second to import

        server, reason = f"The Chroma server {self._address.shown}", first_line(error)
        kind = type(error).__name__
        if isinstance(error, httpx.TimeoutException | SlowReplyError):
            return StoreError(f"{server} is too slow ({reason or kind}); check its load, and try again.")
        if isinstance(error, httpx.TransportError):
            return StoreError(
                f"{server} cannot be reached ({reason or kind}); check that it runs, and PINCITE_CHROMA_URL."
            )
        if any(word in f"{kind} {reason}".lower() for word in _REFUSED):
            return StoreError(f"{server} refuses the access; check PINCITE_CHROMA_TOKEN.")
        if kind == "NotFoundError" or "does not exist" in reason or "not found" in reason.lower():
            return StoreError(
                f"{server} lacks what Pincite needs ({reason}); check PINCITE_CHROMA_TENANT and "
                "PINCITE_CHROMA_DATABASE, then run `pincite rebuild`."
            )
        return StoreError(f"{server} gave a reply that is not Chroma's ({reason}); check PINCITE_CHROMA_URL.")
