"""The indexing use case: links and files become current versions, one source at a time, without loss."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index import lexical
from index.catalog import Catalog, source_id
from index.crawl import Crawl
from index.embed import Embedder
from index.errors import LockedError, StoreError
from index.jobs import Job, LinkLimits, Outcome, Preview, Progress, Status, Stop, Watch, never
from index.pages import Fetches, Reader, Unread
from index.passages import Passages
from index.types import Document, Kind, Raw, Source
from index.writing import StoresVectors, Writer, outcome_of

__all__ = ["Indexer", "LinkLimits", "Outcome", "Preview", "Progress", "Status", "Stop", "Watch"]


class Indexer:
    """Adds, renews and removes sources. One process at a time: what changes the index takes the data directory's lock.

    Every method blocks, and may be called from any thread.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - services are handed in, one argument each
        self,
        catalog: Catalog,
        passages: Passages,
        vectors: StoresVectors,
        embedder: Callable[[], Embedder],
        fetcher: Fetches,
        parse: Callable[[Raw], Document],
        *,
        fingerprint: str,
        lock: Path,
        lock_timeout_s: float = 5.0,
    ) -> None:
        """Index into ``catalog`` and ``vectors``; the embedder is loaded when something has to be embedded.

        What ``parse`` raises is a ``SourceError``, whatever the bytes are.
        """
        self._catalog = catalog
        self._passages = passages
        self._vectors = vectors
        self._reader = Reader(fetcher, parse)
        self._writer = Writer(catalog, vectors, embedder, fingerprint)
        self._lock = lock
        self._lock_timeout_s = lock_timeout_s

    def preview(self, location: str) -> Preview:
        """Read a source without indexing it, to show what it is.

        Args:
            location: Canonical (``index.fetch.locate``).

        Raises:
            SourceError: It cannot be read; the message says what to do next.
        """
        read = self._reader.read(location)
        if isinstance(read, Unread):
            raise read.error
        found = read.document
        return Preview(
            location=read.location,
            title=found.title,
            author=found.author,
            date=found.date,
            language=found.language,
            words=len(lexical.units(found.text)),
            links=found.links,
            known=self._catalog.find(source_id(read.location)),
        )

    def index(self, location: str, kind: Kind, limits: LinkLimits, watch: Watch, stop: Stop = never) -> list[Outcome]:
        """Index one source and the pages it links to.

        Args:
            location: Canonical (``index.fetch.locate``).
            kind: ``article`` or ``document``.
            limits: How far to follow links.
            watch: Told of each step.
            stop: Asked whether to end early; what is finished by then stays.

        Returns:
            The named source's outcome first, unless it was stopped before that; a source that fails keeps its version
            from before.
        """
        with self._locked():
            self._writer.sweep()
            return Crawl(self._reader, self._writer, self._catalog, Job(limits, watch, stop)).run(location, kind)

    def rebuild(self, watch: Watch) -> list[Outcome]:
        """Make the index anew from the stored texts: after a change of splitter or embedder, or a loss of vectors."""
        with self._locked():
            self._writer.sweep()
            outcomes = []
            for source in self._catalog.sources():
                if self._writer.is_current(source):
                    outcomes.append(outcome_of(source, "unchanged"))
                    continue
                body = self._catalog.text(source.text_id) or ""
                document = Document(body, source.title, source.author, source.date, source.language)
                self._writer.write(source.location, source.kind, document, watch)
                outcomes.append(outcome_of(self._catalog.source(source.id), "updated"))
            self._writer.sweep()
            self._vectors.drop_others()
            if self._vectors.count() != self._passages.count():
                self._vectors.add(*self._passages.vectors())
            return outcomes

    def remove(self, source_ids: Sequence[str]) -> list[Source]:
        """Remove sources with their texts; raises ``UnknownSourceError`` before anything is removed."""
        with self._locked():
            removed = [self._catalog.source(id_) for id_ in source_ids]
            self._catalog.retire([source.id for source in removed])
            self._writer.sweep()
            return removed

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
