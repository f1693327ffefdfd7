"""Passage vectors in Chroma. The only module that imports chromadb."""

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from index.arrays import Vectors
from index.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_BATCH = 64
"""How many vectors are written in one call. Chroma lets no other thread run meanwhile, so neither does the event loop:
20 to 40 ms for these, 120 ms for the thousand passages of a book that is removed."""

_LOOKED_AT = 1_000  # passages that a search compares on its way; with Chroma's own 100 it misses far more


class ChromaVectors:
    """Nearest-neighbour search over passage vectors, in one collection for one fingerprint.

    Opens on first use, because importing chromadb takes more than a second. Safe to call from several threads. Chroma
    does not notice what another process writes, so it is opened anew when a search wants newer ids than it has seen.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        """Vectors under ``folder``, in the collection that belongs to ``fingerprint``."""
        self._folder = folder
        self._lock = threading.RLock()
        self._newest = 0
        self._name = f"passages-{hashlib.sha256(fingerprint.encode()).hexdigest()[:12]}"

    @cached_property
    def _client(self) -> "Client":
        import chromadb  # noqa: PLC0415 - more than a second to import
        from chromadb.config import Settings  # noqa: PLC0415 - as above

        try:
            client = chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
            return cast("Client", client)  # declared as its interface, which lacks close()
        except BaseException as error:  # Chroma's Rust core panics on a damaged folder, which is no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise self._unusable(error) from error

    @cached_property
    def _collection(self) -> "Collection":
        try:
            return self._client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": {"space": "ip", "ef_search": _LOOKED_AT}}
            )
        except Exception as error:
            raise self._unusable(error) from error

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Write vectors, shape (ids, dimension); an id that is there already is replaced."""
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._call("upsert", ids=[str(id_) for id_ in ids[part]], embeddings=vectors[part].astype(np.float32))
            self._newest = max(self._newest, *ids[part])

    def delete(self, ids: Sequence[int]) -> None:
        """Forget these ids; unknown ones are passed over."""
        for start in range(0, len(ids), _BATCH):
            self._call("delete", ids=[str(id_) for id_ in ids[start : start + _BATCH]])

    def find_nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Ids of the passages nearest to one vector ``(dimension,)``, best first.

        Args:
            vector: Of unit length.
            limit: How many, at most.
            newest: The newest id there is; whoever wrote it, it is searched.
        """
        if newest > self._newest:
            self._reopen()
            self._newest = newest
        found = self._call("query", query_embeddings=[vector.astype(np.float32)], n_results=limit, include=[])
        return [int(id_) for id_ in found["ids"][0]]

    def count(self) -> int:
        """How many vectors the collection holds."""
        return int(self._call("count"))

    def drop_others(self) -> None:
        """Delete the collections of every other fingerprint."""
        for collection in self._client.list_collections():
            if collection.name != self._name:
                self._client.delete_collection(collection.name)

    def _reopen(self) -> None:
        with self._lock:
            if "_client" in self.__dict__:
                self._client.close()
            for opened in ("_client", "_collection"):
                self.__dict__.pop(opened, None)

    def _call(self, method: str, **arguments: Any) -> Any:  # noqa: ANN401 - Chroma's own types
        with self._lock:
            return self._called(method, arguments)

    def _called(self, method: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        try:
            return getattr(self._collection, method)(**arguments)
        except StoreError:
            raise
        except Exception as error:
            raise self._unusable(error) from error

    def _unusable(self, error: BaseException) -> StoreError:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        if "readonly" in reason or "ermission" in reason or "os error 13" in reason:
            return StoreError(
                f"{self._folder} cannot be written; give this user the right to, or set PINCITE_DATA_DIR."
            )
        return StoreError(
            f"The vectors in {self._folder} cannot be used ({reason}); move that folder away and run `pincite rebuild`."
        )
