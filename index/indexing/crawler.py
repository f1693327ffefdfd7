"""The crawler: from named sources to the pages that they link to, breadth first, with pages fetched ahead."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.catalog.catalog import Catalog
from index.concurrency.prefetch import Prefetcher
from index.errors import RefusedError, UnsupportedError
from index.indexing.crawl_targets import CrawlTarget
from index.indexing.pipeline import Pipeline
from index.indexing.types import CrawlOptions, Outcome, Progress
from index.indexing.version_writer import VersionWriter, failed_outcome, outcome_of
from index.sources.crawl_report import CrawlReport
from index.sources.source_reader import ReadResult, ReadSource, SourceReader, UnreadSource
from index.types import Link, SourceListing, source_id

FETCHERS = 8
WINDOW = 12
"""How many pages are in memory at a time, at most."""

_MAX_LIST_DEPTH = 2  # a sitemap of sitemaps


class Crawler:
    """One run from some sources."""

    def __init__(self, reader: SourceReader, writer: VersionWriter, catalog: Catalog, options: CrawlOptions) -> None:
        """Read with ``reader``, write with ``writer`` and store in ``catalog`` which source links to which."""
        self._reader = reader
        self._writer = writer
        self._catalog = catalog
        self._options = options
        self._report = CrawlReport(catalog.crawl_state)
        self._outcomes: list[Outcome | None] = []  # one for each source, in the order of reading
        self._list_errors: list[UnreadSource] = []  # unreadable entries, and lists over the limit; reported at the end
        # All of these are locations.
        self._starts: set[str] = set()
        self._named: set[str] = set()  # by a user, or by a list that a user named
        self._seen: set[str] = set()  # read, or going to be read
        self._indexed: set[str] = set()
        self._failed: set[str] = set()
        self._landed: dict[str, str] = {}  # from a target to where redirects led
        self._links: dict[str, tuple[Link, ...]] = {}  # of each source whose links are followed
        self._new_parents: set[str] = set()  # of pages that are added now, while the parent itself may not be read
        self._counted: set[tuple[str, str]] = set()  # root and target of each link that was followed
        self._taken: Counter[str] = Counter()  # how many of them, by root

    def run(self, starts: Iterable[CrawlTarget]) -> list[Outcome]:
        """Index sources and the pages that they link to, in this order."""
        starts = [replace(start, root=start.location) for start in starts]
        self._starts = {start.location for start in starts}
        self._seen |= self._starts
        self._named.update(start.location for start in starts if start.kind != "linked")
        options = self._options
        with (
            Prefetcher(self._read, FETCHERS, WINDOW, options.stop) as prefetcher,
            self._writer.open_pipeline(options.watch, options.stop) as pipeline,
        ):
            prefetcher.add(starts)
            for target, read in prefetcher:
                pipeline.is_stopped = pipeline.is_stopped or options.stop()
                if pipeline.is_stopped:
                    break
                prefetcher.add(self._find_targets(target, read))  # fetched while this one is embedded
                self._index(pipeline, target, read)
                while pipeline.is_busy and not prefetcher.is_ready_before(pipeline.next):
                    pipeline.advance()
            pipeline.is_stopped = pipeline.is_stopped or prefetcher.is_stopped
        self._store_links(is_stopped=pipeline.is_stopped)
        outcomes = [*filter(None, self._outcomes)]
        if not pipeline.is_stopped:
            outcomes += self._find_unlisted()
            indexed = filter(self._indexed.__contains__, self._links)
            self._report.save({parent: {link.target for link in self._links[parent]} for parent in indexed})
        return outcomes + [failed_outcome(None, one.location, "document", one.error) for one in self._list_errors]

    def _read(self, target: CrawlTarget) -> ReadResult:
        read = self._reader.read(target.location, target.referrer)
        is_too_deep = target.depth or target.kind == "linked" or target.list_depth >= _MAX_LIST_DEPTH
        if isinstance(read, SourceListing) and is_too_deep:
            reason = f"{target.location} is a list of other pages, and lists are only read where a person names them."
            return UnreadSource(read.location, UnsupportedError(f"{reason} Name it yourself to index what it lists."))
        return read

    def _find_targets(self, target: CrawlTarget, read: ReadResult) -> list[CrawlTarget]:
        """The targets that a source leads to."""
        if self._is_repeated(target, read):
            return []
        if isinstance(read, SourceListing):
            return list(self._list_entries(target, read))
        follows = target.follows_links and target.depth < self._options.limits.depth
        if isinstance(read, UnreadSource) or not follows:
            return []
        self._links[read.location] = read.document.links
        return list(self._follow_links(target, read))

    def _follow_links(self, target: CrawlTarget, read: ReadSource) -> Iterator[CrawlTarget]:
        """The links of a page, as far as the page limit of its root allows."""
        for link in read.document.links:
            if (target.root, link.target) in self._counted or link.target in self._named:
                continue
            if self._taken[target.root] >= self._options.limits.pages:
                return
            self._counted.add((target.root, link.target))
            self._taken[target.root] += 1
            if link.target not in self._seen:
                self._seen.add(link.target)
                yield CrawlTarget(link.target, "linked", read.location, target.root, target.depth + 1)

    def _list_entries(self, target: CrawlTarget, read: SourceListing) -> Iterator[CrawlTarget]:
        """The entries of a list, which count as named by the user; the list is their referrer."""
        self._list_errors += [UnreadSource(entry.location, UnsupportedError(entry.reason)) for entry in read.unread]
        links = self._report.add_list(read, is_nested=bool(target.list_depth), only_new=target.is_known)
        fresh = [link.target for link in links if link.target not in self._seen]
        limit = self._options.limits.listed
        if target.is_known:
            self._taken[target.root] += len({link.target for link in read.links} & self._starts)
        room = max(limit - self._taken[target.root], 0)
        self._taken[target.root] += min(len(fresh), room)
        if len(fresh) > room:
            reason = (
                f"{read.title} lists {len(read.links)} pages, and {limit} of a list are indexed; "
                "raise PINCITE_LISTED_PAGES_MAX for more."
            )
            self._list_errors.append(UnreadSource(read.location, RefusedError(reason)))
        for location in fresh[:room]:
            self._seen.add(location)
            self._named.add(location)
            yield replace(
                target,
                location=location,
                kind="document",
                referrer=read.referrer,
                list_depth=target.list_depth + 1,
                follows_links=False,
            )

    def _index(self, pipeline: Pipeline, target: CrawlTarget, read: ReadResult) -> None:
        """Add one source to the pipeline."""
        self._landed[target.location] = read.location
        if isinstance(read, SourceListing) or self._is_repeated(target, read):
            return

        def has_lost_parent() -> bool:
            return bool(target.depth) and target.referrer in self._failed

        if has_lost_parent():
            return
        self._seen.add(read.location)
        place = len(self._outcomes)
        self._outcomes.append(None)

        def on_outcome(outcome: Outcome) -> None:
            self._outcomes[place] = outcome
            self._note_outcome(target, read, outcome)

        self._writer.write(pipeline, read, target.kind, on_outcome, has_lost_parent)

    def _note_outcome(self, target: CrawlTarget, read: ReadResult, outcome: Outcome) -> None:
        if outcome.status in {"unchanged", "failed"}:
            self._options.watch(Progress(read.location, 0, 0, outcome.status))
        if outcome.status != "failed":
            self._indexed.add(read.location)
            self._store_follows_links(target, outcome)
            self._report.add_reached(target.location, read.location)
            if outcome.status == "added" and target.referrer and not target.depth:
                self._new_parents.add(target.referrer)
            return
        self._failed.add(read.location)
        if not outcome.passages and (parent := target.referrer or (target.root if target.list_depth else None)):
            self._report.add_failed(target.location, target.kind, parent, outcome.error or "")

    def _store_follows_links(self, target: CrawlTarget, outcome: Outcome) -> None:
        """Store whether the user wanted a source's links as well, for the next re-index."""
        is_choice = not (target.is_known or target.list_depth) or outcome.status == "added"
        if target.kind != "linked" and is_choice:
            limits = self._options.limits
            follows_links = bool(target.follows_links and limits.depth and limits.pages)
            self._catalog.set_follows_links(outcome.id, follows_links=follows_links)

    def _store_links(self, *, is_stopped: bool) -> None:
        for parent in filter(self._indexed.__contains__, self._links):
            self._catalog.set_links(source_id(parent), self._edges(self._links[parent]), keep=is_stopped)
        for parent in self._new_parents - self._links.keys():
            fetch_record = self._catalog.find_fetch_record(source_id(parent))
            links = fetch_record.links if fetch_record else ()
            self._catalog.set_links(source_id(parent), self._edges(links), keep=True)

    def _edges(self, links: Iterable[Link]) -> list[tuple[str, str]]:
        return [(source_id(self._landed.get(link.target, link.target)), link.text) for link in links]

    def _find_unlisted(self) -> Iterator[Outcome]:
        """The sources that disappeared from their list, and to which nothing else links."""
        for location, title in self._report.find_unlisted().items():
            source = self._catalog.find_source(source_id(self._landed.get(location, location)))
            if source and source.kind == "document" and not source.linked_from:
                reason = f"{title} does not list it any more; it stays until somebody removes it."
                yield replace(outcome_of(source, "unlisted"), error=reason)

    def _is_repeated(self, target: CrawlTarget, read: ReadResult) -> bool:
        """Whether a redirect led to a page that was read already, or will be."""
        return read.location != target.location and read.location in self._seen
