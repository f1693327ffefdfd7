"""The bot in the test's own process, over HTTP with the loopback Bot API server, and with fakes as its services."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering.questions.introduction import Introduction
from bot.executors import Executors
from bot.state.access import AccessPolicy
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.engine import open_bot_database
from bot.telegram.application import ALLOWED_UPDATES, BotApplication, BotLimits, Dependencies, build_application
from bot.telegram.dependencies import BotStores
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager


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
    """Make services with real stores in a folder; made twice over one folder, they are those of a restart."""
    path = folder / "bot.sqlite"
    if not path.exists():
        path.write_bytes(_empty_database())
    database, catalog = open_bot_database(path), catalog or FakeCatalog()
    source_manager = source_manager or FakeSourceManager(catalog)
    return Dependencies(
        answerer=answerer or FakeAnswerer(),
        catalog=catalog,
        source_manager=source_manager,
        preview=source_manager.preview,
        answers=AnswerStore(database),
        conversations=ConversationStore(database),
        stores=BotStores.open(database, policy or AccessPolicy(admins=admins)),
        executors=Executors(),
        introduce=introduction,
        suggest_questions=lambda source: [f"What does {source.title} say?"],
        quote=(answerer or FakeAnswerer()).quote,
        check=(answerer or FakeAnswerer()).check,
        find_cached_answer=(answerer or FakeAnswerer()).find_cached,
        data_dir=folder,
        limits=limits or BotLimits(),
    )


@cache
def _empty_database() -> bytes:
    """Return the file of an empty database, which takes a tenth of a second to make."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bot.sqlite"
        open_bot_database(path).close()
        return path.read_bytes()


@asynccontextmanager
async def running_bot(dependencies: Dependencies, server: BotApiServer) -> AsyncIterator[BotApplication]:
    """Run the bot in the event loop of the test until the context ends, then close its services."""
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
