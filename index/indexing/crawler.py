"""From named sources over what they link to: breadth first, pages fetched ahead of the one that is embedded."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.catalog.catalog import Catalog
from index.concurrency.prefetch import Prefetcher
from index.errors import RefusedError, UnsupportedError
from index.indexing.pipeline import Pipeline
from index.indexing.types import Job, Outcome, Progress
from index.indexing.version_writer import VersionWriter, failed, outcome_of
from index.sources.crawl_report import CrawlReport
from index.sources.listings import SourceListing
from index.sources.source_reader import Read, ReadSource, SourceReader, UnreadSource
from index.types import Kind, Link, source_id

FETCHERS = 8
WINDOW = 12  # pages in memory at a time, at most
_MOST_LISTS = 2  # a sitemap of sitemaps


@dataclass(frozen=True, slots=True)
class CrawlTarget:
    """A source to read.

    Attributes:
        kind: What it is to become.
        referrer: What links to it; None where a person named it.
        root: The named source from which it was found; counts its linked pages.
        depth: How many links away from that.
        listed: How many lists lead to it.
        follow: Whether its own links are followed.
        again: Whether it was read before: of a list only what is new in it is wanted.
    """

    location: str
    kind: Kind
    referrer: str | None = None
    root: str = ""
    depth: int = 0
    listed: int = 0
    follow: bool = True
    again: bool = False


class Crawler:
    """One run from some sources."""

    def __init__(self, reader: SourceReader, writer: VersionWriter, catalog: Catalog, job: Job) -> None:
        """Read with ``reader``, write with ``writer`` and note in ``catalog`` what links to what."""
        self._reader = reader
        self._writer = writer
        self._catalog = catalog
        self._job = job
        self._outcomes: list[Outcome | None] = []  # a place for each source, in the order in which they are read
        self._failed: set[str] = set()
        self._seen: set[str] = set()  # what is or will be read, and where it was found
        self._started: set[str] = set()
        self._named: set[str] = set()
        self._counted: set[tuple[str, str]] = set()  # root and target of the links that were followed
        self._taken: Counter[str] = Counter()  # by root
        self._landed: dict[str, str] = {}
        self._followed: dict[str, tuple[Link, ...]] = {}
        self._indexed: set[str] = set()
        self._adopters: set[str] = set()  # what led to pages that can be read only now, and is not read itself
        self._findings = CrawlReport(catalog.crawl_state)
        self._notes: list[UnreadSource] = []  # what is said at the end

    def run(self, starts: Iterable[CrawlTarget]) -> list[Outcome]:
        """Index sources and what they link to, in this order."""
        starts = [replace(start, root=start.location) for start in starts]
        self._started = {start.location for start in starts}
        self._seen |= self._started
        self._named.update(start.location for start in starts if start.kind != "linked")
        with (
            Prefetcher(self._read, FETCHERS, WINDOW) as ahead,
            self._writer.line(self._job.watch, self._job.stop) as line,
        ):
            ahead.add(starts)
            for wanted, read in ahead:
                line.is_stopped = line.is_stopped or self._job.stop()
                if line.is_stopped:
                    break
                ahead.add(self._next(wanted, read))  # fetched while this one is embedded
                self._index(line, wanted, read)
                while line.is_busy and not ahead.is_ready_before(line.next):
                    line.advance()
        for parent in filter(self._indexed.__contains__, self._followed):
            self._catalog.set_links(source_id(parent), self._edges(self._followed[parent]), keep=line.is_stopped)
        for parent in self._adopters - self._followed.keys():
            receipt = self._catalog.find_fetch_record(source_id(parent))
            self._catalog.set_links(source_id(parent), self._edges(receipt.links if receipt else ()), keep=True)
        outcomes = [*filter(None, self._outcomes)]
        if not line.is_stopped:
            outcomes += self._unlisted()
            indexed = filter(self._indexed.__contains__, self._followed)
            self._findings.note({parent: {link.target for link in self._followed[parent]} for parent in indexed})
        return outcomes + [failed(None, note.location, "document", note.error) for note in self._notes]

    def _read(self, wanted: CrawlTarget) -> Read:
        read = self._reader.read(wanted.location, wanted.referrer)
        if isinstance(read, SourceListing) and (
            wanted.depth or wanted.kind == "linked" or wanted.listed >= _MOST_LISTS
        ):
            reason = f"{wanted.location} is a list of other pages, and lists are only read where a person names them."
            return UnreadSource(read.location, UnsupportedError(f"{reason} Name it yourself to index what it lists."))
        return read

    def _next(self, wanted: CrawlTarget, read: Read) -> list[CrawlTarget]:
        if self._is_repeated(wanted, read):
            return []
        if isinstance(read, SourceListing):
            return list(self._entries(wanted, read))
        if isinstance(read, UnreadSource) or not wanted.follow or wanted.depth >= self._job.limits.depth:
            return []
        self._followed[read.location] = read.document.links
        return list(self._linked(wanted, read))

    def _linked(self, wanted: CrawlTarget, read: ReadSource) -> Iterator[CrawlTarget]:
        """What a page links to, as far as its root's number of pages allows."""
        for link in read.document.links:
            if (wanted.root, link.target) in self._counted or link.target in self._named:
                continue
            if self._taken[wanted.root] >= self._job.limits.pages:
                return
            self._counted.add((wanted.root, link.target))
            self._taken[wanted.root] += 1
            if link.target not in self._seen:
                self._seen.add(link.target)
                yield CrawlTarget(link.target, "linked", read.location, wanted.root, wanted.depth + 1)

    def _entries(self, wanted: CrawlTarget, read: SourceListing) -> Iterator[CrawlTarget]:
        """What a list names: as good as named by the person who named the list, but for where it may lead."""
        links = self._findings.entries(read, is_nested=bool(wanted.listed), is_again=wanted.again)
        fresh = [link.target for link in links if link.target not in self._seen]
        if wanted.again:
            self._taken[wanted.root] += len({link.target for link in read.links} & self._started)
        room = max(self._job.limits.listed - self._taken[wanted.root], 0)
        self._taken[wanted.root] += min(len(fresh), room)
        if len(fresh) > room:
            reason = (
                f"{read.title} lists {len(read.links)} pages, and {self._job.limits.listed} of a list are indexed; "
                "raise PINCITE_LISTED_PAGES_MAX for more."
            )
            self._notes.append(UnreadSource(read.location, RefusedError(reason)))
        for target in fresh[:room]:
            self._seen.add(target)
            self._named.add(target)
            yield replace(
                wanted, location=target, kind="document", referrer=read.referrer, listed=wanted.listed + 1, follow=False
            )

    def _index(self, line: Pipeline, wanted: CrawlTarget, read: Read) -> None:
        """Put one source on its way into the index."""
        self._landed[wanted.location] = read.location
        if isinstance(read, SourceListing) or self._is_repeated(wanted, read):
            return

        def has_lost_parent() -> bool:
            return bool(wanted.depth) and wanted.referrer in self._failed

        if has_lost_parent():
            return
        self._seen.add(read.location)
        place = len(self._outcomes)
        self._outcomes.append(None)

        def note(outcome: Outcome) -> None:
            self._outcomes[place] = outcome
            self._note(wanted, read, outcome)

        self._writer.store(line, read, wanted.kind, note, has_lost_parent)

    def _note(self, wanted: CrawlTarget, read: Read, outcome: Outcome) -> None:
        if outcome.status in {"unchanged", "failed"}:
            self._job.watch(Progress(read.location, 0, 0, outcome.status))
        if outcome.status != "failed":
            self._indexed.add(read.location)
            self._note_reach(wanted, outcome)
            self._findings.reached(wanted.location, read.location)
            if outcome.status == "added" and wanted.referrer and not wanted.depth:
                self._adopters.add(wanted.referrer)
            return
        self._failed.add(read.location)
        if not outcome.passages and (parent := wanted.referrer or (wanted.root if wanted.listed else None)):
            self._findings.failed(wanted.location, wanted.kind, parent, outcome.error or "")

    def _note_reach(self, wanted: CrawlTarget, outcome: Outcome) -> None:
        """Note whether a person wanted what a source links to as well, which holds when it is read again."""
        is_choice = not (wanted.again or wanted.listed) or outcome.status == "added"
        if wanted.kind != "linked" and is_choice:
            limits = self._job.limits
            self._catalog.set_follows_links(
                outcome.id, follows_links=bool(wanted.follow and limits.depth and limits.pages)
            )

    def _unlisted(self) -> Iterator[Outcome]:
        """Sources that are no longer in the list from which they came, and to which nothing else links."""
        for target, title in self._findings.gone().items():
            source = self._catalog.find_source(source_id(self._landed.get(target, target)))
            if source and source.kind == "document" and not source.linked_from:
                reason = f"{title} does not list it any more; it stays until somebody removes it."
                yield replace(outcome_of(source, "unlisted"), error=reason)

    def _is_repeated(self, wanted: CrawlTarget, read: Read) -> bool:
        """Whether a redirect led to a page that was read already, or will be."""
        return read.location != wanted.location and read.location in self._seen

    def _edges(self, links: Iterable[Link]) -> list[tuple[str, str]]:
        return [(source_id(self._landed.get(link.target, link.target)), link.text) for link in links]
