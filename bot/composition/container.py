"""All services of Pincite, each made from the settings at its first use."""

from typing import TYPE_CHECKING

from bot.composition.index_container import IndexContainer
from bot.composition.service import service
from bot.composition.settings_reader import reveal
from bot.executors import Executors, search_concurrency

if TYPE_CHECKING:
    from bot.answering.claims.statement_check import StatementChecker
    from bot.answering.extractive.answerer import ExtractiveAnswerer
    from bot.answering.generative import GenerativeAnswerer
    from bot.answering.introduction import Introductions
    from bot.answering.llm.model import LanguageModel
    from bot.answering.llm.transcriber import Transcriber
    from bot.answering.photographed_pages import PhotographedPages
    from bot.answering.types import AnswersQuestions
    from bot.composition.question_log import QuestionLog
    from bot.evaluation.drafting.topics import DraftsQuestions
    from bot.indexing.quoted_pages import QuotedPages
    from bot.indexing.scheduled_reindex import ScheduledReindex
    from bot.indexing.source_manager import SourceManager
    from bot.state.access import AccessPolicy
    from bot.state.answers import AnswerStore
    from bot.state.citation_check import CitationCheck
    from bot.state.conversations import ConversationStore
    from bot.state.limits.token_usage import SqlTokenLedger
    from index.catalog.database import Database


class Container(IndexContainer):
    """All services: those of the index, the answerers, and the bot's stores."""

    @property
    def answerer(self) -> "AnswersQuestions":
        """Answers with the language model, and with quotes if there is none."""
        return self.generative_answerer or self.extractive_answerer

    @service
    def extractive_answerer(self) -> "ExtractiveAnswerer":
        """The answerer that quotes the sources, without a language model."""
        from bot.answering.extractive.answerer import ExtractiveAnswerer  # noqa: PLC0415 - see the class

        return ExtractiveAnswerer(self.retriever, self.catalog, self.executors)

    @service
    def statement_checker(self) -> "StatementChecker":
        """Checks a text against the sources, without a language model."""
        from bot.answering.claims.statement_check import StatementChecker  # noqa: PLC0415 - see the class
        from bot.answering.generation.verifier import Verifier  # noqa: PLC0415 - see the class

        verifier = Verifier(lambda: self.embedder)
        return StatementChecker(self.retriever, self.catalog, verifier, self.extractive_answerer, self.executors)

    @service
    def question_log(self) -> "QuestionLog":
        """Answers and checks as the services above, and logs a line for each question."""
        from bot.answering.claims.claim_answering import ClaimAnswerer  # noqa: PLC0415 - see the class
        from bot.composition.question_log import QuestionLog  # noqa: PLC0415 - see the class

        answerer, check = ClaimAnswerer(self.answerer, self.statement_checker.check), self.statement_checker.check
        return QuestionLog(answerer, check, with_text=self.settings.log_questions)

    @service
    def language_model(self) -> "LanguageModel | None":
        """The supplied language model or the one that the settings name, not opened yet; None without one."""
        if self.supplied and self.supplied.llm is not None:
            from bot.composition.language_model import supplied_language_model  # noqa: PLC0415 - see the class

            return supplied_language_model(self.supplied.llm, self.settings)
        if self.settings.llm_provider is None:
            return None
        from bot.composition.language_model import open_language_model  # noqa: PLC0415 - see the class

        return open_language_model(self.settings)

    @service
    def generative_answerer(self) -> "GenerativeAnswerer | None":
        """The answerer with the language model; None without one."""
        return None if self.language_model is None else self.build_generative_answerer(self.language_model)

    def build_generative_answerer(self, model: "LanguageModel") -> "GenerativeAnswerer":
        """Wire ``model`` to these services; raises ``PinciteError`` where a prompt cannot be used."""
        from bot.composition.language_model import build_generative_answerer  # noqa: PLC0415 - see the class
        from bot.state.replicas.cached_answers import CachedAnswers  # noqa: PLC0415 - see the class

        return build_generative_answerer(
            model,
            self.settings,
            catalog=self.catalog,
            passages=self.passages,
            embedder=lambda: self.embedder,
            ledger=self.token_ledger,
            executors=self.executors,
            extractive=self.extractive_answerer,
            shared=CachedAnswers(self.bot_database) if self.settings.database_url else None,
        )

    @property
    def transcriber(self) -> "Transcriber | None":
        """Transcribes voice messages; None without an endpoint."""
        settings = self.settings
        if settings.stt_base_url is None:
            return None
        from bot.answering.llm.transcriber import Transcriber  # noqa: PLC0415 - see the class

        return Transcriber(settings.stt_base_url, settings.stt_model, reveal(settings.stt_api_key))

    @property
    def drafter(self) -> "DraftsQuestions | None":
        """Drafts evaluation questions with the language model; None without one."""
        if self.settings.llm_provider is None:
            return None
        from bot.composition.language_model import open_drafter  # noqa: PLC0415 - see the class

        return open_drafter(self.settings)

    @service
    def token_ledger(self) -> "SqlTokenLedger":
        """The count of tokens by user and day."""
        from bot.state.limits.token_usage import SqlTokenLedger  # noqa: PLC0415 - see the class

        return SqlTokenLedger(self.bot_database)

    @service
    def executors(self) -> Executors:
        """The threads for blocking calls."""
        settings = self.settings
        elsewhere = settings.embedder == "openai" or settings.reranker in {"endpoint", "tei"}
        return Executors(searches=search_concurrency(remote_models=elsewhere))

    @service
    def answer_store(self) -> "AnswerStore":
        """Stored answers and the citations behind buttons."""
        from bot.state.answers import AnswerStore  # noqa: PLC0415 - see the class

        return AnswerStore(self.bot_database)

    @service
    def conversations(self) -> "ConversationStore":
        """Earlier turns, chosen sources and votes."""
        from bot.state.conversations import ConversationStore  # noqa: PLC0415 - see the class

        return ConversationStore(self.bot_database)

    @service
    def access_policy(self) -> "AccessPolicy":
        """The rules of access in Telegram."""
        from bot.state.access import AccessPolicy  # noqa: PLC0415 - see the class

        settings = self.settings
        return AccessPolicy(
            settings.access, settings.users, settings.admins, settings.questions_per_minute, settings.questions_per_day
        )

    @service
    def source_manager(self) -> "SourceManager":
        """Indexes, re-indexes, removes and restores sources."""
        from bot.indexing.source_manager import SourceManager  # noqa: PLC0415 - see the class
        from index.fetching.fetcher import locate  # noqa: PLC0415 - as above

        article = self.settings.article
        return SourceManager(
            self.indexer,
            self.catalog,
            limits=self.link_limits,
            fingerprint=self.fingerprint,
            article=locate(article) if article else None,
            fetch_uploads=self._fetch_uploads if self.settings.database_url else lambda: None,
        )

    def _fetch_uploads(self) -> None:
        """Write the uploaded files that other replicas received into the data folder."""
        from bot.indexing.upload_titles import UPLOADS  # noqa: PLC0415 - see the class
        from bot.state.upload_store import UploadStore  # noqa: PLC0415 - as above
        from bot.telegram.admin.uploads import fetch_uploads  # noqa: PLC0415 - as above

        fetch_uploads(UploadStore(self.bot_database), self.data_dir / UPLOADS)

    @service
    def quoted_pages(self) -> "QuotedPages":
        """Pages of PDF files with a quote marked."""
        from bot.indexing.quoted_pages import QuotedPages  # noqa: PLC0415 - see the class
        from index.sources.marked_pages import MarkedPages  # noqa: PLC0415 - as above

        return QuotedPages(MarkedPages(self.catalog, self.original_files, self.page_painter))

    @service
    def photographed_pages(self) -> "PhotographedPages | None":
        """Finds pages of which users send photos; None where no text recognition is installed."""
        from index.parsing.page_pictures.photo_reader import can_read_photos  # noqa: PLC0415 - see the class

        if not can_read_photos():
            return None
        from bot.answering.photographed_pages import PhotographedPages  # noqa: PLC0415 - see the class

        return PhotographedPages(self.photo_reader, self.retriever, self.extractive_answerer.citing.cite)

    @service
    def bot_database(self) -> "Database":
        """The bot's own tables."""
        from bot.state.engine import open_bot_database  # noqa: PLC0415 - see the class

        return open_bot_database(self.locate_store("bot.sqlite"))

    @service
    def citation_check(self) -> "CitationCheck":
        """Checks the stored citations and repairs them."""
        from bot.state.citation_check import CitationCheck  # noqa: PLC0415 - see the class

        return CitationCheck(self.bot_database, self.catalog.get_text)

    @property
    def scheduled_reindex(self) -> "ScheduledReindex | None":
        """Re-indexes the web sources while the bot runs; None if the settings name no interval."""
        from bot.indexing.scheduled_reindex import ScheduledReindex  # noqa: PLC0415 - see the class
        from bot.state.upkeep.schedules import ScheduleStore  # noqa: PLC0415 - as above

        every = self.settings.reindex_every
        if not every:
            return None
        runs = ScheduleStore(self.bot_database, "reindex")
        return ScheduledReindex(every, self.source_manager.reindex_web, self.executors, runs)

    @service
    def introductions(self) -> "Introductions":
        """Introductions of sources, with questions that they answer."""
        from bot.answering.introduction import Introductions  # noqa: PLC0415 - see the class

        return Introductions(self.catalog, self.extractive_answerer.quote, self.settings.questions)

    def checkpoint(self) -> None:
        """Move the write-ahead logs of both databases into their files."""
        self.catalog_database.checkpoint()
        self.bot_database.checkpoint()

    async def close_model(self) -> None:
        """Close the connections of the language model, in the event loop that answered with it."""
        answerer = self.__dict__.get("generative_answerer")
        if answerer is not None:
            await answerer.close()

    def close(self) -> None:
        """Wait for running calls, then close every service that was made."""
        self._close("quoted_pages", "photographed_pages", "executors")
        super().close()
        self._close("bot_database")
