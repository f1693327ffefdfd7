"""The bot in the test's own process, over HTTP with the loopback Bot API server, and with fakes as its services.

With ``PINCITE_TEST_SETUP=postgresql`` each data folder has a schema of a PostgreSQL server instead of a file, and the
bot is one of possibly several replicas that receive updates by a webhook.
"""

import asyncio
import atexit
import json
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.answering.questions.introduction import Introduction
from bot.executors import Executors
from bot.state.access import AccessPolicy
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.engine import open_bot_database
from bot.telegram.application import ALLOWED_UPDATES, BotApplication, BotLimits, Dependencies, build_application
from bot.telegram.dependencies import BotStores
from bot.telegram.operations.bot_profile import publish_changes
from bot.telegram.receiving.webhook import Webhook, WebhookUpdater
from index.catalog.database import Location
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.postgresql_server import PostgresqlServer

IS_REPLICATED = os.environ.get("PINCITE_TEST_SETUP") == "postgresql"
_addresses: dict[Path, str] = {}


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
    address: str | None = None,
    is_new_bot: bool = False,
) -> Dependencies:
    """Make services with real stores in a folder; made twice over one folder, they are those of a restart.

    At the address of a PostgreSQL database they are those of one of several replicas. A file says that the profile,
    which consists of 56 requests, is published, unless the bot is new.
    """
    policy = policy or AccessPolicy(admins=admins)
    announced_to = None if is_new_bot else policy.admins
    database, catalog = open_bot_database(address or _locate_database(folder, announced_to)), catalog or FakeCatalog()
    source_manager = source_manager or FakeSourceManager(catalog)
    return Dependencies(
        answerer=answerer or FakeAnswerer(),
        catalog=catalog,
        source_manager=source_manager,
        preview=source_manager.preview,
        answers=AnswerStore(database),
        conversations=ConversationStore(database),
        stores=BotStores.open(database, policy, is_alone=False),
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
def _new_database(announced_to: frozenset[int] | None) -> bytes:
    """Return the file of a database without users, which takes a tenth of a second to make.

    Args:
        announced_to: The admins of a bot whose profile is published; None for a bot without a profile.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bot.sqlite"
        database = open_bot_database(path)
        if announced_to is not None:
            bot: Any = _SilentBot()
            stores = BotStores.open(database, AccessPolicy(admins=announced_to))
            with ThreadPoolExecutor(1) as thread:  # because the loop of the test runs in this one
                thread.submit(asyncio.run, publish_changes(bot, stores)).result()
            stores.executors.close()
        database.close()
        return path.read_bytes()


def _locate_database(folder: Path, announced_to: frozenset[int] | None) -> Location:
    """Return the database of a data folder, which is created without users."""
    if IS_REPLICATED:
        if folder not in _addresses:
            server = _postgresql()
            _addresses[folder] = server.address(server.new_schema())
        return _addresses[folder]
    path = folder / "bot.sqlite"
    if not path.exists():
        path.write_bytes(_new_database(announced_to))
    return path


@cache
def _postgresql() -> PostgresqlServer:
    """Return a server that runs until the process ends."""
    server = PostgresqlServer()
    server.__enter__()
    atexit.register(server.__exit__, None, None, None)
    return server


class _SilentBot:
    """Publishes nothing."""

    async def _succeed(self, *_arguments: object, **_options: object) -> bool:
        return True

    set_my_commands = set_my_description = set_my_short_description = _succeed


@asynccontextmanager
async def running_bot(
    dependencies: Dependencies, server: BotApiServer, *, polls: bool = not IS_REPLICATED
) -> AsyncIterator[BotApplication]:
    """Run the bot in the event loop of the test until the context ends, then close its services."""
    application = build_application(
        dependencies,
        token=server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        webhook=None if polls else Webhook("https://example.org/hook", "secret"),
    )
    updater = application.updater
    assert updater is not None
    delivering = None
    assert application.post_init is not None
    async with application:
        await application.post_init(application)
        if isinstance(updater, WebhookUpdater):
            await updater.start_webhook(allowed_updates=ALLOWED_UPDATES)
            delivering = asyncio.create_task(_deliver(server, updater))
        else:
            await updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        await application.start()
        try:
            yield application
        finally:
            if delivering is not None:
                delivering.cancel()
            await updater.stop()
            await application.stop()
            assert application.post_stop is not None
            await application.post_stop(application)
    dependencies.close()


async def _deliver(server: BotApiServer, updater: WebhookUpdater) -> None:
    """Deliver updates as Telegram does with a webhook, until cancelled."""
    while True:
        for update in server.take_updates():
            assert HTTPStatus.OK == await updater.receive(json.dumps(update).encode())
        await asyncio.sleep(0.02)
