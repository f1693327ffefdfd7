"""The Chroma collection, the one home of passage vectors. The only module that imports chromadb."""

import contextlib
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from index.arrays import Vectors
from index.catalog.disk_space import full_disk_message, has_no_space, is_disk_full
from index.errors import StoreError
from index.passages.passage_records import KEYS, PassageRecord

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

_WRITTEN = 64
"""Records of one write. Chroma holds the GIL meanwhile, so the event loop waits, about a tenth of a second."""

_READ = 1_000
"""Records of one read, during which Chroma holds the GIL too."""

_COMPARED = 1_000  # passages that a search compares on its way; with Chroma's own 100 it misses far more

_SYNC_AFTER = 2
"""Changes after which Chroma writes its graph and empties its log of changes. The log contains texts, also of deleted
records, so with Chroma's own 1,000 a removed text could remain for long."""

_log = logging.getLogger(__name__)


class PassageCollection:
    """The passages of one catalog under one fingerprint, as records of a Chroma collection.

    A record's id is the passage's id in the catalog, its document the passage's text, and its metadata as in
    ``index.passages.passage_records``, so that other Chroma clients can read the collection.

    The collection opens on first use, because importing chromadb takes more than a second. Safe to call from several
    threads. Chroma does not notice the writes of another process, so a call for newer ids opens the folder again.
    """

    def __init__(self, folder: Path, fingerprint: str, catalog_id: str) -> None:
        """Use the collection of ``fingerprint`` under ``folder``.

        A collection of another catalog is deleted, and so is one of catalog layout 6 or older, whose vectors are in the
        catalog.
        """
        self._folder = folder
        self._fingerprint = fingerprint
        self._catalog_id = catalog_id
        self._lock = threading.RLock()
        self._newest = 0
        self.name = f"passages-{hashlib.sha256(fingerprint.encode()).hexdigest()[:12]}"

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
            raise self._unusable(error) from error

    @cached_property
    def _collection(self) -> "Collection":
        try:
            found = self._open()
            made_by = (found.metadata or {}).get("catalog")
            if made_by != self._catalog_id:
                if made_by:
                    _log.warning("%s contains the vectors of another catalog, which are deleted.", self._folder)
                self._client.delete_collection(self.name)
                found = self._open()
        except StoreError:
            raise
        except Exception as error:
            raise self._unusable(error) from error
        return found

    def _open(self) -> "Collection":
        return self._client.get_or_create_collection(
            self.name,
            metadata={"catalog": self._catalog_id, "fingerprint": self._fingerprint},
            embedding_function=None,
            configuration={"hnsw": {"space": "ip", "ef_search": _COMPARED, "sync_threshold": _SYNC_AFTER}},
        )

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Write records with their vectors, shape (records, dimension); a record with the same id is replaced."""
        for part, some in _in_parts(records, _WRITTEN):
            self._call(
                "upsert",
                ids=[str(record.id) for record in some],
                embeddings=vectors[part].astype(np.float32),
                documents=[record.text for record in some],
                metadatas=[dict(record.metadata) for record in some],
            )
            self._newest = max(self._newest, *(record.id for record in some))

    def update_metadata(self, records: Sequence[PassageRecord]) -> None:
        """Replace the metadata of records that exist; their texts and vectors stay."""
        absent = dict.fromkeys(KEYS)  # Chroma deletes a key whose value is None
        for _, some in _in_parts(records, _WRITTEN):
            metadatas = [absent | {**record.metadata} for record in some]
            self._call("update", ids=[str(record.id) for record in some], metadatas=metadatas)

    def delete(self, ids: Sequence[int]) -> None:
        """Delete these records; unknown ids are skipped."""
        for _, some in _in_parts(ids, _WRITTEN):
            self._call("delete", ids=[str(id_) for id_ in some])

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Return those of these ids that exist, in any order, and their vectors, shape (found, dimension)."""
        self._see(max(ids, default=0))
        found: list[int] = []
        vectors: list[Vectors] = []
        for _, some in _in_parts(ids, _READ):
            rows = self._call("get", ids=[str(id_) for id_ in some], include=["embeddings"])
            found += map(int, rows["ids"])
            vectors += [np.asarray(rows["embeddings"], np.float32)] if rows["ids"] else []
        return found, np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)

    def read(self, ids: Sequence[int]) -> Iterator[tuple[PassageRecord, Vectors]]:
        """Yield those of these records that exist, in any order, each with its vector, shape (dimension,)."""
        self._see(max(ids, default=0))
        for _, some in _in_parts(ids, _READ):
            rows = self._call("get", ids=[str(id_) for id_ in some], include=["embeddings", "documents", "metadatas"])
            columns = (rows[name] for name in ("ids", "documents", "metadatas", "embeddings"))
            for id_, document, metadata, vector in zip(*columns, strict=True):
                yield PassageRecord(int(id_), document or "", metadata or {}), np.asarray(vector, np.float32)

    def find_nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Return ids of the passages nearest to one vector ``(dimension,)``, best first.

        Args:
            vector: Of unit length.
            limit: The most ids to return.
            newest: The newest id that exists, by whichever process; the search includes it.
        """
        self._see(newest)
        found = self._call("query", query_embeddings=[vector.astype(np.float32)], n_results=limit, include=[])
        return [int(id_) for id_ in found["ids"][0]]

    def list_ids(self) -> list[int]:
        """Return the ids of all records."""
        return [int(id_) for id_ in self._call("get", include=[])["ids"]]

    def count(self) -> int:
        """Return the number of records."""
        return int(self._call("count"))

    def has_others(self) -> bool:
        """Return whether there are collections of other fingerprints."""
        return bool(self._list_others())

    def delete_elsewhere(self, ids: Sequence[int]) -> None:
        """Delete these records from this catalog's collections of every other fingerprint."""
        for collection in self._list_others():
            if (collection.metadata or {}).get("catalog") == self._catalog_id:
                for _, some in _in_parts(ids, _WRITTEN):
                    self._guard(partial(collection.delete, ids=[str(id_) for id_ in some]))

    def drop_others(self) -> None:
        """Delete the collections of every other fingerprint."""
        for collection in self._list_others():
            self._guard(partial(self._client.delete_collection, collection.name))

    def _list_others(self) -> "list[Collection]":
        with self._lock:
            found = self._guard(self._client.list_collections)
        return [collection for collection in found if collection.name != self.name]

    def close(self) -> None:
        """Close the folder; the next call opens it again. Chroma keeps one client for each folder in a process."""
        with self._lock:
            if "_client" in self.__dict__:
                self._client.close()
            for opened in ("_client", "_collection"):
                self.__dict__.pop(opened, None)

    def _see(self, newest: int) -> None:
        """Open the folder again if another process wrote a newer id."""
        if newest <= self._newest:
            return
        with self._lock:
            self.close()
            self._newest = newest

    def _call(self, method: str, **arguments: Any) -> Any:  # noqa: ANN401 - Chroma's own types
        return self._guard(lambda: getattr(self._collection, method)(**arguments))

    def _guard(self, call: Callable[[], T]) -> T:
        """Call Chroma; an error becomes a ``StoreError``, and the next call opens the folder again."""
        with self._lock:
            try:
                return call()
            except StoreError:
                raise
            except BaseException as error:  # a panic of Chroma's Rust core is no Exception
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                with contextlib.suppress(Exception):
                    self.close()
                raise self._unusable(error) from error

    def _unusable(self, error: BaseException) -> StoreError:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        if "readonly" in reason or "ermission" in reason or "os error 13" in reason:
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


def _in_parts(items: Sequence[T], size: int) -> Iterator[tuple[slice, Sequence[T]]]:
    for start in range(0, len(items), size):
        part = slice(start, start + size)
        yield part, items[part]
