"""The catalog and the vectors as one store: both contain the passages of a version, or neither does."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.arrays import Vectors
from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage
from index.passages.store import PassageStore
from index.types import Document, Kind, Source


class VectorStore(Protocol):
    """Stores passage vectors for approximate search."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Write vectors, shape (ids, dimension)."""

    def delete(self, ids: Sequence[int]) -> None:
        """Delete the vectors of these passages."""

    def count(self) -> int:
        """How many vectors there are."""

    def drop_others(self) -> None:
        """Delete the vectors of other chunkers and embedders."""


class IndexStore:
    """Writes versions under one fingerprint. For one thread of one process at a time.

    A new version has all of its passages and vectors before ``publish`` makes it current. A run that dies leaves
    unfinished versions, which the next ``sweep`` deletes.
    """

    def __init__(self, catalog: Catalog, vectors: VectorStore, fingerprint: str) -> None:
        """Write into ``catalog`` and ``vectors``; ``fingerprint`` names the chunker and the embedder."""
        self._catalog = catalog
        self._vectors = vectors
        self._fingerprint = fingerprint

    def is_current(self, source: Source) -> bool:
        """Whether a source was indexed with the present chunker and embedder."""
        return self._catalog.find_fingerprint(source.id) == self._fingerprint

    def begin(self, location: str, kind: Kind, document: Document) -> int:
        """Open a version; returns its id."""
        return self._catalog.begin_version(location, kind, document, self._fingerprint)

    def add(self, rows: Sequence[tuple[int, Sequence[NewPassage]]]) -> None:
        """Write passages of unfinished versions, each with its version's id."""
        ids = [id_ for version, passages in rows for id_ in self._catalog.add_passages(version, passages)]
        if ids:
            self._vectors.add(ids, np.stack([row.vector for _, passages in rows for row in passages]))

    def publish(self, version: int, kind: Kind, fetch_record: FetchRecord | None) -> None:
        """Make a complete version its source's current one."""
        self._catalog.publish(version, fetch_record, kind)

    def sweep(self) -> None:
        """Delete the passages of no current version: vectors first, because the catalog knows their ids."""
        stale = self._catalog.list_stale_passages()
        if stale:
            self._vectors.delete(stale)
        self._catalog.discard_passages(stale)

    def repair_vectors(self, passages: PassageStore) -> None:
        """Give every passage its vector again where some are missing, and delete those of other embedders."""
        self._vectors.drop_others()
        if self._vectors.count() != passages.count():
            self._vectors.add(*passages.load_vectors())
