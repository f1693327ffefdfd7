"""Fakes behind the protocols of the index."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays import Vectors
from index.errors import EmbedderError, NotFoundError
from index.passages.passage_records import PassageRecord
from index.text import analyzer
from index.types import Raw, ValidatorLookup

DIMENSION = 64


class WordEmbedder:
    """Embeds a text as the sum of fixed random vectors of its words: shared words make texts similar."""

    name = "words-of-test"

    def __init__(self) -> None:
        """Nothing embedded yet."""
        self.embedded = 0
        self.fail_after: int | None = None

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return np.stack([self._embed(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages; raises after ``fail_after`` of them."""
        self.embedded += len(texts)
        if self.fail_after is not None and self.embedded > self.fail_after:
            raise EmbedderError("The embedder failed; try again.")
        return np.stack([self._embed(text) for text in texts])

    def _embed(self, text: str) -> Vectors:
        total = np.full(DIMENSION, 1e-3, np.float32)
        for word in analyzer.words(text):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
        return total / np.float32(np.linalg.norm(total))


class FakeFetcher:
    """A fetcher over pages in memory."""

    def __init__(self, pages: dict[str, str]) -> None:
        """Serve these texts by location."""
        self.pages = pages

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The page at a location, as HTML or plain text by its name."""
        del referrer, validators_of
        if location not in self.pages:
            raise NotFoundError(f"There is no page at {location}; check the address.")
        media_type = "text/html" if location.endswith(".html") else "text/plain"
        return Raw(location, self.pages[location].encode(), media_type, "utf-8")


class MemoryVectors:
    """A vector store in memory."""

    def __init__(self) -> None:
        """Store no record yet."""
        self.records: dict[int, PassageRecord] = {}
        self.vectors: dict[int, Vectors] = {}

    @property
    def ids(self) -> set[int]:
        """The ids of all records."""
        return set(self.records)

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Store records with their vectors."""
        self.records |= {record.id: record for record in records}
        self.vectors |= {record.id: vector for record, vector in zip(records, vectors, strict=True)}

    def update_metadata(self, records: Sequence[PassageRecord]) -> None:
        """Replace records that exist."""
        self.records |= {record.id: record for record in records if record.id in self.records}

    def delete(self, ids: Sequence[int]) -> None:
        """Delete records."""
        for id_ in ids:
            self.records.pop(id_, None)
            self.vectors.pop(id_, None)

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Return the vectors of those ids that exist."""
        found = [id_ for id_ in ids if id_ in self.vectors]
        return found, np.stack([self.vectors[id_] for id_ in found]) if found else np.empty((0, 0), np.float32)

    def list_ids(self) -> list[int]:
        """Return all ids."""
        return list(self.records)

    def read(self, ids: Sequence[int]) -> Iterator[tuple[PassageRecord, Vectors]]:
        """Yield those of these records that exist."""
        yield from ((self.records[id_], self.vectors[id_]) for id_ in ids if id_ in self.records)

    def has_others(self) -> bool:
        """There is one fingerprint."""
        return False

    def delete_elsewhere(self, ids: Sequence[int]) -> None:
        """Delete nothing: there is one fingerprint."""

    def drop_others(self) -> None:
        """Keep everything: there is one fingerprint."""
