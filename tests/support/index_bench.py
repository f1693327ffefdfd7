"""An index in a folder of its own, over pages in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Database, Location
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits, Progress
from index.parsing.extraction import parse
from index.passages.store import PassageStore
from tests.support.fakes import FakeFetcher, MemoryVectors, WordEmbedder

ALONE = LinkLimits(depth=0, pages=0)
LINKED = LinkLimits(depth=1, pages=20)
ARTICLE = "https://example.org/article.html"
OTHER = "https://example.org/other.html"
BODY = "The lighthouse was built of granite in 1811. It stands on a reef that the tide covers twice a day. " * 3


def page(title: str, *paragraphs: str) -> str:
    """A page with these paragraphs, which may contain links."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


@dataclass
class IndexBench:
    """An index in a folder of its own, with fakes around it."""

    catalog: Catalog
    passages: PassageStore
    vectors: MemoryVectors
    embedder: WordEmbedder
    fetcher: FakeFetcher
    folder: Path
    database: Database

    def indexer(self, fingerprint: str = "one") -> Indexer:
        """An indexer whose splitter and embedder have this fingerprint."""
        return Indexer(
            self.catalog,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            self.fetcher,
            parse,
            fingerprint=fingerprint,
            lock=self.folder / "index.lock",
            lock_timeout_s=0.05,
        )


def unwatched(_step: Progress) -> None:
    """Ignore a step."""


@pytest.fixture
def bench(tmp_path: Path, location: Location) -> Iterator[IndexBench]:
    """An empty index, on each engine."""
    database = schema.open_catalog(location)
    pages, vectors = FakeFetcher({ARTICLE: page("Article", BODY)}), MemoryVectors()
    passages = PassageStore(database, vectors, tmp_path / "vectors")
    yield IndexBench(Catalog(database), passages, vectors, WordEmbedder(), pages, tmp_path, database)
    database.close()
