"""``pincite serve``: prepares the index, then answers in Telegram until a signal stops the process."""

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot.cli.signals import list_stop_signals
from bot.cli.terminal import Terminal
from bot.composition.container import Container
from bot.composition.lost_catalog import find_lost_users
from bot.composition.open_telemetry import start_tracing
from bot.composition.settings_reader import list_secrets
from bot.composition.web_server import open_web_server
from bot.log_format import configure_log
from bot.state import heartbeat
from bot.state.heartbeat import Heartbeat
from index.errors import LockedError, PinciteError, RerankerError
from index.fetching.fetcher import READ_SUFFIXES
from index.file_paths import make_private_folder
from index.indexing.types import Progress
from index.text import language

if TYPE_CHECKING:
    from bot.telegram.application import BotApplication, Webhook
    from bot.telegram.dependencies import Dependencies

MAX_UPLOAD_BYTES = 20_000_000  # Telegram lets a bot download no more

_FIRST = "Is it loaded?"
_LOCK = "serve.lock"

ANOTHER_BOT = (
    "Another bot answers from {folder}; stop it, or set PINCITE_DATABASE_URL and PINCITE_CHROMA_URL to run several "
    "replicas."
)

NO_BOT = (
    "There is no bot token; ask @BotFather in Telegram for one with /newbot, then set PINCITE_TELEGRAM_TOKEN to it."
)


def serve_bot(container: Container) -> None:
    """Answer in Telegram until interrupted; raises ``PinciteError`` where the bot cannot start."""
    end_tracing = start_tracing(os.environ)
    try:
        with _sole_process(container):
            application = prepare_application(container)

            from bot.telegram.application import run  # noqa: PLC0415 - a second to import

            run(application, _webhook(container), list_stop_signals())
    finally:
        end_tracing()


@contextlib.contextmanager
def _sole_process(container: Container) -> Iterator[None]:
    """Let no second bot run on the same SQLite files; replicas on a PostgreSQL database know each other."""
    if container.settings.database_url is not None:
        yield
        return
    make_private_folder(container.data_dir)
    lock = FileLock(container.data_dir / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise PinciteError(ANOTHER_BOT.format(folder=container.data_dir)) from None
    try:
        yield
    finally:
        lock.release()


def prepare_application(container: Container, messages_per_s: float = 30.0) -> "BotApplication":
    """Prepare the index and build the bot; raises ``PinciteError`` where either fails.

    Args:
        container: The services of the bot.
        messages_per_s: The most messages in a second; Telegram accepts 30.
    """
    settings = container.settings
    token = settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
    if not token:
        raise PinciteError(NO_BOT)
    configure_log(settings.log_format, list_secrets(settings))
    terminal = Terminal()
    heart = Heartbeat(container.data_dir / heartbeat.NAME)
    if not settings.database_url and (lost := find_lost_users(container.data_dir)):
        terminal.notice(lost)
    container.bot_database  # noqa: B018 - before the first heartbeat, which shows that there was a bot
    with terminal.show_progress() as watch:

        def step(done: Progress) -> None:
            with contextlib.suppress(OSError):  # a full disk stops no indexing
                heart.beat()
            watch(done)

        try:
            outcomes = container.source_manager.prepare(step, terminal.notice)
        except LockedError as error:
            if not container.bot_database.is_server:
                raise
            # Another replica prepares the index; this one answers meanwhile.
            terminal.notice(str(error))
            outcomes = []
    terminal.show_outcomes(outcomes)
    if container.catalog.list_sources():
        # Load the models now, so that the first question does not wait for them.
        from index.models.base import EvidencePair, JudgesEvidence  # noqa: PLC0415 - NumPy takes long to import

        embedder = container.embedder
        embedder.embed_queries([_FIRST])
        if isinstance(embedder, JudgesEvidence):
            embedder.judge_evidence([EvidencePair(_FIRST, question=_FIRST)])
        language.detect_question(_FIRST)
    _prepare_reranker(container, terminal)
    _prepare_model(container)

    from bot.telegram.application import build_application  # noqa: PLC0415 - a second to import

    return build_application(
        _dependencies(container),
        token=token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        messages_per_s=messages_per_s,
        webhook=_webhook(container),
    )


def _prepare_reranker(container: Container, terminal: Terminal) -> None:
    """Load the reranker now; while it cannot be loaded, answers skip it."""
    if container.reranker is None:
        return
    try:
        container.reranker.prepare()
    except RerankerError as error:
        terminal.notice(str(error))


def _prepare_model(container: Container) -> None:
    """Open the language model now: its import would make the event loop wait when the first user asks."""
    if container.language_model is None:
        return
    from bot.answering.llm.llama_index_model import LlamaIndexModel  # noqa: PLC0415 - only with a model

    if isinstance(container.language_model, LlamaIndexModel):
        container.language_model.prepare()


def _webhook(container: Container) -> "Webhook | None":
    from bot.telegram.application import Webhook  # noqa: PLC0415 - a second to import

    settings = container.settings
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    return Webhook(settings.webhook_url, settings.webhook_secret.get_secret_value())


def _dependencies(container: Container) -> "Dependencies":
    from bot.telegram.dependencies import BotLimits, BotStores, Dependencies  # noqa: PLC0415 - a second to import

    settings = container.settings
    stores = BotStores.open(container.bot_database, container.access_policy, is_alone=container.chroma_server is None)
    web = open_web_server(container, stores, _webhook(container))
    return Dependencies(
        answerer=web.measure(container.question_log) if web else container.question_log,
        catalog=container.catalog,
        source_manager=container.source_manager,
        preview=container.indexer.preview,
        answers=container.answer_store,
        conversations=container.conversations,
        stores=stores,
        executors=container.executors,
        introduce=container.introductions.introduce_article,
        suggest_questions=container.introductions.suggest_questions,
        quote=container.extractive_answerer.quote,
        check=container.question_log.check,
        find_cached_answer=container.generative_answerer.find_cached
        if container.generative_answerer
        else lambda _: None,
        scheduled_reindex=container.scheduled_reindex,
        data_dir=container.data_dir,
        pages=container.quoted_pages if settings.originals_max_bytes else None,
        photos=container.photographed_pages,
        beat=Heartbeat(container.data_dir / heartbeat.NAME).beat,
        checkpoint=container.checkpoint,
        public_url=settings.public_url,
        transcribe=container.transcriber.transcribe if container.transcriber else None,
        web=web,
        limits=BotLimits(
            max_age_s=settings.answer_within_s,
            keep_days=settings.keep_days,
            linked_pages=settings.linked_pages_max if settings.link_depth else 0,
            listed_pages=settings.listed_pages_max,
            voice_s=settings.stt_seconds_max,
            voice_s_per_day=settings.stt_minutes_per_day * 60,
            upload_max_bytes=min(settings.fetch_max_bytes, MAX_UPLOAD_BYTES),
            suffixes=READ_SUFFIXES,
        ),
    )
