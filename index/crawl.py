"""From one named source over what it links to: breadth first, pages fetched ahead of the one that is embedded."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.ahead import Ahead
from index.catalog import Catalog, source_id
from index.jobs import Job, Outcome, Progress
from index.pages import Page, Reader, Unread
from index.types import Document, Kind
from index.writing import Writer

_FETCHERS = 8
_WINDOW = 12  # pages in memory at a time, at most


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A page to read, ``depth`` links away from the named source; ``parent`` is what links to it."""

    location: str
    parent: str | None
    depth: int


class Crawl:
    """One run from one named source."""

    def __init__(self, reader: Reader, writer: Writer, catalog: Catalog, job: Job) -> None:
        """Read with ``reader``, write with ``writer`` and note in ``catalog`` what links to what."""
        self._reader = reader
        self._writer = writer
        self._catalog = catalog
        self._job = job
        self._outcomes: list[Outcome] = []
        self._failed: set[str] = set()
        self._seen: set[str] = set()
        self._landed: dict[str, str] = {}
        self._followed: dict[str, Document] = {}
        self._room = job.limits.pages

    def run(self, location: str, kind: Kind) -> list[Outcome]:
        """Index a source and what it links to; the source's own outcome comes first."""
        self._seen.add(location)
        with Ahead(self._read, threads=_FETCHERS, window=_WINDOW) as ahead:
            ahead.add([_Wanted(location, None, 0)])
            for wanted, read in ahead:
                if self._job.stop():
                    break
                ahead.add(self._take(wanted, read))
                if not self._index(wanted, read, kind):
                    break
        for parent, document in self._followed.items():
            self._catalog.set_links(source_id(parent), self._edges(document))
        return self._outcomes

    def _read(self, wanted: _Wanted) -> Page | Unread:
        return self._reader.read(wanted.location, wanted.parent)

    def _take(self, wanted: _Wanted, read: Page | Unread) -> Iterable[_Wanted]:
        """What to read next, so that it is fetched while this page is embedded."""
        if self._is_repeated(wanted, read) or isinstance(read, Unread) or wanted.depth >= self._job.limits.depth:
            return []
        targets = [link.target for link in read.document.links if link.target not in self._seen][: self._room]
        self._seen.update(targets)
        self._room -= len(targets)
        self._followed[read.location] = read.document
        return [_Wanted(target, read.location, wanted.depth + 1) for target in targets]

    def _index(self, wanted: _Wanted, read: Page | Unread, kind: Kind) -> bool:
        """Index one page; whether to go on."""
        self._landed[wanted.location] = read.location
        if self._is_repeated(wanted, read) or wanted.parent in self._failed:
            return True
        self._seen.add(read.location)
        self._job.watch(Progress(wanted.location, 0, 0))
        outcome = self._writer.store(read, "linked" if wanted.depth else kind, self._job.watch, self._job.stop)
        if outcome is None:
            return False
        self._outcomes.append(outcome)
        if outcome.status == "failed":
            self._failed.add(read.location)
            self._followed.pop(read.location, None)
        return True

    def _is_repeated(self, wanted: _Wanted, read: Page | Unread) -> bool:
        """Whether a redirect led to a page that was read already, or will be."""
        return read.location != wanted.location and read.location in self._seen

    def _edges(self, document: Document) -> list[tuple[str, str]]:
        return [(source_id(self._landed.get(link.target, link.target)), link.words) for link in document.links]
