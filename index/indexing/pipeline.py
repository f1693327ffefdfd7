"""The pipeline: documents become current versions, embedded in batches across documents and written in order.

A thread embeds one batch while the previous one is written and the next one is collected.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage
from index.concurrency.daemon_pool import DaemonPool
from index.concurrency.prefetch import finishes
from index.errors import PinciteError
from index.indexing.embedding import ChunkedText, embed_batch
from index.indexing.index_store import IndexStore
from index.indexing.reuse import ReusablePassages
from index.indexing.types import Progress, Stop, Watch, never_stop
from index.models.base import Embedder
from index.sources.isolation import isolate
from index.text.chunking import split
from index.types import Document, Kind

_MIN_BATCH = 64
"""Passages in a batch, at least; less than twice as many, since short texts stay whole."""

EmbeddingResult = list[NewPassage] | PinciteError
"""Passages of one version, or the error that prevented their embedding."""


@dataclass(slots=True)
class Version:
    """A document that is to become the current version of its source.

    Attributes:
        fetch_record: How it arrived; the earlier one stays if None.
        reusable: The passages of the source's earlier version.
        on_done: Receives the number of passages once the version is current, or the error that prevented it.
        is_unwanted: Called before it is written; True drops it.
        is_staged: Whether it stays unpublished until ``IndexStore.publish_staged``.
        id: Its id once the first of its passages is written.
        is_announced: Whether the run's ``watch`` has heard of it.
        is_over: Whether it failed or is unwanted.
    """

    location: str
    kind: Kind
    document: Document
    fetch_record: FetchRecord | None
    reusable: ReusablePassages
    on_done: Callable[[int | PinciteError], None]
    is_unwanted: Callable[[], bool] = never_stop
    is_staged: bool = False
    id: int | None = None
    is_announced: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """Some passages of a version; with them ``done`` of ``total`` are written."""

    version: Version
    chunked: ChunkedText
    done: int
    total: int


class Pipeline:
    """Writes versions in the order in which they are added.

    A context manager for one thread. Versions that are not finished when it exits are lost.
    """

    def __init__(self, store: IndexStore, embedder: Callable[[], Embedder], watch: Watch, stop: Stop) -> None:
        """Write into ``store``; the first passage to embed loads the embedder."""
        self._store = store
        self._embedder = embedder
        self._watch = watch
        self._stop = stop
        self._thread = DaemonPool(1, "embedding")
        self._collected: list[_Part] = []
        self._embedding: deque[tuple[list[_Part], Future[list[EmbeddingResult]]]] = deque()
        self._unfinished: set[int] = set()
        self._needs_sweep = False
        self.is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.close()
        if kind is None and (self._needs_sweep or self._unfinished):
            self._store.sweep()

    @property
    def is_busy(self) -> bool:
        """Whether there are passages to embed or to write."""
        return bool(self._collected or self._embedding)

    @property
    def next(self) -> Future[list[EmbeddingResult]]:
        """The next batch of a busy pipeline; ``advance`` waits for it."""
        if not self._embedding:
            self._submit()
        return self._embedding[0][1]

    def add(self, version: Version) -> None:
        """Add a version; returns once there is room for the next one."""
        if not self.is_busy:
            self._announce(version)
        parts = _parts_of(version)
        while (part := self._next_part(version, parts)) is not None:
            self._collected.append(part)
            if sum(len(part.chunked.passages) for part in self._collected) >= _MIN_BATCH:
                self._submit()
            while len(self._embedding) > 1:
                self.advance()
            if self.is_stopped or version.is_over:
                return

    def advance(self) -> None:
        """Wait for the batch that is being embedded, and write it while the next one is embedded."""
        if not finishes(self.next, self._stop):
            self._abort()
            return
        results = self.next.result()
        parts, _ = self._embedding.popleft()
        if self._collected and not self._embedding:
            self._submit()
        if self._stop():
            self._abort()
        else:
            self._write(parts, results)

    def finish(self) -> None:
        """Write every version that was added."""
        while self.is_busy:
            self.advance()

    def _next_part(self, version: Version, parts: Iterator[_Part]) -> _Part | None:
        with isolate(version.location, "split into passages", lambda error: self._fail(version, error)):
            return next(parts, None)
        return None

    def _submit(self) -> None:
        parts, self._collected = self._collected, []
        batch = [part.chunked for part in parts]
        self._embedding.append((parts, self._thread.submit(embed_batch, self._embedder, batch)))

    def _write(self, parts: Sequence[_Part], results: Sequence[EmbeddingResult]) -> None:
        for part, rows in zip(parts, results, strict=True):
            if isinstance(rows, PinciteError):
                self._fail(part.version, rows)
            elif self._is_wanted(part.version):
                if part.done == part.total and self._stop():
                    self._abort()
                    return
                self._write_part(part, rows)
        if self._needs_sweep and not self._unfinished:
            self._store.sweep()
            self._needs_sweep = False

    def _is_wanted(self, version: Version) -> bool:
        """Whether a version has not failed, and its parent has not."""
        if not version.is_over and version.is_unwanted():
            self._drop(version)
        return not version.is_over

    def _write_part(self, part: _Part, rows: Sequence[NewPassage]) -> None:
        """Write a part of a version, and publish the version if this was its last part."""
        version = part.version
        self._announce(version)
        with isolate(version.location, "stored", lambda error: self._fail(version, error)):
            id_ = self._begin(version)
            self._store.add([(id_, rows)])
            if part.done == part.total:
                if version.is_staged:
                    self._store.stage(id_)
                else:
                    self._store.publish(id_, version.kind, version.fetch_record)
                self._unfinished.discard(id_)
        if version.is_over:
            return
        self._watch(Progress(version.location, part.done, part.total))
        if part.done == part.total:
            version.on_done(part.total)

    def _begin(self, version: Version) -> int:
        if version.id is None:
            version.id = self._store.begin(version.location, version.kind, version.document)
            self._unfinished.add(version.id)
        return version.id

    def _fail(self, version: Version, error: PinciteError) -> None:
        """Report the first error of a version, and write no more of it."""
        if not version.is_over:
            self._drop(version)
            version.on_done(error)

    def _drop(self, version: Version) -> None:
        version.is_over = True
        if version.id is not None:
            self._unfinished.discard(version.id)
            self._needs_sweep = True

    def _announce(self, version: Version) -> None:
        if not version.is_announced:
            version.is_announced = True
            self._watch(Progress(version.location, 0, 0))

    def _abort(self) -> None:
        """Drop the versions that are not finished."""
        self.is_stopped = True
        self._collected.clear()
        self._embedding.clear()


def _parts_of(version: Version) -> Iterator[_Part]:
    text = version.document.text
    passages = split(text, version.document.language)
    for start in range(0, len(passages), _MIN_BATCH):
        some = passages[start : start + _MIN_BATCH]
        chunked = ChunkedText(text, some, version.reusable.find(text, some))
        yield _Part(version, chunked, start + len(some), len(passages))
