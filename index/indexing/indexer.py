"""The indexing use case: links and files become current versions, one source at a time, without loss."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.write_lock import WriteLock
from index.concurrency.prefetch import Prefetcher
from index.errors import PinciteError
from index.indexing.crawler import FETCHERS, WINDOW, Crawler, CrawlTarget
from index.indexing.index_store import IndexStore, VectorStore
from index.indexing.removal import Removal
from index.indexing.types import Job, LinkLimits, Outcome, Preview, Progress, Removed, Status, Stop, Watch, never
from index.indexing.version_writer import VersionWriter, outcome_of
from index.models.base import Embedder
from index.passages.store import PassageStore
from index.sources.diff import SourceChange, compare, compare_lists
from index.sources.listings import SourceListing
from index.sources.source_reader import FetchesSources, Read, SourceReader, UnreadSource
from index.text import analyzer
from index.types import Document, Kind, Raw, Source, source_id

__all__ = ["Indexer", "LinkLimits", "Outcome", "Preview", "Progress", "SourceChange", "Status", "Stop", "Watch"]


class Indexer:
    """Adds, renews and removes sources. One process at a time: what changes the index takes the data directory's lock.

    Every method blocks, and may be called from any thread.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - services are handed in, one argument each
        self,
        catalog: Catalog,
        passages: PassageStore,
        vectors: VectorStore,
        embedder: Callable[[], Embedder],
        fetcher: FetchesSources,
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
        self._reader = SourceReader(fetcher, parse, catalog)
        self._stores = IndexStore(catalog, vectors, fingerprint)
        self._writer = VersionWriter(catalog, passages, self._stores, embedder)
        self._removal = Removal(catalog, self._stores, self._writer)
        self._lock = WriteLock(lock, lock_timeout_s)

    def preview(self, location: str) -> Preview:
        """Read a source without indexing it, to show what it is.

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
        found = read.document
        return Preview(
            location=read.location,
            title=found.title,
            author=found.author,
            date=found.date,
            language=found.language,
            words=len(analyzer.units(found.text)),
            links=found.links,
            known=self._catalog.find_source(source_id(read.location)),
        )

    def index(self, location: str, kind: Kind, limits: LinkLimits, watch: Watch, stop: Stop = never) -> list[Outcome]:
        """Index one source and the pages it links to; or what a folder, sitemap or feed lists.

        Args:
            location: Canonical (``index.fetching.fetcher.locate``).
            kind: ``article`` or ``document``.
            limits: How far to follow links.
            watch: Told of each step.
            stop: Asked whether to end early; what is finished by then stays.

        Returns:
            The named source's outcome first, unless it was stopped before that; a source that fails keeps its version
            from before.
        """
        with self._lock.hold():
            self._stores.sweep()
            return self._crawl(limits, watch, stop).run([CrawlTarget(location, kind)])

    def reindex(self, ids: Sequence[str] | None, limits: LinkLimits, watch: Watch, stop: Stop = never) -> list[Outcome]:
        """Read sources again, with the pages that they link to by now, and embed only what changed.

        Args:
            ids: Of sources, of lists, of which only what is new is indexed, and of pages that could not be read; all of
                them if None.
            limits: How far to follow the links of named sources that were indexed with them; those of linked pages are
                not followed.
            watch: Told of each step.
            stop: Asked whether to end early; what is finished by then stays.

        Returns:
            An outcome for each of the sources and of those pages; last, sources that are no longer in their list.

        Raises:
            UnknownSourceError: There is nothing of one of those ids; nothing is changed.
        """
        with self._lock.hold():
            chosen = self._chosen(ids)
            self._stores.sweep()
            return self._crawl(limits, watch, stop).run(chosen)

    def compare(self, ids: Sequence[str] | None, watch: Watch, stop: Stop = never) -> list[SourceChange]:
        """What ``reindex`` would change, all of it if None; nothing is written. Links are not followed.

        Raises:
            UnknownSourceError: There is nothing of one of those ids.
        """
        changes: list[SourceChange] = []
        with Prefetcher(self._read, FETCHERS, WINDOW) as ahead:
            ahead.add(self._chosen(ids))
            for wanted, read in ahead:
                if stop():
                    break
                watch(Progress(wanted.location, 0, 0))
                changes += self._changes(wanted, read)
        return changes

    def _read(self, wanted: CrawlTarget) -> Read:
        return self._reader.read(wanted.location, wanted.referrer)

    def _changes(self, wanted: CrawlTarget, read: Read) -> list[SourceChange]:
        source = self._catalog.find_source(source_id(wanted.location))
        if isinstance(read, SourceListing):
            before = {known.location: known for known in self._catalog.crawl_state.get_lists()}
            sources = {source.location: source for source in self._catalog.list_sources()}
            return compare_lists(before.get(read.location), read, sources) if wanted.again else []
        if isinstance(read, UnreadSource):
            title = source.title if source else ""
            return [SourceChange(source_id(wanted.location), title, wanted.location, "failed", error=str(read.error))]
        if source is None:
            return [SourceChange(source_id(read.location), read.document.title, read.location, "new")]
        return [compare(source, self._catalog.load_document(source), read.document)]

    def rebuild(self, watch: Watch) -> list[Outcome]:
        """Make the index anew from the stored texts: after a change of splitter or embedder, or a loss of vectors."""
        with self._lock.hold():
            self._stores.sweep()
            sources = self._catalog.list_sources()
            outdated = [source for source in sources if not self._stores.is_current(source)]
            errors: list[PinciteError] = []

            def note(found: int | PinciteError) -> None:
                if isinstance(found, PinciteError):
                    errors.append(found)

            with self._writer.line(watch, lambda: bool(errors)) as line:
                for source in outdated:
                    self._writer.renew(line, source, note)
                line.settle()
            if errors:
                raise errors[0]
            self._stores.sweep()
            self._vectors.drop_others()
            if self._vectors.count() != self._passages.count():
                self._vectors.add(*self._passages.load_vectors())
            renewed = {source.id for source in outdated}
            return [
                outcome_of(source, "updated" if source.id in renewed else "unchanged")
                for source in self._catalog.list_sources()
            ]

    def remove(self, source_ids: Sequence[str]) -> list[Source]:
        """Remove sources with their texts; raises ``UnknownSourceError`` before anything is removed."""
        with self._lock.hold():
            return self._removal.remove(source_ids)

    def withdraw(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> Removed:
        """Remove sources with their texts, and lists; return what ``restore`` puts them back from.

        Raises:
            UnknownSourceError: There is no such source; nothing is removed.
        """
        with self._lock.hold():
            return self._removal.withdraw(source_ids, list_ids)

    def restore(self, removed: Removed, watch: Watch, stop: Stop = never) -> list[Outcome]:
        """Index what was removed from what it was made of, with the links to and from it; reads nothing.

        Args:
            removed: Sources and lists. What was indexed again meanwhile stays as it is now.
            watch: Told of each step.
            stop: Asked whether to end early; what is not finished then is not there.

        Returns:
            An outcome for each source that is there then.
        """
        with self._lock.hold():
            return self._removal.restore(removed, watch, stop)

    def forget(self, ids: Sequence[str]) -> None:
        """Read lists, and pages that could not be read, no more; what came of them stays."""
        with self._lock.hold():
            self._catalog.crawl_state.forget(ids)

    def discard_texts(self, ids: Collection[str]) -> None:
        """Delete texts of replaced versions; one that is current by now stays.

        Raises:
            LockedError: Something is being indexed.
        """
        with self._lock.hold():
            self._catalog.discard_texts(ids)

    def _crawl(self, limits: LinkLimits, watch: Watch, stop: Stop) -> Crawler:
        return Crawler(self._reader, self._writer, self._catalog, Job(limits, watch, stop))

    def known(self) -> dict[str, str]:
        """Ids and locations of what ``reindex`` reads: sources, lists, and linked pages that could not be read."""
        return {id_: wanted.location for id_, wanted in self._known().items()}

    def _known(self) -> dict[str, CrawlTarget]:
        """What to read again, under the rules under which it was read first."""
        leads = self._catalog.crawl_state
        sources = {source.id: source for source in self._catalog.list_sources()}
        alone = self._catalog.list_unfollowed()
        known = {id_: _again(source, sources, follow=id_ not in alone) for id_, source in sources.items()}
        known |= {
            found.id: CrawlTarget(found.location, "document", again=True)
            for found in leads.get_lists()
            if not found.is_nested
        }
        known |= {
            page.id: CrawlTarget(page.location, "linked", page.parent, follow=False)
            for page in leads.get_failed_pages()
            if page.kind == "linked" and page.id not in known and source_id(page.parent) in sources
        }
        return known

    def _chosen(self, ids: Sequence[str] | None) -> list[CrawlTarget]:
        known = self._known()
        if ids is None:
            return list(known.values())
        if unknown := [id_ for id_ in ids if id_ not in known]:
            self._catalog.get_source(unknown[0])  # which raises
        return [known[id_] for id_ in dict.fromkeys(ids)]


def _again(source: Source, sources: Mapping[str, Source], *, follow: bool) -> CrawlTarget:
    if source.kind != "linked":
        return CrawlTarget(source.location, source.kind, follow=follow, again=True)
    parent = next((sources[id_] for id_ in source.linked_from if id_ in sources), source)
    return CrawlTarget(source.location, "linked", parent.location, follow=False)
