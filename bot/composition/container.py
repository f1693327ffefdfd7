"""The composition root: settings become services, each made when it is first used."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.executors import Executors, searches_at_once
from config.settings import Settings
from index.fetching.fetcher import Fetcher, locate
from index.models.base import Embedder
from index.models.factory import embedder_name, open_embedder
from index.text import analyzer, chunking
from index.types import Kind
from index.urls import is_url

if TYPE_CHECKING:
    from bot.answering.extractive import Quoting
    from bot.answering.generative import Writing
    from bot.answering.llm.model import Model
    from bot.answering.questions.introduction import Introductions
    from bot.answering.types import AnswersQuestions
    from bot.evaluation.drafting.topics import DraftsQuestions
    from bot.indexing.scheduled_reindex import ScheduledReindex
    from bot.indexing.source_manager import SourceManager
    from bot.state.access import AccessPolicy
    from bot.state.answers import AnswerStore
    from bot.state.conversations import ConversationStore
    from bot.state.token_usage import SqlTokenLedger
    from index.catalog.catalog import Catalog
    from index.catalog.database import Database
    from index.indexing.indexer import Indexer
    from index.indexing.types import LinkLimits, Outcome, Stop, Watch
    from index.models.base import Reranker
    from index.parsing.worker_pool import ParserPool
    from index.passages.chroma import ChromaVectors
    from index.passages.store import PassageStore
    from index.retrieval.retriever import Retriever


class Container:
    """Pincite's services, wired. Imports stand in the properties: a command loads only what it uses."""

    def __init__(self, settings: Settings, *, models_dir: Path | None = None, strict: bool = False) -> None:
        """Wire services for these settings; nothing is opened yet.

        Args:
            settings: What to wire.
            models_dir: Where models are kept; in the data directory if None.
            strict: Whether a reranker that fails is an error, as in a measurement, and not done without.
        """
        self.settings = settings
        self.data_dir = Path(settings.data_dir).expanduser()
        self.models_dir = models_dir or self.data_dir / "models"
        self.strict = strict

    @cached_property
    def fingerprint(self) -> str:
        """What the index depends on: a change of any part of it needs a new index."""
        settings = self.settings
        embedder = embedder_name(settings.embedder, model=settings.embedder_model, base_url=settings.embedder_base_url)
        return f"{chunking.NAME}, {analyzer.NAME}, {embedder}"

    @cached_property
    def catalog(self) -> "Catalog":
        """Sources and their texts."""
        from index.catalog.catalog import Catalog  # noqa: PLC0415 - see the class

        return Catalog(self.catalog_database)

    @cached_property
    def passages(self) -> "PassageStore":
        """The passages of those sources."""
        from index.passages.store import PassageStore  # noqa: PLC0415 - see the class

        return PassageStore(self.catalog_database)

    @cached_property
    def catalog_database(self) -> "Database":
        """What catalog and passages are kept in."""
        from index.catalog import schema  # noqa: PLC0415 - see the class

        return schema.open_catalog(self.data_dir / "catalog.sqlite")

    @cached_property
    def vectors(self) -> "ChromaVectors":
        """Passage vectors."""
        from index.passages.chroma import ChromaVectors  # noqa: PLC0415 - see the class

        return ChromaVectors(self.data_dir / "chroma", self.fingerprint)

    @cached_property
    def embedder(self) -> Embedder:
        """What turns text into vectors."""
        key = self.settings.embedder_api_key
        return open_embedder(
            self.settings.embedder,
            model=self.settings.embedder_model,
            base_url=self.settings.embedder_base_url,
            api_key=key.get_secret_value() if key else None,
            cache=self.models_dir,
        )

    @cached_property
    def reranker(self) -> "Reranker | None":
        """What orders the best sentences anew; None where the settings name nothing."""
        from index.models.factory import open_reranker  # noqa: PLC0415 - see the class

        key = self.settings.reranker_api_key
        return open_reranker(
            self.settings.reranker,
            model=self.settings.reranker_model,
            base_url=self.settings.reranker_base_url,
            api_key=key.get_secret_value() if key else None,
            cache=self.models_dir,
        )

    @cached_property
    def fetcher(self) -> Fetcher:
        """Reads links and files."""
        settings = self.settings
        return Fetcher(
            timeout_s=settings.fetch_timeout_s,
            max_bytes=settings.fetch_max_bytes,
            allow_networks=settings.fetch_allow_networks,
            pause_s=settings.fetch_pause_s,
        )

    @cached_property
    def parser(self) -> "ParserPool":
        """Reads what was fetched, in processes of its own."""
        from index.parsing.worker_pool import ParserPool  # noqa: PLC0415 - see the class

        return ParserPool(timeout_s=self.settings.parse_timeout_s, memory_bytes=self.settings.parse_memory_bytes)

    @cached_property
    def indexer(self) -> "Indexer":
        """Adds, renews and removes sources."""
        from index.indexing.indexer import Indexer  # noqa: PLC0415 - see the class

        return Indexer(
            self.catalog,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            self.fetcher,
            self.parser.parse,
            fingerprint=self.fingerprint,
            lock=self.data_dir / "index.lock",
        )

    @cached_property
    def retriever(self) -> "Retriever":
        """Ranks passages and sentences."""
        from index.retrieval import reranking  # noqa: PLC0415 - see the class
        from index.retrieval.retriever import Retriever  # noqa: PLC0415 - see the class

        return Retriever(
            self.catalog,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            fingerprint=self.fingerprint,
            reranker=reranking.as_rerank_function(self.reranker, strict=self.strict),
        )

    @property
    def answerer(self) -> "AnswersQuestions":
        """Answers with the language model that the settings name, and with quotes if they name none."""
        return self.generative_answerer or self.extractive_answerer

    @cached_property
    def extractive_answerer(self) -> "Quoting":
        """Answers without a model."""
        from bot.answering.extractive import Quoting  # noqa: PLC0415 - see the class

        return Quoting(self.retriever, self.catalog, self.executors)

    @cached_property
    def generative_answerer(self) -> "Writing | None":
        """Answers with the language model that the settings name; None if they name none."""
        if self.settings.llm_provider is None:
            return None
        from bot.composition.language_model import open_language_model  # noqa: PLC0415 - see the class

        return self.build_generative_answerer(open_language_model(self.settings))

    def build_generative_answerer(self, model: "Model") -> "Writing":
        """Wire ``model`` to these services; raises ``PinciteError`` where a prompt cannot be used."""
        from bot.composition.language_model import build_generative_answerer  # noqa: PLC0415 - see the class

        return build_generative_answerer(
            model,
            self.settings,
            catalog=self.catalog,
            passages=self.passages,
            embedder=lambda: self.embedder,
            ledger=self.token_ledger,
            executors=self.executors,
            extractive=self.extractive_answerer,
        )

    @property
    def drafter(self) -> "DraftsQuestions | None":
        """Makes up questions with the language model; None without one."""
        if self.settings.llm_provider is None:
            return None
        from bot.composition.language_model import open_drafter  # noqa: PLC0415 - see the class

        return open_drafter(self.settings)

    @cached_property
    def token_ledger(self) -> "SqlTokenLedger":
        """The tokens that were spent."""
        from bot.state.token_usage import SqlTokenLedger  # noqa: PLC0415 - see the class

        return SqlTokenLedger(self.bot_database)

    @cached_property
    def executors(self) -> Executors:
        """Threads for what blocks."""
        settings = self.settings
        elsewhere = settings.embedder == "openai" or settings.reranker in {"endpoint", "tei"}
        return Executors(searches=searches_at_once(models_elsewhere=elsewhere))

    @cached_property
    def answer_store(self) -> "AnswerStore":
        """Stored answers, the keys behind buttons, and admins."""
        from bot.state.answers import AnswerStore  # noqa: PLC0415 - see the class

        return AnswerStore(self.bot_database)

    @cached_property
    def conversations(self) -> "ConversationStore":
        """What was said before, and what each chat chose."""
        from bot.state.conversations import ConversationStore  # noqa: PLC0415 - see the class

        return ConversationStore(self.bot_database)

    @cached_property
    def access_policy(self) -> "AccessPolicy":
        """Who may use the bot in Telegram."""
        from bot.state.access import AccessPolicy  # noqa: PLC0415 - see the class

        settings = self.settings
        return AccessPolicy(
            settings.access, settings.users, settings.admins, settings.questions_per_minute, settings.questions_per_day
        )

    @cached_property
    def source_manager(self) -> "SourceManager":
        """Changes what is indexed."""
        from bot.indexing.source_manager import SourceManager  # noqa: PLC0415 - see the class

        return SourceManager(self.indexer, self.link_limits, self.kind_of)

    @cached_property
    def bot_database(self) -> "Database":
        """What the bot itself remembers."""
        from bot.state.engine import open_bot_database  # noqa: PLC0415 - see the class

        return open_bot_database(self.data_dir / "bot.sqlite")

    @property
    def link_limits(self) -> "LinkLimits":
        """How far links are followed."""
        from index.indexing.types import LinkLimits  # noqa: PLC0415 - see the class

        settings = self.settings
        return LinkLimits(settings.link_depth, settings.linked_pages_max, settings.listed_pages_max)

    def prepare_index(self, watch: "Watch", say: Callable[[str], None]) -> "list[Outcome]":
        """See that the index fits the settings and that the article is in it, with what it links to.

        Args:
            watch: Told of each step.
            say: Told in words what takes time.
        """
        if self.catalog.fingerprints() - {self.fingerprint}:
            say("The splitter or embedder changed, so the index is being made anew from the stored texts.")
            self.indexer.rebuild(watch)
        if not self.settings.article:
            return []
        location = locate(self.settings.article)
        current = self.catalog.article()
        if current and current.kind == "article" and current.location == location:
            return []
        return self.indexer.index(location, "article", self.link_limits, watch)

    def reindex_web_sources(self, stop: "Stop") -> "list[Outcome]":
        """Read the web sources and lists again, with what they lead to, until ``stop`` says so."""
        ids = [id_ for id_, location in self.indexer.known().items() if is_url(location)]
        return self.indexer.reindex(ids, self.link_limits, lambda _: None, stop) if ids else []

    @property
    def scheduled_reindex(self) -> "ScheduledReindex | None":
        """Renews the web sources while serving, if the settings say how often."""
        from bot.indexing.scheduled_reindex import ScheduledReindex  # noqa: PLC0415 - see the class

        every = self.settings.reindex_every
        return ScheduledReindex(every, self.reindex_web_sources, self.executors) if every else None

    @cached_property
    def introductions(self) -> "Introductions":
        """What sources are about, and questions that they answer."""
        from bot.answering.questions.introduction import Introductions  # noqa: PLC0415 - see the class

        return Introductions(self.catalog, self.extractive_answerer.quote, self.settings.questions)

    def kind_of(self, location: str) -> Kind:
        """Whether a location is the article that the settings name, or a document."""
        article = self.settings.article
        return "article" if article and locate(article) == location else "document"

    def check_source_ids(self, ids: Sequence[str] | None) -> list[str] | None:
        """The ids if each names a source, None for none; raises ``UnknownSourceError``."""
        return [self.catalog.source(id_).id for id_ in ids or ()] or None

    def resolve_source_ids(self, names: Sequence[str]) -> list[str]:
        """The ids of the sources and lists of these ids, links or files; raises ``UnknownSourceError``."""
        from index.types import source_id  # noqa: PLC0415 - see the class

        known = self.indexer.known() if names else {}
        ids = [next(filter(known.__contains__, (source_id(locate(name)), name)), None) for name in names]
        return [id_ or self.catalog.source(name).id for id_, name in zip(ids, names, strict=True)]

    def close(self) -> None:
        """Close what was opened."""
        for name in ("worker", "fetcher", "parser", "database", "store"):
            if name in self.__dict__:
                self.__dict__[name].close()
