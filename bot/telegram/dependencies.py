"""What the Telegram layer is given to work with."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from bot.answering.questions.introduction import Introduction
from bot.answering.types import Answer, AnswersQuestions, Question
from bot.executors import Executors
from bot.state.access import AccessControl, AccessPolicy
from bot.state.activity import ActivityReports
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.inbox import Inbox
from bot.state.job_queue import JobQueue
from bot.state.outbox import Outbox
from bot.state.users import UserStore
from index.catalog.crawl_state import FailedPage
from index.catalog.database import Database
from index.indexing.types import Outcome, Preview, Stop, Watch
from index.sources.list_contents import ListContents
from index.types import Source


class ReadsSources(Protocol):
    """Looks up what is indexed. Blocking."""

    def list_sources(self) -> list[Source]:
        """Every current source, in order."""

    def get_source(self, id_: str) -> Source:
        """One current source; raises ``UnknownSourceError``."""

    def get_text(self, id_: str) -> str | None:
        """The stored text of that name; None once its source was removed."""

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """The offset at which each page of a stored text starts; empty where it has no pages."""


class ReindexesOnSchedule(Protocol):
    """Renews sources in the background."""

    async def run(self, told: Callable[[Sequence[Outcome]], Awaitable[None]]) -> None:
        """Go on until cancelled; ``told`` hears which sources could not be read again."""


class ManagesSources(Protocol):
    """Changes what is indexed. Blocking, for seconds or minutes."""

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a source, with what it links to if ``follow``; raises ``PinciteError``."""

    def reindex(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Read sources again, look through lists for what is new, and try pages again; raises ``PinciteError``."""

    def get_lists(self) -> list[ListContents]:
        """The folders, sitemaps and feeds that somebody named."""

    def get_failed_pages(self) -> list[FailedPage]:
        """The pages that something led to and that could not be read."""

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Remove sources and lists; returns what ``restore`` takes; raises ``UnknownSourceError``."""

    def restore(self, undo_data: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Put back what was removed as it was, without reading it again; raises ``PinciteError``."""

    def prune_texts(self, cited: Callable[[], Collection[str]]) -> int:
        """Delete old texts that nothing needs; returns how many.

        Args:
            cited: The names of the texts that stored citations point into.
        """


@dataclass(frozen=True, slots=True)
class BotStores:
    """What the bot keeps of its own running, each part of it blocking.

    Attributes:
        database: What all of them are kept in, and the stores of answers and conversations too.
        executors: One thread, for short queries that shall not wait behind answers.
    """

    database: Database
    users: UserStore
    access: AccessControl
    inbox: Inbox
    outbox: Outbox
    jobs: JobQueue
    activity: ActivityReports
    executors: Executors

    @classmethod
    def over(cls, store: Database, policy: AccessPolicy) -> Self:
        """All of them, kept in one store."""
        return cls(
            store,
            UserStore(store),
            AccessControl(store, policy),
            Inbox(store),
            Outbox(store),
            JobQueue(store),
            ActivityReports(store),
            Executors(1),
        )


@dataclass(frozen=True, slots=True)
class BotLimits:
    """How the bot is run.

    Attributes:
        max_age_s: Messages that waited longer than this are not answered any more, but told so.
        keep_days: How long conversations are kept; 0 is for good.
        linked_pages: How many linked pages are indexed with a source, at most.
        listed_pages: How many sources of a folder, sitemap or feed are, at most.
        upload_max_bytes: The largest file that an admin may send.
        suffixes: The kinds of file that are read, such as ``.html``.
    """

    max_age_s: float = 6 * 3_600
    keep_days: int = 0
    linked_pages: int = 20
    listed_pages: int = 1_000
    upload_max_bytes: int = 20_000_000
    suffixes: frozenset[str] = frozenset({".html", ".htm", ".md", ".txt"})


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Everything behind the conversations.

    Attributes:
        preview: Reads what is at a canonical location without indexing it; raises ``SourceError``. Blocking.
        introduce: The article with its questions, None while nothing is indexed. Blocking.
        suggest_questions: Questions that a source answers. Blocking.
        quote: Answers with quotes, quickly and without a model. Blocking.
        find_cached_answer: Returns what a model answered to the same question over the same index; None without one.
            Blocking.
        scheduled_reindex: Renews sources from time to time while the bot runs; None where it does not.
        data_folder: Where files that admins send are kept.
        beat: Notes that the bot is well. Blocking.
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
    data_folder: Path
    find_cached_answer: Callable[[str], Answer | None] = lambda _: None
    limits: BotLimits = field(default_factory=BotLimits)
    scheduled_reindex: ReindexesOnSchedule | None = None
    beat: Callable[[], None] = lambda: None

    @property
    def admins(self) -> frozenset[int]:
        """Ids of the users whom the settings name as admins."""
        return self.stores.access.policy.admins

    def close(self) -> None:
        """Wait for what is running, then close what the bot itself keeps. Blocking."""
        self.executors.close()
        self.stores.executors.close()
        self.stores.database.close()
