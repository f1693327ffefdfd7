"""Documents become current versions, one at a time, complete or not at all.

A new version's passages and vectors are all there before ``publish`` makes it current, and what it replaces goes
afterwards. A run that dies leaves a version "building", which the next ``sweep`` deletes.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from index import lexical
from index.catalog import Catalog, NewPassage, source_id, text_id
from index.embed import Embedder, Reads, TokenStates, Vectors
from index.errors import PinciteError, StoreError
from index.jobs import Outcome, Progress, Status, Stop, Watch, never
from index.pages import Page, Unread
from index.passages import Passages
from index.receipts import Receipt
from index.reuse import Kept
from index.split import split
from index.types import Document, Kind, PassageSpan, Source

_BATCH = 32  # passages that are embedded and written at a time


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


@dataclass(frozen=True, slots=True)
class Steps:
    """Who is told of each step of writing one source, and who may end it."""

    watch: Watch
    stop: Stop


class Writer:
    """Writes versions of sources. For one thread of one process at a time."""

    def __init__(
        self,
        catalog: Catalog,
        passages: Passages,
        vectors: StoresVectors,
        embedder: Callable[[], Embedder],
        *,
        fingerprint: str,
    ) -> None:
        """Write into ``catalog`` and ``vectors``, and read in ``passages`` what can be kept.

        The embedder is loaded when something has to be embedded.
        """
        self._catalog = catalog
        self._passages = passages
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
            self._catalog.describe(before.id, read.document, read.receipt)
            self._catalog.set_kind(before.id, kind)
            return outcome_of(self._catalog.source(before.id), "unchanged")
        try:
            finished = self._write(read.location, kind, read.document, read.receipt, Steps(watch, stop))
        except StoreError:
            raise
        except PinciteError as error:
            return failed(before, read.location, kind, error)
        if before or not finished:
            self.sweep()
        if not finished:
            return None
        return outcome_of(self._catalog.source(source_id(read.location)), "updated" if before else "added")

    def renew(self, source: Source, watch: Watch) -> None:
        """Write a source anew from its stored text."""
        self._write(source.location, source.kind, self._catalog.document(source), None, Steps(watch, never))

    def _write(self, location: str, kind: Kind, document: Document, receipt: Receipt | None, steps: Steps) -> bool:
        """Write a version of a source and make it current; whether it was finished rather than stopped."""
        cuts = split(document.text, document.language)
        kept = self._kept(location)
        version = self._catalog.begin(location, kind, document, self._fingerprint)
        with ThreadPoolExecutor(1, thread_name_prefix="writer") as background:
            writing: Future[None] | None = None
            for start in range(0, len(cuts), _BATCH):
                if steps.stop():
                    return False
                steps.watch(Progress(location, start, len(cuts)))
                rows = self._rows(document.text, cuts[start : start + _BATCH], kept)
                if writing is not None:
                    writing.result()
                writing = background.submit(self._keep, version, rows)  # while the next ones are embedded
            if writing is not None:
                writing.result()
        steps.watch(Progress(location, len(cuts), len(cuts)))
        self._catalog.publish(version, receipt)
        self._catalog.set_kind(source_id(location), kind)
        return True

    def _kept(self, location: str) -> Kept:
        """What the current version of a source can give to its next one."""
        before = self._catalog.find(source_id(location))
        if before is None or not self.is_current(before):
            return Kept(self._passages, None, "")
        return Kept(self._passages, before, self._catalog.text(before.text_id) or "")

    def _rows(self, text: str, cuts: Sequence[PassageSpan], kept: Kept) -> list[NewPassage]:
        found = kept.find(text, cuts)
        new = [cut for cut, row in zip(cuts, found, strict=True) if row is None]
        embedded = iter(self._embed(text, new) if new else [])
        return [row if row is not None else next(embedded) for row in found]

    def _keep(self, version: int, rows: Sequence[NewPassage]) -> None:
        ids = self._catalog.add_passages(version, rows)
        self._vectors.add(ids, np.stack([row.vector for row in rows]))

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
