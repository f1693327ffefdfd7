"""The indexer: links and files become current versions, one source at a time, without loss."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.write_lock import WriteLock
from index.concurrency.prefetch import Prefetcher
from index.errors import PinciteError, StoreError
from index.indexing.crawl_targets import CrawlTarget, choose_targets, list_known_targets
from index.indexing.crawler import FETCHERS, WINDOW, Crawler
from index.indexing.index_store import IndexStore, VectorStore
from index.indexing.rebuild import Rebuild
from index.indexing.removal import Removal
from index.indexing.types import CrawlOptions, LinkLimits, Outcome, Preview, Progress, Removed, Stop, Watch, never_stop
from index.indexing.version_writer import VersionWriter
from index.models.base import Embedder
from index.passages.store import PassageStore
from index.sources.diff import SourceChange, compare_documents, compare_lists
from index.sources.isolation import isolate
from index.sources.original_files import FOLDER, KeepsOriginals, OriginalFiles
from index.sources.source_reader import FetchesSources, ReadResult, ReadSource, SourceReader, UnreadSource
from index.text import analyzer
from index.types import Kind, Parsed, Raw, Source, SourceListing, source_id

_log = logging.getLogger(__name__)


class Indexer:
    """Adds, re-indexes and removes sources.

    One process at a time: every method that changes the index takes the lock of the data directory. Every method
    blocks, and may be called from any thread.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - services are handed in, one argument each
        self,
        catalog: Catalog,
        passages: PassageStore,
        vectors: VectorStore,
        embedder: Callable[[], Embedder],
        fetcher: FetchesSources,
        parse: Callable[[Raw], Parsed],
        *,
        fingerprint: str,
        lock: Path,
        lock_timeout_s: float = 5.0,
        originals: KeepsOriginals | None = None,
    ) -> None:
        """Index into ``catalog`` and ``vectors``.

        Args:
            catalog: Sources, their texts and passages.
            passages: The passages of the catalog.
            vectors: The vectors of the passages.
            embedder: Loads the embedder; called for the first passage to embed.
            fetcher: Reads links and files.
            parse: Makes a document or a list of bytes; raises ``SourceError`` for all that it cannot read.
            fingerprint: Names the splitter and the embedder.
            lock: The lock file of the data directory.
            lock_timeout_s: How long to wait for another process.
            originals: Keeps the PDF files of the sources; None keeps none.
        """
        self._catalog = catalog
        self._passages = passages
        self._originals = originals or OriginalFiles(lock.parent / FOLDER, 0)
        self._reader = SourceReader(fetcher, parse, catalog, self._originals.keep)
        self._store = IndexStore(catalog, passages, vectors, fingerprint)
        self._fingerprint = fingerprint
        self._writer = VersionWriter(catalog, passages, self._store, embedder)
        self._removal = Removal(catalog, self._store, self._writer)
        self._rebuild = Rebuild(catalog, self._store, self._writer)
        self._lock = WriteLock(lock, lock_timeout_s, catalog)

    def preview(self, location: str) -> Preview:
        """Read a source without indexing it, to show its title, words and links.

        Args:
            location: Canonical (``index.fetching.fetcher.locate``).

        Raises:
            SourceError: It cannot be read; the message says what to do next.
        """
        read = self._reader.read(location)
        if isinstance(read, UnreadSource):
            raise read.error
        if isinstance(read, SourceListing):
            return Preview(read.location, read.title, None, None, "und", 0, read.links, None, is_list=True)
        document = read.document
        return Preview(
            location=read.location,
            title=document.title,
            author=document.author,
            date=document.date,
            language=document.language,
            word_count=len(analyzer.units(document.text)),
            links=document.links,
            indexed=self._catalog.find_source(source_id(read.location)),
        )

    def index(
        self, location: str, kind: Kind, limits: LinkLimits, watch: Watch, stop: Stop = never_stop
    ) -> list[Outcome]:
        """Index one source and the pages it links to, or the entries of a folder, sitemap or feed.

        Args:
            location: Canonical (``index.fetching.fetcher.locate``).
            kind: ``article`` or ``document``.
            limits: How far to follow links.
            watch: Receives each step.
            stop: Whether to end early; finished sources stay indexed.

        Returns:
            The outcome of the named source first, unless the run was stopped before it. A source that fails keeps its
            earlier version.
        """
        with self._changing():
            self._catalog.require_no_other(self._fingerprint)
            return self._crawl([CrawlTarget(location, kind)], limits, watch, stop)

    def reindex(
        self, ids: Sequence[str] | None, limits: LinkLimits, watch: Watch, stop: Stop = never_stop
    ) -> list[Outcome]:
        """Read sources again, with the pages that they now link to, and embed only changed passages.

        Args:
            ids: Ids of sources, lists and failed pages; all of them if None. Of a list only new entries are indexed.
            limits: How far to follow the links of named sources that were indexed with them; those of linked pages are
                not followed.
            watch: Receives each step.
            stop: Whether to end early; finished sources stay indexed.

        Returns:
            An outcome for each of the sources and of those pages; last, sources that are no longer in their list.

        Raises:
            UnknownSourceError: An id is unknown; nothing is changed.
        """
        with self._changing():
            self._catalog.require_no_other(self._fingerprint)
            return self._crawl(choose_targets(self._catalog, ids), limits, watch, stop)

    def compare(self, ids: Sequence[str] | None, watch: Watch, stop: Stop = never_stop) -> list[SourceChange]:
        """The changes that ``reindex`` would make, without following links; writes nothing.

        Raises:
            UnknownSourceError: An id is unknown.
        """
        changes: list[SourceChange] = []
        with Prefetcher(self._read, FETCHERS, WINDOW, stop) as prefetcher:
            prefetcher.add(choose_targets(self._catalog, ids))
            for target, read in prefetcher:
                if stop():
                    break
                watch(Progress(target.location, 0, 0))
                changes += self._compare(target, read)
        return changes

    def rebuild(self, watch: Watch) -> list[Outcome]:
        """Rebuild the index from the stored texts, after a change of splitter or embedder, or a loss of vectors.

        Lost vectors that the vector files contain are not embedded again. A rebuild that fails or is killed leaves the
        index as it was.
        """
        with self._changing():
            return self._rebuild.run(watch)

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> Removed:
        """Remove sources with their texts, and lists; returns the argument of ``restore``.

        The catalog records the removal first. A removal that is killed is finished by the next run, whatever it does.

        Raises:
            UnknownSourceError: An id is unknown; nothing is removed.
        """
        with self._changing(sweeps=False):
            try:
                return self._removal.remove(source_ids, list_ids)
            finally:
                self._sweep_originals()

    def restore(self, removed: Removed, watch: Watch, stop: Stop = never_stop) -> list[Outcome]:
        """Index removed sources from their stored documents, with the links to and from them; fetches nothing.

        Args:
            removed: Sources and lists. A source that was indexed again meanwhile stays as it is.
            watch: Receives each step.
            stop: Whether to end early; unfinished sources are not restored.

        Returns:
            An outcome for each source that is indexed then.
        """
        with self._changing():
            self._catalog.require_no_other(self._fingerprint)
            return self._removal.restore(removed, watch, stop)

    def finish_killed_run(self) -> None:
        """Delete what a killed run left, such as a half removed source; does nothing if it left nothing.

        Raises:
            LockedError: Another process is indexing.
            StoreError: The vector store cannot be used.
        """
        if self._catalog.has_remains():
            with self._changing():
                pass

    def forget(self, ids: Sequence[str]) -> None:
        """Forget lists and failed pages, so that no run reads them again; the sources that came from them stay."""
        with self._lock.hold():
            self._catalog.crawl_state.forget(ids)

    def discard_texts(self, ids: Collection[str]) -> None:
        """Delete texts of replaced versions, unless one of them has become current again.

        Raises:
            LockedError: Another process is indexing.
        """
        with self._lock.hold():
            self._catalog.discard_texts(ids)
            self._sweep_originals()

    def list_known_locations(self) -> dict[str, str]:
        """The ids and locations of everything that ``reindex`` reads: sources, lists, and linked pages that failed."""
        return {id_: target.location for id_, target in list_known_targets(self._catalog).items()}

    @contextmanager
    def _changing(self, *, sweeps: bool = True) -> Iterator[None]:
        """Hold the lock; delete the rest of a killed run first if ``sweeps``, and write the vector files last."""
        with self._lock.hold():
            if sweeps:
                self._store.sweep()
                self._sweep_originals()
            self._passages.map_vector_files()
            yield
            try:
                if self._catalog.list_fingerprints() <= {self._fingerprint}:
                    self._passages.write_vector_files()
            except StoreError as error:  # the next question raises it again
                _log.warning("%s", error)

    def _sweep_originals(self) -> None:
        self._originals.sweep(self._catalog.list_version_texts())

    def _crawl(self, targets: Sequence[CrawlTarget], limits: LinkLimits, watch: Watch, stop: Stop) -> list[Outcome]:
        options = CrawlOptions(limits, watch, stop)
        return Crawler(self._reader, self._writer, self._catalog, options).run(targets)

    def _read(self, target: CrawlTarget) -> ReadResult:
        return self._reader.read(target.location, target.referrer)

    def _compare(self, target: CrawlTarget, read: ReadResult) -> list[SourceChange]:
        source = self._catalog.find_source(source_id(target.location))
        title = source.title if source else ""

        def failed(error: PinciteError) -> SourceChange:
            return SourceChange(source_id(target.location), title, target.location, "failed", error=str(error))

        if isinstance(read, UnreadSource):
            return [failed(read.error)]
        changes: list[SourceChange] = []
        with isolate(target.location, "compared", lambda error: changes.append(failed(error))):
            changes += self._find_changes(target, source, read)
        return changes

    def _find_changes(
        self, target: CrawlTarget, source: Source | None, read: ReadSource | SourceListing
    ) -> list[SourceChange]:
        if isinstance(read, SourceListing):
            before = {known.location: known for known in self._catalog.crawl_state.get_lists()}
            sources = {source.location: source for source in self._catalog.list_sources()}
            return compare_lists(before.get(read.location), read, sources) if target.is_known else []
        if source is None:
            return [SourceChange(source_id(read.location), read.document.title, read.location, "new")]
        return [compare_documents(source, self._catalog.load_document(source), read.document)]
