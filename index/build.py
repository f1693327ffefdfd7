"""The indexing use case: links and files become current versions, one source at a time, without loss.

The order is what keeps it safe: a new version's passages and vectors are complete before ``publish`` makes it
current, and what it replaces goes afterwards. A run that dies leaves a version "building", which the next run sweeps.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from filelock import FileLock, Timeout

from index import lexical
from index.catalog import Catalog, NewPassage, source_id, text_id
from index.embed import Embedder, Reads, TokenStates, Vectors
from index.errors import LockedError, PinciteError, SourceError, StoreError, UnsupportedError
from index.extract import extract
from index.passages import Passages
from index.split import split
from index.types import Document, Kind, Link, PassageSpan, Raw, Source

Status = Literal["added", "updated", "unchanged", "failed"]

_log = logging.getLogger(__name__)

_FETCHERS = 4
_EMBED_BATCH = 8


class Fetches(Protocol):
    """Reads a link or file."""

    def fetch(self, location: str, *, referrer: str | None = None) -> Raw:
        """The bytes at a canonical location; raises ``SourceError``."""


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
class Outcome:
    """What became of one source."""

    id: str
    title: str
    location: str
    kind: Kind
    passages: int
    status: Status
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: ``done`` of ``total`` passages of one source are embedded; ``total`` is 0 while it is read."""

    location: str
    done: int
    total: int


Watch = Callable[[Progress], None]
_Read = tuple[str, Document | SourceError]


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """How far to follow links: ``depth`` links deep, ``pages`` linked pages for each named source."""

    depth: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Run:
    """One run from one named source: what became of the pages, and which were seen."""

    pages: int
    watch: Watch
    outcomes: list[Outcome]
    seen: set[str]

    @property
    def room(self) -> int:
        """How many more linked pages may be indexed."""
        return max(self.pages - (len(self.outcomes) - 1), 0)


class Indexer:
    """Adds, renews and removes sources. One process at a time: every method takes the data directory's lock."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        catalog: Catalog,
        passages: Passages,
        vectors: StoresVectors,
        embedder: Callable[[], Embedder],
        fetcher: Fetches,
        *,
        fingerprint: str,
        lock: Path,
        lock_timeout_s: float = 5.0,
    ) -> None:
        """Index into ``catalog`` and ``vectors``; the embedder is loaded when something has to be embedded."""
        self._catalog = catalog
        self._passages = passages
        self._vectors = vectors
        self._embedder = embedder
        self._fetcher = fetcher
        self._fingerprint = fingerprint
        self._lock = lock
        self._lock_timeout_s = lock_timeout_s

    def index(self, location: str, kind: Kind, limits: LinkLimits, watch: Watch) -> list[Outcome]:
        """Index one source and the pages it links to.

        Args:
            location: Canonical (``index.fetch.locate``).
            kind: ``article`` or ``document``.
            limits: How far to follow links.
            watch: Told of each step.

        Returns:
            The named source's outcome first; a source that fails keeps its version from before.
        """
        with self._locked():
            self._sweep()
            watch(Progress(location, 0, 0))
            outcome, document = self._store(self._read(location, None), kind, watch)
            run = _Run(limits.pages, watch, [outcome], {location, outcome.location})
            frontier = [(outcome, document)] if document else []
            for _ in range(limits.depth):
                frontier = [found for parent, page in frontier for found in self._follow(run, parent, page)]
            return run.outcomes

    def rebuild(self, watch: Watch) -> list[Outcome]:
        """Make the index anew from the stored texts: after a change of splitter or embedder, or a loss of vectors."""
        with self._locked():
            self._sweep()
            outcomes = []
            for source in self._catalog.sources():
                if self._is_current(source):
                    outcomes.append(_outcome(source, "unchanged"))
                    continue
                body = self._catalog.text(source.text_id) or ""
                document = Document(body, source.title, source.author, source.date, source.language)
                self._write(source.location, source.kind, document, watch)
                renewed = self._catalog.source(source.id)
                outcomes.append(_outcome(renewed, "updated"))
            self._sweep()
            self._vectors.drop_others()
            if self._vectors.count() != self._passages.count():
                self._vectors.add(*self._passages.vectors())
            return outcomes

    def remove(self, source_ids: Sequence[str]) -> list[Source]:
        """Remove sources with their texts; raises ``UnknownSourceError`` before anything is removed."""
        with self._locked():
            removed = [self._catalog.source(id_) for id_ in source_ids]
            self._catalog.retire([source.id for source in removed])
            self._sweep()
            return removed

    def _follow(self, run: _Run, parent: Outcome, document: Document) -> list[tuple[Outcome, Document]]:
        """Index what one document links to; returns what to follow from there."""
        fresh = [link for link in document.links if link.target not in run.seen][: run.room]
        run.seen.update(link.target for link in fresh)
        found: list[tuple[Outcome, Document]] = []
        landed: dict[str, str] = {}
        with ThreadPoolExecutor(_FETCHERS) as pool:
            reads = pool.map(lambda link: self._read(link.target, parent.location), fresh)
            for link, read in zip(fresh, reads, strict=True):
                landed[link.target] = read[0]
                if read[0] != link.target and read[0] in run.seen:
                    continue  # a redirect to a page that is indexed already
                run.seen.add(read[0])
                run.watch(Progress(link.target, 0, 0))
                outcome, page = self._store(read, "linked", run.watch)
                run.outcomes.append(outcome)
                if page is not None:
                    found.append((outcome, page))
        self._catalog.set_links(parent.id, [_edge(link, landed) for link in document.links])
        return found

    def _read(self, location: str, referrer: str | None) -> _Read:
        try:
            raw = self._fetcher.fetch(location, referrer=referrer)
        except SourceError as error:
            return location, error
        try:
            return raw.location, extract(raw)
        except SourceError as error:
            return raw.location, error
        except Exception as error:  # noqa: BLE001 - parsers fail in their own ways on what they did not expect
            _log.debug("could not parse %s", raw.location, exc_info=True)
            reason = (
                f"{raw.location} could not be parsed ({type(error).__name__}); save it as plain text and index that."
            )
            return raw.location, UnsupportedError(reason)

    def _store(self, read: _Read, kind: Kind, watch: Watch) -> tuple[Outcome, Document | None]:
        location, document = read
        before = self._catalog.find(source_id(location))
        kind = before.kind if before and kind == "linked" else kind
        if isinstance(document, SourceError):
            return _failed(before, location, kind, document), None
        if before and before.text_id == text_id(document.text) and self._is_current(before):
            self._catalog.describe(before.id, document)
            self._catalog.set_kind(before.id, kind)
            return _outcome(self._catalog.source(before.id), "unchanged"), document
        try:
            self._write(location, kind, document, watch)
        except StoreError:
            raise
        except PinciteError as error:
            return _failed(before, location, kind, error), None
        self._sweep()
        return _outcome(self._catalog.source(source_id(location)), "updated" if before else "added"), document

    def _write(self, location: str, kind: Kind, document: Document, watch: Watch) -> None:
        cuts = split(document.text, document.language)
        version = self._catalog.begin(location, kind, document, self._fingerprint)
        for start in range(0, len(cuts), _EMBED_BATCH):
            watch(Progress(location, start, len(cuts)))
            rows = self._embed(document.text, cuts[start : start + _EMBED_BATCH])
            ids = self._catalog.add_passages(version, rows)
            self._vectors.add(ids, np.stack([row.vector for row in rows]))
        watch(Progress(location, len(cuts), len(cuts)))
        self._catalog.publish(version)
        self._catalog.set_kind(source_id(location), kind)

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

    def _is_current(self, source: Source) -> bool:
        return self._catalog.fingerprint(source.id) == self._fingerprint

    def _sweep(self) -> None:
        """Delete what no current version owns: vectors first, since the catalog is what remembers them."""
        stale = self._catalog.stale_passages()
        if stale:
            self._vectors.delete(stale)
        self._catalog.discard(stale)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self._lock, timeout=self._lock_timeout_s)
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedError(
                f"Another process is indexing in {self._lock.parent}; wait until it is done, then try again."
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._lock.parent} cannot be written ({error.strerror}); give this user the right to, or set "
                "PINCITE_DATA_DIR."
            ) from error
        try:
            yield
        finally:
            lock.release()


def _edge(link: Link, landed: dict[str, str]) -> tuple[str, str]:
    return source_id(landed.get(link.target, link.target)), link.words


def _outcome(source: Source, status: Status) -> Outcome:
    return Outcome(source.id, source.title, source.location, source.kind, source.passages, status)


def _failed(before: Source | None, location: str, kind: Kind, error: PinciteError) -> Outcome:
    """A failure; a source that was there before keeps what it has."""
    kept = _outcome(before, "failed") if before else Outcome(source_id(location), "", location, kind, 0, "failed")
    return replace(kept, error=str(error))
