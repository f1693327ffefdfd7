"""Documents become current versions, one at a time, complete or not at all.

A new version's passages and vectors are all there before ``publish`` makes it current, and what it replaces goes
afterwards. A run that dies leaves a version "building", which the next ``sweep`` deletes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from index import lexical
from index.catalog import Catalog, NewPassage, source_id, text_id
from index.embed import Embedder, Reads, TokenStates, Vectors
from index.errors import PinciteError, StoreError
from index.jobs import Outcome, Progress, Status, Stop, Watch, never
from index.pages import Page, Unread
from index.split import split
from index.types import Document, Kind, PassageSpan, Source

_EMBED_BATCH = 8


class StoresVectors(Protocol):
    """Where passage vectors are kept for approximate search."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Write vectors, shape (ids, dimension)."""

    def delete(self, ids: Sequence[int]) -> None:
        """Forget these ids."""

    def count(self) -> int:
        """How many vectors there are."""

    def drop_others(self) -> None:
        """Forget what other splitters or embedders left."""


class Writer:
    """Writes versions of sources. For one thread of one process at a time."""

    def __init__(
        self, catalog: Catalog, vectors: StoresVectors, embedder: Callable[[], Embedder], fingerprint: str
    ) -> None:
        """Write into ``catalog`` and ``vectors``; the embedder is loaded when something has to be embedded."""
        self._catalog = catalog
        self._vectors = vectors
        self._embedder = embedder
        self._fingerprint = fingerprint

    def store(self, read: Page | Unread, kind: Kind, watch: Watch, stop: Stop = never) -> Outcome | None:
        """Make what was read the current version of its source; None where the job was stopped on the way."""
        before = self._catalog.find(source_id(read.location))
        kind = before.kind if before and kind == "linked" else kind
        if isinstance(read, Unread):
            return failed(before, read.location, kind, read.error)
        if before and before.text_id == text_id(read.document.text) and self.is_current(before):
            self._catalog.describe(before.id, read.document)
            self._catalog.set_kind(before.id, kind)
            return outcome_of(self._catalog.source(before.id), "unchanged")
        try:
            finished = self.write(read.location, kind, read.document, watch, stop)
        except StoreError:
            raise
        except PinciteError as error:
            return failed(before, read.location, kind, error)
        self.sweep()
        if not finished:
            return None
        return outcome_of(self._catalog.source(source_id(read.location)), "updated" if before else "added")

    def write(self, location: str, kind: Kind, document: Document, watch: Watch, stop: Stop = never) -> bool:
        """Write a version of a source and make it current; whether it was finished rather than stopped."""
        cuts = split(document.text, document.language)
        version = self._catalog.begin(location, kind, document, self._fingerprint)
        for start in range(0, len(cuts), _EMBED_BATCH):
            if stop():
                return False
            watch(Progress(location, start, len(cuts)))
            rows = self._embed(document.text, cuts[start : start + _EMBED_BATCH])
            ids = self._catalog.add_passages(version, rows)
            self._vectors.add(ids, np.stack([row.vector for row in rows]))
        watch(Progress(location, len(cuts), len(cuts)))
        self._catalog.publish(version)
        self._catalog.set_kind(source_id(location), kind)
        return True

    def is_current(self, source: Source) -> bool:
        """Whether a source was indexed with the splitter and embedder that are in use."""
        return self._catalog.fingerprint(source.id) == self._fingerprint

    def sweep(self) -> None:
        """Delete what no current version owns: vectors first, since the catalog is what remembers them."""
        stale = self._catalog.stale_passages()
        if stale:
            self._vectors.delete(stale)
        self._catalog.discard(stale)

    def _embed(self, text: str, cuts: Sequence[PassageSpan]) -> list[NewPassage]:
        embedder = self._embedder()
        bodies = [cut.span.of(text) for cut in cuts]
        sentences = [span.of(text) for cut in cuts for span in cut.sentences]
        kept: list[tuple[Vectors, TokenStates | None]]
        if isinstance(embedder, Reads):
            kept = list(embedder.keep(bodies))
        else:
            kept = [(vector, None) for vector in embedder.embed_passages(bodies)]
        sentence_vectors = iter(embedder.embed_passages(sentences))
        return [
            NewPassage(
                cut,
                " ".join(lexical.words(body)),
                vector,
                np.stack([next(sentence_vectors) for _ in cut.sentences]),
                tokens,
            )
            for cut, body, (vector, tokens) in zip(cuts, bodies, kept, strict=True)
        ]


def outcome_of(source: Source, status: Status) -> Outcome:
    """The outcome of a source that is there."""
    return Outcome(source.id, source.title, source.location, source.kind, source.passages, status)


def failed(before: Source | None, location: str, kind: Kind, error: PinciteError) -> Outcome:
    """A failure; a source that was there before keeps what it has."""
    kept = outcome_of(before, "failed") if before else Outcome(source_id(location), "", location, kind, 0, "failed")
    return replace(kept, error=str(error))
