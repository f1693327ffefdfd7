"""Catalog and vectors as one: a version is written to both, made current, and what it replaced is swept from both."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.arrays import Vectors
from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage
from index.types import Document, Kind, Source


class VectorStore(Protocol):
    """Where passage vectors are kept for approximate search."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Write vectors, shape (ids, dimension)."""

    def delete(self, ids: Sequence[int]) -> None:
        """Forget these ids."""

    def count(self) -> int:
        """How many vectors there are."""

    def drop_others(self) -> None:
        """Forget what other splitters or embedders left."""


class IndexStore:
    """Writes versions under one fingerprint. For one thread of one process at a time.

    All of a new version's passages and vectors are there before ``publish`` makes it current. A run that dies leaves
    versions "building", which the next ``sweep`` deletes.
    """

    def __init__(self, catalog: Catalog, vectors: VectorStore, fingerprint: str) -> None:
        """Write into ``catalog`` and ``vectors``."""
        self._catalog = catalog
        self._vectors = vectors
        self._fingerprint = fingerprint

    def is_current(self, source: Source) -> bool:
        """Whether a source was indexed with the splitter and embedder that are in use."""
        return self._catalog.find_fingerprint(source.id) == self._fingerprint

    def begin(self, location: str, kind: Kind, document: Document) -> int:
        """Open a version; returns its id."""
        return self._catalog.begin_version(location, kind, document, self._fingerprint)

    def add(self, rows: Sequence[tuple[int, Sequence[NewPassage]]]) -> None:
        """Write passages of versions that are being built, each with its version's id."""
        ids = [id_ for version, passages in rows for id_ in self._catalog.add_passages(version, passages)]
        if ids:
            self._vectors.add(ids, np.stack([row.vector for _, passages in rows for row in passages]))

    def publish(self, version: int, kind: Kind, receipt: FetchRecord | None) -> None:
        """Make a version that is complete its source's current one."""
        self._catalog.publish(version, receipt, kind)

    def sweep(self) -> None:
        """Delete what no current version owns: vectors first, since the catalog is what remembers them."""
        stale = self._catalog.list_stale_passages()
        if stale:
            self._vectors.delete(stale)
        self._catalog.discard_passages(stale)
