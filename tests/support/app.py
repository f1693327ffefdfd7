"""The bot in the test's own process, with fakes behind it, talking to the loopback Bot API server over HTTP."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from bot.answering.questions.introduction import Introduction
from bot.answering.quotes.text_fragment import build_fragment_link
from bot.answering.types import Answer, Citation, Question, Statement, Timings, Turn
from bot.executors import Executors
from bot.state.access import AccessPolicy
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.engine import open_bot_database
from bot.telegram.application import ALLOWED_UPDATES, BotApplication, BotLimits, Dependencies, build_application
from bot.telegram.dependencies import BotStores
from index.catalog.crawl_state import FailedPage, KnownList
from index.errors import NotFoundError, UnknownSourceError
from index.indexing.types import Outcome, Preview, Progress, Stop, Watch
from index.sources.list_contents import ListContents, find_list_contents
from index.types import Kind, Link, Source, Span, source_id, text_id
from tests.support.botapi.server import BotApiServer

TIMINGS = Timings(1.0, 2.0, 3.0)


def make_source(  # noqa: PLR0913 - a source has this many independent traits
    title: str = "The Atlantic Cable",
    *,
    location: str = "https://example.org/cable.html",
    kind: Kind = "article",
    author: str | None = "Ada Reporter",
    date: str | None = "1858-08-05",
    text: str = "",
    linked_from: tuple[str, ...] = (),
) -> Source:
    """A source; its id and the name of its text follow from location and text."""
    return Source(source_id(location), location, kind, title, author, date, "en", text_id(text), 12, linked_from)


def make_citation(n: int, source: Source, text: str, quote: str, context: Span | None = None) -> Citation:
    """A citation of a quote where it first stands in a text."""
    start = text.index(quote)
    span = Span(start, start + len(quote))
    around = context or Span(0, len(text))
    return Citation(n, source, span, around, quote, build_fragment_link(source.location, quote))


def quoting(question: str, *citations: Citation) -> Answer:
    """An answer that consists of its quotes; without any, it is that the sources do not say."""
    statements = tuple(Statement(citation.quote, (citation.n,)) for citation in citations)
    return Answer(question, "answered" if citations else "not_found", "quotes", statements, citations, TIMINGS)


@dataclass
class FakeCatalog:
    """What is indexed, in memory.

    Attributes:
        starts: Where the pages of every text start.
        failure: Raised by every look at a text, if it is set.
    """

    listed: list[Source] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    starts: tuple[int, ...] = ()
    failure: Exception | None = None

    @classmethod
    def of(cls, *sources: tuple[Source, str]) -> Self:
        """Of these sources with their texts."""
        catalog = cls()
        for source, text in sources:
            catalog.add(source, text)
        return catalog

    def add(self, source: Source, text: str) -> None:
        """Put a source and its text in."""
        self.listed.append(source)
        self.texts[source.text_id] = text

    def remove(self, source: Source) -> None:
        """Take a source and its text out."""
        self.listed.remove(source)
        del self.texts[source.text_id]

    def list_sources(self) -> list[Source]:
        """Every source."""
        return list(self.listed)

    def get_source(self, id_: str) -> Source:
        """The source of that id."""
        for source in self.listed:
            if source.id == id_:
                return source
        raise UnknownSourceError(f"No source has the id {id_}.")

    def get_text(self, id_: str) -> str | None:
        """The text of that name."""
        if self.failure is not None:
            raise self.failure
        return self.texts.get(id_)

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """Where the pages of a text start."""
        assert text_id in self.texts
        return self.starts


@dataclass
class FakeAnswerer:
    """Gives prepared answers, and what is not prepared the sources do not say.

    Attributes:
        prepared: Answers, or the errors to raise instead, by question.
        asked: The questions so far, in the order in which their answers were begun.
        told: With each of them, the sources and the history that it came with.
        pieces: What is shown of an answer while it is written, each state in turn.
        written: What a model wrote before, by question.
    """

    prepared: Mapping[str, Answer | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    told: list[tuple[Sequence[str] | None, Sequence[Turn]]] = field(default_factory=list)
    pieces: Sequence[str] = ()
    pause_s: float = 0.0
    written: Mapping[str, Answer] = field(default_factory=dict)
    _open: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._open.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """No answer is finished while the context is open."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def wait_until_asked(self, count: int) -> None:
        """Block until so many questions came in."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= count, timeout=10)

    def quote(self, question: Question) -> Answer:
        """The prepared answer, without a model."""
        found = self.prepared.get(question.text, quoting(question.text))
        if isinstance(found, Exception):
            raise found
        return found

    def known(self, question: str) -> Answer | None:
        """What a model wrote before."""
        return self.written.get(question)

    async def answer(self, question: Question) -> Answer:
        """The prepared answer."""
        with self._changed:
            self.asked.append(question.text)
            self.told.append((question.source_ids, question.history))
            self._changed.notify_all()
        for piece in self.pieces:
            if question.on_text is not None:
                question.on_text(piece)
            await asyncio.sleep(self.pause_s)
        await asyncio.to_thread(self._open.wait, 10)
        return self.quote(question)


@dataclass
class FakeSourceManager:
    """Indexes what it is told to into a catalog in memory, one page after another.

    Attributes:
        pages: What can be read: titles and texts by location.
        links: What a page links to.
        lists_at: Which of the pages are lists.
        known: Lists that were named.
        failed: What could not be read.
        renewed: What was to be read again, by id.
        failure: Raised by every look at a page to index, if it is set.
        gate: Closed, it holds each page before it is indexed.
        previewed: The locations that were looked at.
    """

    catalog: FakeCatalog
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    previewed: list[str] = field(default_factory=list)
    indexed: list[str] = field(default_factory=list)
    lists_at: frozenset[str] = frozenset()
    known: list[KnownList] = field(default_factory=list)
    failed: list[FailedPage] = field(default_factory=list)
    renewed: list[Sequence[str]] = field(default_factory=list)
    failure: Exception | None = None
    withdrawn: list[tuple[list[tuple[Source, str]], list[KnownList]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def preview(self, location: str) -> Preview:
        """What is there."""
        self.previewed.append(location)
        if Path(location).exists():
            self.pages[location] = (Path(location).name, Path(location).read_text(encoding="utf-8"))
        if location not in self.pages:
            raise NotFoundError(f"There is no page at {location}; check the address.")
        title, text = self.pages[location]
        links = tuple(Link(target, "") for target in self.links.get(location, ()))
        is_list = location in self.lists_at
        return Preview(location, title, None, None, "en", len(text.split()), links, None, is_list)

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index page after page until told to stop."""
        return self._read((location, *(self.links.get(location, ()) if follow else ())), watch, stop)

    def reindex(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index them again, and of lists what is not indexed yet."""
        self.renewed.append(ids)
        there = {source.id: source.location for source in self.catalog.listed}
        pages: list[str] = [there[id_] for id_ in ids if id_ in there]
        pages += [one.location for one in self.failed if one.id in ids]
        pages += [to for one in self.known if one.id in ids for to in one.targets if source_id(to) not in there]
        pages += [to for page in pages for to in self.links.get(page, ())]
        outcomes = self._read(pages, watch, stop)
        read = {outcome.location for outcome in outcomes if outcome.status != "failed"}
        self.failed = [one for one in self.failed if one.location not in read]
        return outcomes

    def get_lists(self) -> list[ListContents]:
        """The lists."""
        return find_list_contents(self.known, self.failed, self.catalog.listed)

    def get_failed_pages(self) -> list[FailedPage]:
        """What could not be read."""
        return list(self.failed)

    def _read(self, pages: Sequence[str], watch: Watch, stop: Stop) -> list[Outcome]:
        if self.failure is not None:
            raise self.failure
        outcomes: list[Outcome] = []
        for page in pages:
            watch(Progress(page, 0, 0))
            while not self.gate.wait(timeout=0.02):
                if stop():
                    return outcomes
            if stop():
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
        known = any(other.id == source.id for other in self.catalog.listed)
        if not known:
            self.catalog.add(source, text)
        return Outcome(source.id, title, page, "document", 1, "unchanged" if known else "added")

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Take sources and lists out."""
        gone = [
            (source, self.catalog.get_text(source.text_id) or "") for source in map(self.catalog.get_source, source_ids)
        ]
        self.withdrawn.append((gone, [known for known in self.known if known.id in list_ids]))
        for source, _ in gone:
            self.catalog.remove(source)
        self.known = [known for known in self.known if known.id not in list_ids]
        return str(len(self.withdrawn) - 1)

    def restore(self, withdrawn: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Put them back."""
        gone, known = self.withdrawn[int(withdrawn)]
        self.known += known
        for source, text in gone:
            watch(Progress(source.location, 1, 1))
            assert not stop()
            self.catalog.add(source, text)
        return [Outcome(source.id, source.title, source.location, source.kind, 1, "added") for source, _ in gone]

    def prune_texts(self, cited: Callable[[], Collection[str]]) -> int:
        """There are no old texts."""
        assert cited() is not None
        return 0


def make_dependencies(  # noqa: PLR0913 - each may be another
    folder: Path,
    *,
    answerer: FakeAnswerer | None = None,
    catalog: FakeCatalog | None = None,
    introduction: Callable[[], Introduction | None] = lambda: None,
    admins: frozenset[int] = frozenset({1}),
    source_manager: FakeSourceManager | None = None,
    policy: AccessPolicy | None = None,
    limits: BotLimits | None = None,
) -> Dependencies:
    """Services with a real store in a folder; made again over the same folder, they are those of a restart."""
    path = folder / "bot.sqlite"
    if not path.exists():
        path.write_bytes(_empty_store())
    store, catalog = open_bot_database(path), catalog or FakeCatalog()
    source_manager = source_manager or FakeSourceManager(catalog)
    return Dependencies(
        answerer=answerer or FakeAnswerer(),
        catalog=catalog,
        source_manager=source_manager,
        preview=source_manager.preview,
        answers=AnswerStore(store),
        conversations=ConversationStore(store),
        stores=BotStores.open(store, policy or AccessPolicy(admins=admins)),
        executors=Executors(),
        introduce=introduction,
        suggest_questions=lambda source: [f"What does {source.title} say?"],
        quote=(answerer or FakeAnswerer()).quote,
        find_cached_answer=(answerer or FakeAnswerer()).known,
        data_dir=folder,
        limits=limits or BotLimits(),
    )


@cache
def _empty_store() -> bytes:
    """The file of an empty store, which takes a tenth of a second to make."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bot.sqlite"
        open_bot_database(path).close()
        return path.read_bytes()


@asynccontextmanager
async def running(dependencies: Dependencies, server: BotApiServer) -> AsyncIterator[BotApplication]:
    """The bot, polling in the running event loop until the context ends; then its services are closed."""
    application = build_application(
        dependencies, token=server.token, base_url=server.base_url, base_file_url=server.base_file_url
    )
    updater = application.updater
    assert updater is not None
    assert application.post_init is not None
    async with application:
        await application.post_init(application)
        await updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        await application.start()
        try:
            yield application
        finally:
            await updater.stop()
            await application.stop()
            assert application.post_stop is not None
            await application.post_stop(application)
    dependencies.close()
