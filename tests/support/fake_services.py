"""Fakes of the answerer, the catalog and the source manager, for tests of the bot in Telegram."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from bot.answering.types import Answer, Question
from index.catalog.crawl_state import FailedPage, KnownList
from index.catalog.text_structure import TextPlace, page_at, section_above
from index.errors import NotFoundError, UnknownSourceError
from index.indexing.types import Outcome, Preview, Progress, Stop, Watch
from index.sources.list_contents import ListContents, find_list_contents
from index.types import Heading, Link, Source, Span, source_id, text_id
from tests.support.sample_answers import make_source, quote_answer


@dataclass
class FakeCatalog:
    """A catalog in memory.

    Attributes:
        sources: The indexed sources.
        texts: Their texts, by id.
        page_offsets: Where the pages of every text start.
        headings: The headings of a text, by its id.
        failure: Raised by every lookup of a text, if it is set.
    """

    sources: list[Source] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    page_offsets: tuple[int, ...] = ()
    headings: dict[str, tuple[Heading, ...]] = field(default_factory=dict)
    failure: Exception | None = None

    @classmethod
    def containing(cls, *sources: tuple[Source, str]) -> Self:
        """Make a catalog of these sources with their texts."""
        catalog = cls()
        for source, text in sources:
            catalog.add(source, text)
        return catalog

    def add(self, source: Source, text: str) -> None:
        """Add a source and its text."""
        self.sources.append(source)
        self.texts[source.text_id] = text

    def renew(self, source: Source, text: str) -> None:
        """Give a source a newer text; the older one stays."""
        self.texts[text_id(text)] = text
        self.sources = [replace(one, text_id=text_id(text)) if one.id == source.id else one for one in self.sources]

    def remove(self, source: Source) -> None:
        """Remove a source and its text."""
        self.sources.remove(source)
        del self.texts[source.text_id]

    def list_sources(self) -> list[Source]:
        """Return every source."""
        return list(self.sources)

    def find_source(self, id_: str) -> Source | None:
        """Return the source with this id; None if there is none."""
        return next((source for source in self.sources if source.id == id_), None)

    def get_source(self, id_: str) -> Source:
        """Return the source with this id; raises ``UnknownSourceError``."""
        found = self.find_source(id_)
        if found is None:
            raise UnknownSourceError(f"No source has the id {id_}.")
        return found

    def get_text(self, id_: str) -> str | None:
        """Return the text with this id."""
        if self.failure is not None:
            raise self.failure
        return self.texts.get(id_)

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return False: the text was not read from a picture."""
        assert text_id
        return span.end < span.start

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """Return where the pages of a text start."""
        assert text_id in self.texts
        return self.page_offsets

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return the headings of a text."""
        return self.headings.get(text_id, ())

    def read_cited(self, source_id: str, text_id: str, offset: int) -> tuple[Source, TextPlace]:
        """Return a source, and the place of an offset of a text."""
        text = self.texts[text_id]
        section = tuple(span.slice(text) for span in section_above(self.get_headings(text_id), offset))
        return self.get_source(source_id), TextPlace(page_at(self.get_page_offsets(text_id), offset), section)


@dataclass
class FakeAnswerer:
    """Answers prepared questions; it finds no answer to others.

    Attributes:
        prepared: Answers, or errors to raise instead, by question.
        questions: The questions so far, in the order in which their answers began.
        partial_texts: The states of an answer that a preview shows, in order.
        pause_s: The time between two states.
        cached: Answers of a model from before, by question.
    """

    prepared: Mapping[str, Answer | Exception] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    partial_texts: Sequence[str] = ()
    pause_s: float = 0.0
    cached: Mapping[str, Answer] = field(default_factory=dict)
    _open: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._open.set()

    @property
    def asked(self) -> list[str]:
        """The texts of the questions so far."""
        return [question.text for question in self.questions]

    @contextmanager
    def pause_answers(self) -> Iterator[None]:
        """Finish no answer while the context is open."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def wait_until_asked(self, count: int) -> None:
        """Block until this many questions arrived."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.questions) >= count, timeout=10)

    def quote(self, question: Question) -> Answer:
        """Return the prepared answer, without a model."""
        found = self.prepared.get(question.text, quote_answer(question.text))
        if isinstance(found, Exception):
            raise found
        return found

    async def check(self, text: Question) -> Answer:
        """Return the prepared answer."""
        self.questions.append(text)
        return self.quote(text)

    def find_cached(self, question: str) -> Answer | None:
        """Return the answer of a model from before."""
        return self.cached.get(question)

    async def answer(self, question: Question) -> Answer:
        """Return the prepared answer, after its states."""
        with self._changed:
            self.questions.append(question)
            self._changed.notify_all()
        for text in self.partial_texts:
            if question.on_text is not None:
                question.on_text(text)
            await asyncio.sleep(self.pause_s)
        await asyncio.to_thread(self._open.wait, 10)
        return self.quote(question)


@dataclass
class FakeSourceManager:
    """Indexes pages in memory into a fake catalog, one after another.

    Attributes:
        pages: The title and text of each page, by location.
        links: The links of each page, by location.
        list_locations: Which of the pages are lists.
        known_lists: Lists that users named.
        failed_pages: Pages that could not be read.
        reindexed: The ids of each call to index again.
        failure: Raised by every call that indexes, if it is set.
        gate: While it is clear, no page is indexed.
        previewed: The locations that were previewed.
        begun: The locations that a call came to.
        indexed: The locations that were indexed.
        stopped: The locations before which a call was stopped.
        removed: The sources with their texts, and the lists, of each removal.
    """

    catalog: FakeCatalog
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    previewed: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    indexed: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    list_locations: frozenset[str] = frozenset()
    known_lists: list[KnownList] = field(default_factory=list)
    failed_pages: list[FailedPage] = field(default_factory=list)
    reindexed: list[Sequence[str]] = field(default_factory=list)
    failure: Exception | None = None
    removed: list[tuple[list[tuple[Source, str]], list[KnownList]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def preview(self, location: str) -> Preview:
        """Read a page or a file without indexing it."""
        self.previewed.append(location)
        self._read_file(location)
        if location not in self.pages:
            raise NotFoundError(f"There is no page at {location}; check the address.")
        title, text = self.pages[location]
        links = tuple(Link(target, "") for target in self.links.get(location, ()))
        is_list = location in self.list_locations
        return Preview(location, title, None, None, "en", len(text.split()), links, None, is_list)

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a page or a file, and the pages that it links to if ``follow``."""
        self._read_file(location)
        return self._index_all((location, *(self.links.get(location, ()) if follow else ())), watch, stop)

    def _read_file(self, location: str) -> None:
        if Path(location).exists():
            self.pages[location] = (Path(location).name, Path(location).read_text(encoding="utf-8"))

    def reindex(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index sources and failed pages again, and the new entries of lists."""
        self.reindexed.append(ids)
        existing = {source.id: source.location for source in self.catalog.sources}
        pages: list[str] = [existing[id_] for id_ in ids if id_ in existing]
        pages += [page.location for page in self.failed_pages if page.id in ids]
        lists = [one for one in self.known_lists if one.id in ids]
        pages += [target for one in lists for target in one.targets if source_id(target) not in existing]
        pages += [target for page in pages for target in self.links.get(page, ())]
        outcomes = self._index_all(pages, watch, stop)
        read = {outcome.location for outcome in outcomes if outcome.status != "failed"}
        self.failed_pages = [page for page in self.failed_pages if page.location not in read]
        return outcomes

    def get_lists(self) -> list[ListContents]:
        """Return the lists."""
        return find_list_contents(self.known_lists, self.failed_pages, self.catalog.sources)

    def get_failed_pages(self) -> list[FailedPage]:
        """Return the pages that could not be read."""
        return list(self.failed_pages)

    def _index_all(self, pages: Sequence[str], watch: Watch, stop: Stop) -> list[Outcome]:
        if self.failure is not None:
            raise self.failure
        outcomes: list[Outcome] = []
        for page in pages:
            watch(Progress(page, 0, 0))
            self.begun.append(page)
            while not self.gate.wait(timeout=0.02) and not stop():
                pass
            if stop():
                self.stopped.append(page)
                return outcomes
            outcomes.append(self._index(page))
            failed = outcomes[-1].status == "failed"
            watch(Progress(page, 0, 0, "failed") if failed else Progress(page, 1, 1))
        return outcomes

    def _index(self, page: str) -> Outcome:
        self.indexed.append(page)
        if page not in self.pages:
            return Outcome(source_id(page), "", page, "document", 0, "failed", f"There is no page at {page}.")
        title, text = self.pages[page]
        source = make_source(title, location=page, kind="document", text=text)
        is_known = any(other.id == source.id for other in self.catalog.sources)
        if not is_known:
            self.catalog.add(source, text)
        return Outcome(source.id, title, page, "document", 1, "unchanged" if is_known else "added")

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Remove sources and lists; returns the argument for ``restore``."""
        sources = [
            (source, self.catalog.get_text(source.text_id) or "") for source in map(self.catalog.get_source, source_ids)
        ]
        self.removed.append((sources, [one for one in self.known_lists if one.id in list_ids]))
        for source, _ in sources:
            self.catalog.remove(source)
        self.known_lists = [one for one in self.known_lists if one.id not in list_ids]
        return str(len(self.removed) - 1)

    def restore(self, undo_data: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Restore removed sources and lists."""
        sources, lists = self.removed[int(undo_data)]
        self.known_lists += lists
        for source, text in sources:
            watch(Progress(source.location, 1, 1))
            assert not stop()
            self.catalog.add(source, text)
        return [Outcome(source.id, source.title, source.location, source.kind, 1, "added") for source, _ in sources]

    def prune_texts(self, cited: Callable[[], Collection[str]]) -> int:
        """Delete nothing, because there are no old texts."""
        assert cited() is not None
        return 0
