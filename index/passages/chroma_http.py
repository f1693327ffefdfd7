"""Chroma's own HTTP client, with limits on the time and size of a reply. The import takes more than a second."""

import time
from collections.abc import Sequence
from typing import Any

import httpx
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings, System
from chromadb.types import Collection as CollectionModel

from index.tls_context import shared_tls_context

_CONNECT_S = 5.0
_WRITES = ("/upsert", "/update", "/delete")
_REPLY_BYTES = 256_000_000
_REST_S = 5.0
"""After a slow reply, reads fail at once for so long. Otherwise each waiting question would wait for its own."""


class SlowReplyError(Exception):
    """A reply took too long, or was too large."""


class ChromaHttp:
    """One database of a Chroma server. Safe to call from several threads.

    chromadb's ``Client`` would set no limit of time, not even for the requests that it sends when it is made. So this
    class uses the API below it.
    """

    def __init__(  # noqa: PLR0913 - each is an option of the connection
        self,
        url: str,
        tenant: str,
        database: str,
        headers: dict[str, str],
        *,
        read_s: float,
        write_s: float,
    ) -> None:
        """Connect on first use.

        Args:
            url: The address of the server.
            tenant: Its tenant.
            database: Its database.
            headers: Sent with each request.
            read_s: The time limit for a search or another read.
            write_s: The time limit for a write.
        """
        settings = Settings(
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=url,
            chroma_server_http_port=8000,  # a full address has its own
            chroma_server_headers=dict(headers),
            anonymized_telemetry=False,
        )
        self._system = System(settings)
        api = self._system.instance(FastAPI)
        api._session.close()  # noqa: SLF001 - chromadb has no option for the time limit
        api._session = _BoundedSession(dict(api.get_request_headers()), read_s, write_s)  # noqa: SLF001 - as above
        self._api = api
        self._tenant = tenant
        self._database = database

    def open_collection(
        self, name: str, metadata: dict[str, str], configuration: CreateCollectionConfiguration
    ) -> Collection:
        """Open a collection, created if it is missing."""
        model = self._api.get_or_create_collection(
            name,
            metadata=dict(metadata),
            configuration=configuration,
            tenant=self._tenant,
            database=self._database,
        )
        return self._wrap(model)

    def list_collections(self) -> Sequence[Collection]:
        """Return all collections of the database."""
        return [self._wrap(model) for model in self._api.list_collections(tenant=self._tenant, database=self._database)]

    def delete_collection(self, name: str) -> None:
        """Delete a collection."""
        self._api.delete_collection(name, tenant=self._tenant, database=self._database)

    def get_max_batch_size(self) -> int:
        """Return how many records the server accepts in one write; -1 if it does not say."""
        return self._api.get_max_batch_size()

    def close(self) -> None:
        """Close the connections."""
        self._api._session.close()  # noqa: SLF001 - as above
        self._system.stop()

    def _wrap(self, model: CollectionModel) -> Collection:
        return Collection(client=self._api, model=model, embedding_function=None, data_loader=None)


class _BoundedSession(httpx.Client):
    """Sends requests, each with a limit on its whole time and on the size of its reply."""

    def __init__(self, headers: dict[str, str], read_s: float, write_s: float) -> None:
        super().__init__(headers=headers, verify=shared_tls_context())
        self._read_s = read_s
        self._write_s = write_s
        self._rests_until = 0.0

    def request(self, method: str, url: httpx.URL | str, **arguments: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
        is_write = method == "delete" or str(url).endswith(_WRITES)
        if not is_write and time.monotonic() < self._rests_until:
            raise SlowReplyError("it was too slow a moment ago")
        try:
            return self._receive(method, url, self._write_s if is_write else self._read_s, arguments)
        except (httpx.TimeoutException, SlowReplyError):
            self._rests_until = time.monotonic() + _REST_S
            raise

    def _receive(self, method: str, url: httpx.URL | str, limit_s: float, arguments: dict[str, Any]) -> httpx.Response:
        arguments["timeout"] = httpx.Timeout(limit_s, connect=min(_CONNECT_S, limit_s))
        deadline, body = time.monotonic() + limit_s, bytearray()
        with self.stream(method, url, **arguments) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() > deadline:
                    raise SlowReplyError(f"no whole reply within {limit_s:g} seconds")
                if len(body) > _REPLY_BYTES:
                    raise SlowReplyError("a reply without end")
        return httpx.Response(response.status_code, content=bytes(body), request=response.request)
