"""An index with a real Chroma, over pages in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database
from index.indexing.deep_check import DeepCheck
from index.indexing.indexer import Indexer
from index.parsing.extraction import extract
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.store import PassageStore
from tests.support.fakes import FakeFetcher, WordEmbedder


@dataclass(frozen=True, slots=True)
class ChromaIndex:
    """The services of one process that opens a data directory."""

    database: Database
    catalog: Catalog
    vectors: PassageCollection
    passages: PassageStore
    embedder: WordEmbedder
    indexer: Indexer
    deep_check: DeepCheck

    def close(self) -> None:
        """Close the stores, as the end of a process does."""
        self.vectors.close()
        self.database.close()


def open_index(
    folder: Path,
    pages: Mapping[str, str],
    fingerprint: str = "one",
    chroma: type[PassageCollection] = PassageCollection,
) -> ChromaIndex:
    """Open the data directory under a fingerprint."""
    database, embedder = schema.open_catalog(folder / "catalog.sqlite"), WordEmbedder()
    catalog = Catalog(database)
    vectors = chroma(ChromaFolder(folder / "chroma"), fingerprint, catalog.get_identity())
    passages = PassageStore(database, vectors, folder / "vectors")
    indexer = Indexer(
        catalog,
        passages,
        vectors,
        lambda: embedder,
        FakeFetcher(dict(pages)),
        extract,
        fingerprint=fingerprint,
        lock=folder / "index.lock",
    )
    check = DeepCheck(
        database, passages, vectors, lambda: embedder, fingerprint=fingerprint, lock=folder / "index.lock"
    )
    return ChromaIndex(database, catalog, vectors, passages, embedder, indexer, check)
