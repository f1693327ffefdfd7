"""The Chroma collection, the one home of passage vectors."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from index.arrays import Vectors
from index.errors import StoreError
from index.passages.passage_records import KEYS, PassageRecord

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

_COMPARED = 1_000  # passages that a search compares on its way; with Chroma's own 100 it misses far more

_MATRIX = 2  # dimensions of an array

_SYNC_AFTER = 2
"""Changes after which Chroma writes its graph and empties its log of changes. The log contains texts, also of deleted
records, so with Chroma's own 1,000 a removed text could remain for long."""


class ConnectsToChroma(Protocol):
    """Chroma in this process or on a server.

    Attributes:
        lock: Held during each call.
        is_shared: Whether other catalogs keep their collections there too, and each process sees the others' writes.
    """

    lock: AbstractContextManager[object]

    @property
    def is_shared(self) -> bool:
        """See the class."""

    @property
    def written_at_once(self) -> int:
        """The most records of one write."""

    @property
    def read_at_once(self) -> int:
        """The most records of one read."""

    @property
    def listed_at_once(self) -> int | None:
        """The most ids of one read; None without a limit."""

    def open_collection(
        self, name: str, metadata: dict[str, str], configuration: "CreateCollectionConfiguration"
    ) -> "Collection":
        """Open a collection, created if it is missing."""

    def list_collections(self) -> "Sequence[Collection]":
        """Return all collections."""

    def delete_collection(self, name: str) -> None:
        """Delete a collection."""

    def close(self) -> None:
        """Close the connection; the next call opens it again."""

    def explain(self, error: BaseException) -> StoreError:
        """Word an error of Chroma."""


class PassageCollection:
    """The passages of one catalog under one fingerprint, as records of a Chroma collection.

    A record's id is the passage's id in the catalog, its document the passage's text, and its metadata as in
    ``index.passages.passage_records``, so that other Chroma clients can read the collection.

    The collection opens on first use, because importing chromadb takes more than a second. Safe to call from several
    threads. Chroma in a folder does not notice the writes of another process, so a call for newer ids opens the folder
    again.
    """

    def __init__(self, connection: ConnectsToChroma, fingerprint: str, catalog_id: str) -> None:
        """Use the collection of ``fingerprint``.

        Where other catalogs have collections too, the name contains the catalog's id. In a folder of its own a
        collection of catalog layout 6 or older is deleted, because its vectors are in the catalog; one of another
        catalog is left alone, and cannot be used.
        """
        self._connection = connection
        self._fingerprint = fingerprint
        self._catalog_id = catalog_id
        self._opened: Collection | None = None
        self._newest = 0
        self.name = f"passages-{hashlib.sha256(fingerprint.encode()).hexdigest()[:12]}"
        if connection.is_shared:
            self.name += f"-{catalog_id}"

    @property
    def _collection(self) -> "Collection":
        # Without a lock of its own: two threads that open it at once get the same collection.
        if self._opened is None:
            self._opened = self._connection.open_collection(
                self.name,
                {"catalog": self._catalog_id, "fingerprint": self._fingerprint},
                {"hnsw": {"space": "ip", "ef_search": _COMPARED, "sync_threshold": _SYNC_AFTER}},
            )
        return self._opened

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Write records with their vectors, shape (records, dimension); a record with the same id is replaced."""
        for part, some in _in_parts(records, self._written_at_once()):
            self._call(
                _ignore,
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
        for _, some in _in_parts(records, self._written_at_once()):
            metadatas = [absent | {**record.metadata} for record in some]
            self._call(_ignore, "update", ids=[str(record.id) for record in some], metadatas=metadatas)

    def delete(self, ids: Sequence[int]) -> None:
        """Delete these records; unknown ids are skipped."""
        for _, some in _in_parts(ids, self._written_at_once()):
            self._call(_ignore, "delete", ids=[str(id_) for id_ in some])

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Return those of these ids that exist, in any order, and their vectors, shape (found, dimension)."""
        self._see(max(ids, default=0))
        found: list[int] = []
        vectors: list[Vectors] = []
        for _, some in _in_parts(ids, self._connection.read_at_once):
            asked = {"ids": [str(id_) for id_ in some], "include": ["embeddings"]}
            there, rows = self._call(_to_vectors, "get", **asked)
            found += there
            vectors += [rows] if there else []
        return found, np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)

    def read(self, ids: Sequence[int]) -> Iterator[tuple[PassageRecord, Vectors]]:
        """Yield those of these records that exist, in any order, each with its vector, shape (dimension,)."""
        self._see(max(ids, default=0))
        for _, some in _in_parts(ids, self._connection.read_at_once):
            asked = {"ids": [str(id_) for id_ in some], "include": ["embeddings", "documents", "metadatas"]}
            yield from self._call(_to_records, "get", **asked)

    def find_nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Return ids of the passages nearest to one vector ``(dimension,)``, best first.

        Args:
            vector: Of unit length.
            limit: The most ids to return.
            newest: The newest id that exists, by whichever process; the search includes it.
        """
        self._see(newest)
        asked = {"query_embeddings": [vector.astype(np.float32)], "n_results": limit, "include": []}
        return self._call(lambda reply: _to_ids(reply["ids"][0]), "query", **asked)

    def list_ids(self) -> list[int]:
        """Return the ids of all records."""
        limit, found = self._connection.listed_at_once, dict[int, None]()
        while True:
            asked: dict[str, Any] = {"include": [], "limit": limit, "offset": len(found) if limit else None}
            page = self._call(lambda reply: _to_ids(reply["ids"]), "get", **asked)
            before = len(found)
            found |= dict.fromkeys(page)
            if limit is None or len(page) < limit or len(found) == before:  # a server could repeat a page for ever
                return list(found)

    def count(self) -> int:
        """Return the number of records."""
        return self._call(int, "count")

    def has_others(self) -> bool:
        """Return whether there are collections of other fingerprints."""
        return bool(self._list_others())

    def delete_elsewhere(self, ids: Sequence[int]) -> None:
        """Delete these records from this catalog's collections of every other fingerprint."""
        for collection in self._list_others():
            if _catalog_of(collection) == self._catalog_id:
                for _, some in _in_parts(ids, self._written_at_once()):
                    self._guard(partial(collection.delete, ids=[str(id_) for id_ in some]))

    def drop_others(self) -> None:
        """Delete the collections of every other fingerprint."""
        for collection in self._list_others():
            self._guard(partial(self._connection.delete_collection, collection.name))

    def drop(self) -> None:
        """Delete this collection, if it exists; the next call creates it again."""
        self._guard(lambda: self._connection.delete_collection(self._collection.name))
        self._opened = None

    def _list_others(self) -> "list[Collection]":
        """Return the other collections of this catalog; in a folder also those that name no catalog."""
        own = {self._catalog_id} if self._connection.is_shared else {self._catalog_id, None}
        return [
            collection
            for collection in self._guard(self._connection.list_collections)
            if collection.name != self.name and _catalog_of(collection) in own
        ]

    def close(self) -> None:
        """Close the connection; the next call opens it again."""
        with self._connection.lock:
            self._connection.close()
            self._opened = None

    def _written_at_once(self) -> int:
        return self._guard(lambda: self._connection.written_at_once)

    def _see(self, newest: int) -> None:
        """Open the folder again if another process wrote a newer id."""
        if self._connection.is_shared or newest <= self._newest:
            return
        with self._connection.lock:
            self.close()
            self._newest = newest

    def _call(self, read: Callable[[Any], T], method: str, **arguments: Any) -> T:  # noqa: ANN401 - Chroma's own types
        """Call a method of the collection, and return what ``read`` makes of the reply."""
        return self._guard(lambda: read(getattr(self._collection, method)(**arguments)))

    def _guard(self, call: Callable[[], T]) -> T:
        """Call Chroma; an error becomes a ``StoreError``, and the next call opens the collection again."""
        with self._connection.lock:
            try:
                return call()
            except StoreError:
                raise
            except BaseException as error:  # a panic of Chroma's Rust core is no Exception
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                if self._connection.is_shared:  # other threads use its connections
                    self._opened = None
                else:
                    with suppress(Exception):
                        self.close()
                raise self._connection.explain(error) from error


def _ignore(_reply: object) -> None:
    """Chroma's replies to writes say nothing."""


def _to_ids(ids: object) -> list[int]:
    if not isinstance(ids, list):
        raise TypeError("no list of ids")
    return [int(id_) for id_ in ids]


def _to_vectors(reply: Any) -> tuple[list[int], Vectors]:  # noqa: ANN401 - Chroma's own type
    ids, vectors = _to_ids(reply["ids"]), np.asarray(reply["embeddings"], np.float32)
    if ids and (vectors.ndim != _MATRIX or len(vectors) != len(ids) or not np.isfinite(vectors).all()):
        raise ValueError("vectors of a wrong shape")
    return ids, vectors


def _to_records(reply: Any) -> list[tuple[PassageRecord, Vectors]]:  # noqa: ANN401 - as above
    ids, vectors = _to_ids(reply["ids"]), [np.asarray(one, np.float32) for one in reply["embeddings"]]
    columns = zip(ids, reply["documents"], reply["metadatas"], vectors, strict=True)
    return [(PassageRecord(id_, text or "", metadata or {}), vector) for id_, text, metadata, vector in columns]


def _catalog_of(collection: "Collection") -> object:
    return (collection.metadata or {}).get("catalog")


def _in_parts(items: Sequence[T], size: int) -> Iterator[tuple[slice, Sequence[T]]]:
    for start in range(0, len(items), size):
        part = slice(start, start + size)
        yield part, items[part]
