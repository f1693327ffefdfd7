"""The bot in the test's own process, over HTTP with the loopback Bot API server, and with fakes as its services.

``PINCITE_TEST_SETUP`` names another set-up than polling and files (see ``tests.support.setups``).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.answering.introduction import Introduction
from bot.executors import Executors
from bot.state.access import AccessPolicy
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.engine import open_bot_database
from bot.telegram.application import ALLOWED_UPDATES, BotApplication, BotLimits, Dependencies, build_application
from bot.telegram.dependencies import BotStores
from bot.telegram.operations.bot_profile import publish_changes
from bot.telegram.receiving.webhook import Webhook, WebhookUpdater
from bot.telegram.sending.rate_limits import ChatRateLimiter
from index.catalog.database import Location
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.setups import SETUP


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
    if address := SETUP.locate_database(folder):
        return address
    path = folder / "bot.sqlite"
    if not path.exists():
        path.write_bytes(_new_database(announced_to))
    return path


class _SilentBot:
    """Publishes nothing."""

    async def _succeed(self, *_arguments: object, **_options: object) -> bool:
        return True

    set_my_commands = set_my_description = set_my_short_description = _succeed


@asynccontextmanager
async def running_bot(
    dependencies: Dependencies, server: BotApiServer, *, polls: bool = SETUP.polls
) -> AsyncIterator[BotApplication]:
    """Run the bot in the event loop of the test until the context ends, then close its services.

    Where the set-up has replicas, others run beside it.
    """
    address = SETUP.locate_database(dependencies.data_dir)
    others = [_make_replica(dependencies, address) for _ in range(1, SETUP.replicas)] if address else []
    async with AsyncExitStack() as stack:
        applications = [
            await stack.enter_async_context(_run(one, server, polls=polls)) for one in (dependencies, *others)
        ]
        updaters = [one.updater for one in applications if isinstance(one.updater, WebhookUpdater)]
        delivering = asyncio.create_task(_deliver(server, updaters)) if updaters else None
        try:
            yield applications[0]
        finally:
            if delivering is not None:
                delivering.cancel()
                await asyncio.gather(delivering, return_exceptions=True)


def _make_replica(dependencies: Dependencies, address: str) -> Dependencies:
    """Make the services of another replica: the same fakes, and stores of its own on the same database."""
    stores = dependencies.stores
    database = open_bot_database(address)
    return replace(
        dependencies,
        answers=AnswerStore(database),
        conversations=ConversationStore(database),
        stores=BotStores.open(database, stores.access.policy, is_alone=False),
        executors=Executors(),
        web=None,
    )


@asynccontextmanager
async def _run(dependencies: Dependencies, server: BotApiServer, *, polls: bool) -> AsyncIterator[BotApplication]:
    application = build_application(
        dependencies,
        token=server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        webhook=None if polls else Webhook("https://example.org/hook", "secret"),
        # The server accepts more than Telegram does, and a test would wait a second for each message after the third.
        rate_limiter=ChatRateLimiter(sleep=lambda _: asyncio.sleep(0)),
    )
    updater = application.updater
    assert updater is not None
    assert application.post_init is not None
    async with application:
        await application.post_init(application)
        if isinstance(updater, WebhookUpdater):
            await updater.start_webhook(allowed_updates=ALLOWED_UPDATES)
        else:
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


async def _deliver(server: BotApiServer, updaters: Sequence[WebhookUpdater]) -> None:
    """Deliver updates as Telegram and a proxy do with a webhook, to each replica in turn, until cancelled."""
    turns = cycle(updaters)
    while True:
        for update in server.take_updates():
            assert HTTPStatus.OK == await next(turns).receive(json.dumps(update).encode())
        await asyncio.sleep(0.02)
