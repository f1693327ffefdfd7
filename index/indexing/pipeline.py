"""Documents on their way to become current versions: embedded in batches across documents, written in order.

A thread embeds one batch while the one before is written and the next one is gathered.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage
from index.errors import PinciteError
from index.indexing.embedding import ChunkedText, embed
from index.indexing.index_store import IndexStore
from index.indexing.reuse import ReusablePassages
from index.indexing.types import Progress, Stop, Watch, never
from index.models.base import Embedder
from index.text.chunking import split
from index.types import Document, Kind

_BATCH = 64
"""Passages that are embedded and written at a time, at least; less than twice as many, since short texts stay whole."""

Found = list[NewPassage] | PinciteError
"""Passages of one version, or why they could not be embedded."""


@dataclass(slots=True)
class Version:
    """A document that is to become the current version of its source.

    Attributes:
        receipt: How it arrived; the one before stays if None.
        kept: What need not be embedded for it.
        then: Told how many passages it has once it is current, or why it could not be embedded.
        replaces: Whether its source has a version from before.
        unless: Asked when it is to be written whether it is not wanted any more.
        id: Once it is being built.
        is_told: Whether the job's watcher knows of it.
        is_over: Whether it failed or is not wanted.
    """

    location: str
    kind: Kind
    document: Document
    receipt: FetchRecord | None
    kept: ReusablePassages
    then: Callable[[int | PinciteError], None]
    replaces: bool = False
    unless: Callable[[], bool] = never
    id: int | None = None
    is_told: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """Some passages of a version: ``done`` of ``total`` are there once these are."""

    version: Version
    cuts: ChunkedText
    done: int
    total: int


class Pipeline:
    """Writes versions in the order in which they come. A context, for one thread; what is not settled in it is lost."""

    def __init__(self, stores: IndexStore, embedder: Callable[[], Embedder], watch: Watch, stop: Stop) -> None:
        """Write into ``stores``; the embedder is loaded when something has to be embedded."""
        self._stores = stores
        self._embedder = embedder
        self._watch = watch
        self._stop = stop
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedding")
        self._gathered: list[_Part] = []
        self._embedding: deque[tuple[list[_Part], Future[list[Found]]]] = deque()
        self._building: set[int] = set()
        self._is_littered = False
        self.is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        if kind is None and (self._is_littered or self._building):
            self._stores.sweep()

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return bool(self._gathered or self._embedding)

    @property
    def next(self) -> Future[list[Found]]:
        """What is embedded next, of a line that is busy; ``advance`` waits for it."""
        if not self._embedding:
            self._send()
        return self._embedding[0][1]

    def add(self, version: Version) -> None:
        """Put a version on its way; returns once there is room for the next one."""
        if not self.is_busy:
            self._tell(version)
        text = version.document.text
        cuts = split(text, version.document.language)
        for start in range(0, len(cuts), _BATCH):
            some = cuts[start : start + _BATCH]
            known = ChunkedText(text, some, version.kept.find(text, some))
            self._gathered.append(_Part(version, known, start + len(some), len(cuts)))
            if sum(len(part.cuts.cuts) for part in self._gathered) >= _BATCH:
                self._send()
            while len(self._embedding) > 1:
                self.advance()
            if self.is_stopped or version.is_over:
                return

    def advance(self) -> None:
        """Wait for the batch that is being embedded, and write it while the next one is."""
        found = self.next.result()
        parts, _ = self._embedding.popleft()
        if self._gathered and not self._embedding:
            self._send()
        if self._stop():
            self._end()
        else:
            self._write(parts, found)

    def settle(self) -> None:
        """Write everything that is on its way."""
        while self.is_busy:
            self.advance()

    def _send(self) -> None:
        parts, self._gathered = self._gathered, []
        self._embedding.append((parts, self._thread.submit(embed, self._embedder, [part.cuts for part in parts])))

    def _write(self, parts: Sequence[_Part], found: Sequence[Found]) -> None:
        self._stores.add(
            [
                (self._begun(part.version), rows)
                for part, rows in zip(parts, found, strict=True)
                if not self._is_out(part.version, rows) and not isinstance(rows, PinciteError)
            ]
        )
        for part in parts:
            if part.version.is_over:
                continue
            if part.done == part.total and self._stop():
                self._end()
                return
            self._finish(part)
        if self._is_littered and not self._building:
            self._stores.sweep()
            self._is_littered = False

    def _is_out(self, version: Version, found: Found) -> bool:
        """Whether a version is not to be written, or no further."""
        if not version.is_over:
            failed = isinstance(found, PinciteError)
            version.is_over = failed or version.unless()
            if version.is_over and version.id is not None:
                self._building.discard(version.id)
                self._is_littered = True
            if isinstance(found, PinciteError):
                version.then(found)
        return version.is_over

    def _begun(self, version: Version) -> int:
        if version.id is None:
            version.id = self._stores.begin(version.location, version.kind, version.document)
            self._building.add(version.id)
        return version.id

    def _finish(self, part: _Part) -> None:
        """Say how far a version is, and make it current if all of it is there."""
        version = part.version
        self._tell(version)
        self._watch(Progress(version.location, part.done, part.total))
        if part.done == part.total:
            self._stores.publish(self._begun(version), version.kind, version.receipt)
            self._building.discard(self._begun(version))
            self._is_littered = self._is_littered or version.replaces
            version.then(part.total)

    def _tell(self, version: Version) -> None:
        if not version.is_told:
            version.is_told = True
            self._watch(Progress(version.location, 0, 0))

    def _end(self) -> None:
        """Forget what is on its way."""
        self.is_stopped = True
        self._gathered.clear()
        self._embedding.clear()
