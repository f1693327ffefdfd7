"""What the Telegram layer works with: the answerer, the sources, the stores and the limits of the bot."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from bot.answering.chat_language.quote_limits import asks_for_view
from bot.answering.chat_language.small_talk import classify_small_talk
from bot.answering.introduction import Introduction
from bot.answering.types import Answer, AnswersQuestions, Question
from bot.executors import Executors
from bot.state.access import AccessControl, AccessPolicy
from bot.state.activity import ActivityReports
from bot.state.answers import AnswerStore, StoredCitation
from bot.state.conversations import ConversationStore
from bot.state.inbox import Inbox
from bot.state.job_queue import JobQueue
from bot.state.limits.voice_seconds import VoiceSeconds
from bot.state.outbox import Outbox
from bot.state.replicas.cached_answers import CachedAnswers
from bot.state.replicas.replication import Replication
from bot.state.subscriptions.citation_watches import CitationWatches
from bot.state.subscriptions.open_questions import OpenQuestions
from bot.state.upload_store import UploadStore
from bot.state.users import UserStore
from bot.telegram.types import BotApplication
from index.catalog.crawl_state import FailedPage
from index.catalog.database import Database
from index.indexing.types import Outcome, Preview, Stop, Watch
from index.parsing.page_pictures.task_format import PagePicture
from index.sources.list_contents import ListContents
from index.types import Heading, Source, Span


class ReadsSources(Protocol):
    """Reads indexed sources. Blocking."""

    def list_sources(self) -> list[Source]:
        """Return every current source, in order."""

    def find_source(self, id_: str) -> Source | None:
        """Return a current source; None if no source has that id."""

    def get_source(self, id_: str) -> Source:
        """Return a current source; raises ``UnknownSourceError``."""

    def get_text(self, id_: str) -> str | None:
        """Return a stored text; None if its source was removed."""

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """Return the offset at which each page of a stored text starts; empty for a text without pages."""

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return whether a part of a span of a stored text was read from a picture."""

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return the headings of a stored text, ascending."""


class ReindexesOnSchedule(Protocol):
    """Indexes sources again in the background."""

    async def run(
        self, on_failures: Callable[[Sequence[Outcome]], Awaitable[None]], on_error: Callable[[str], Awaitable[None]]
    ) -> None:
        """Run until cancelled.

        Args:
            on_failures: Receives the sources that could not be read.
            on_error: Receives the reason why run after run failed as a whole.
        """

    def due_in_s(self) -> float:
        """Return the seconds until the next run. Blocking."""


class MarksQuotes(Protocol):
    """Draws pages of PDF files with a quote marked."""

    async def can_mark(self, place: tuple[str, str, Span]) -> bool:
        """Return whether the quote at a source's id, a text's id and a span is surely found on its pages."""

    async def draw(self, place: tuple[str, str, Span]) -> Sequence[PagePicture]:
        """Return the pages of a quote with the quote marked; nothing if it is not surely found."""


class FindsPhotographedPages(Protocol):
    """Finds the page of which somebody sends a photo."""

    async def read(self, picture: bytes) -> Sequence[str]:
        """Return the lines that are surely read in a photo; none if it cannot be read."""

    def find(self, lines: Sequence[str], source_ids: Sequence[str] | None) -> Answer:
        """Return an answer that quotes the sentences with these words. Blocking; raises ``NothingIndexedError``."""


class RunsWithBot(Protocol):
    """Runs in the event loop of the bot, such as the web server."""

    async def start(self, application: BotApplication) -> None:
        """Start, when the bot is connected and before it receives updates; raises ``OSError``."""

    async def stop(self) -> None:
        """Stop, when the bot receives no more updates."""


class ManagesSources(Protocol):
    """Changes what is indexed. Blocking, for seconds or minutes."""

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a source, with its linked pages if ``follow``; raises ``PinciteError``."""

    def reindex(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index sources again, check lists for new entries, and retry failed pages; raises ``PinciteError``."""

    def get_lists(self) -> list[ListContents]:
        """Return the folders, sitemaps and feeds that users named."""

    def get_failed_pages(self) -> list[FailedPage]:
        """Return the pages that a list or a link names and that could not be read."""

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Remove sources and lists; returns the argument for ``restore``; raises ``UnknownSourceError``."""

    def restore(self, undo_data: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Restore removed sources and lists from stored data; raises ``PinciteError``."""

    def prune_texts(self, cited: Callable[[], Collection[str]]) -> int:
        """Delete old texts that nothing needs; returns how many.

        Args:
            cited: Returns the ids of the texts that stored citations point into.
        """


@dataclass(frozen=True, slots=True)
class BotStores:
    """The stores of the bot's own state. Every method of each store blocks.

    Attributes:
        database: Of all these stores, and of those of answers and conversations.
        executors: One thread for short queries, so that they do not wait behind answers.
        replication: Shares the database with other processes; None on a file.
    """

    database: Database
    users: UserStore
    access: AccessControl
    inbox: Inbox
    outbox: Outbox
    jobs: JobQueue
    activity: ActivityReports
    open_questions: OpenQuestions
    citation_watches: CitationWatches
    voice: VoiceSeconds
    uploads: UploadStore
    cached_answers: CachedAnswers
    executors: Executors
    replication: Replication | None = None

    @property
    def shared_uploads(self) -> UploadStore | None:
        """Gives uploaded files to the other replicas; None on a file, where there are none."""
        return self.uploads if self.replication else None

    @classmethod
    def open(cls, database: Database, policy: AccessPolicy, *, is_alone: bool = True) -> Self:
        """Open all of them in one database.

        Args:
            database: A file, or on a server.
            policy: The rules of access.
            is_alone: Whether the vectors are in the folder of this process, so that it admits no other replica.
        """
        return cls(
            database,
            UserStore(database),
            AccessControl(database, policy),
            Inbox(database),
            Outbox(database),
            JobQueue(database),
            ActivityReports(database),
            OpenQuestions(database, _asks_no_source),
            CitationWatches(database),
            VoiceSeconds(database),
            UploadStore(database),
            CachedAnswers(database),
            Executors(1),
            Replication.open(database, is_alone=is_alone) if database.is_server else None,
        )


@dataclass(frozen=True, slots=True)
class BotLimits:
    """The limits that the settings set for the bot.

    Attributes:
        max_age_s: The bot does not answer messages that waited longer, and says so.
        guest_s: A guest message is answered with quotes if the model takes longer; Telegram forgets it after a while.
        keep_days: How long the bot keeps conversations; 0 keeps them for good.
        linked_pages: The most linked pages that are indexed with a source.
        listed_pages: The most sources that are indexed from a folder, sitemap or feed.
        voice_s: The longest recording that is transcribed.
        voice_s_per_day: The most seconds of recordings of a user in a day.
        upload_max_bytes: The largest file that an admin may send.
        suffixes: The kinds of file that the bot reads, such as ``.html``.
    """

    max_age_s: float = 6 * 3_600
    guest_s: float = 25.0
    keep_days: int = 0
    linked_pages: int = 20
    listed_pages: int = 1_000
    voice_s: int = 120
    voice_s_per_day: int = 600
    upload_max_bytes: int = 20_000_000
    suffixes: frozenset[str] = frozenset({".html", ".htm", ".md", ".txt"})


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Everything that the handlers need.

    Attributes:
        preview: Reads what is at a canonical location without indexing it; raises ``SourceError``. Blocking.
        introduce: Returns the article with suggested questions; None while nothing is indexed. Blocking.
        suggest_questions: Returns questions that a source answers. Blocking.
        quote: Answers with quotes, quickly and without a model. Blocking.
        check: Checks the statements of a text, which stands in the place of a question.
        data_dir: The folder for the files that admins send; its disk is checked for free space.
        find_cached_answer: Returns what a model answered to the same question over the same index; None without one.
            Blocking.
        scheduled_reindex: Indexes sources again from time to time; None if the settings ask for no schedule.
        beat: Writes the heartbeat. Blocking.
        checkpoint: Moves the write-ahead logs into their files. Blocking.
        public_url: The public address of the web server, for links to passages; None without one.
        transcribe: Returns the words of a recording with that file name; None without an endpoint.
        web: The web server; None where the settings ask for none.
        pages: The pages of PDF files as pictures; None where no file is kept.
        photos: Finds the pages of which users send photos; None where no text recognition is installed.
    """

    answerer: AnswersQuestions
    catalog: ReadsSources
    source_manager: ManagesSources
    answers: AnswerStore
    conversations: ConversationStore
    stores: BotStores
    executors: Executors
    preview: Callable[[str], Preview]
    introduce: Callable[[], Introduction | None]
    suggest_questions: Callable[[Source], Sequence[str]]
    quote: Callable[[Question], Answer]
    check: Callable[[Question], Awaitable[Answer]]
    data_dir: Path
    find_cached_answer: Callable[[str], Answer | None] = lambda _: None
    limits: BotLimits = field(default_factory=BotLimits)
    scheduled_reindex: ReindexesOnSchedule | None = None
    beat: Callable[[], None] = lambda: None
    checkpoint: Callable[[], None] = lambda: None
    public_url: str | None = None
    transcribe: Callable[[bytes, str], Awaitable[str]] | None = None
    web: RunsWithBot | None = None
    pages: MarksQuotes | None = None
    photos: FindsPhotographedPages | None = None

    def find_citation(self, key: str) -> StoredCitation | None:
        """Return the citation of an answer or of the inline mode by its key; None if it is unknown. Blocking."""
        return self.answers.citation(key) or self.conversations.pinned_citation(key)

    def close(self) -> None:
        """Wait for running calls, then close the stores. Blocking."""
        self.executors.close()
        self.stores.executors.close()
        self.stores.database.close()


def _asks_no_source(question: str) -> bool:
    """Return whether no new source could answer a message: small talk, and "is she right?"."""
    return classify_small_talk(question) is not None or asks_for_view(question)
