"""The web server of a running bot: its routes, and what it checks in the background."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from telegram import Update
from telegram.ext import TypeHandler

from bot.answering.types import AnswersQuestions
from bot.cancellation import cancel_and_wait
from bot.executors import Executors
from bot.state.upkeep.queue_lengths import count_queues
from bot.telegram.dependencies import BotStores
from bot.telegram.receiving.durable_updates import STALL_S, DurableReceiver
from bot.telegram.receiving.webhook import Webhook, WebhookUpdater
from bot.telegram.types import BotApplication
from bot.web.health import Readiness
from bot.web.operator_pages import OperatorPages
from bot.web.prometheus_metrics import MeasuredAnswerer, Metrics
from bot.web.response_headers import SafeHeaders
from bot.web.server import WebServer
from bot.web.update_endpoint import UpdateEndpoint
from index.errors import PinciteError

_FIRST_GROUP = -10  # before every other handler


class ServesPages(Protocol):
    """A part of the website."""

    def routes(self, application: BotApplication) -> Sequence[BaseRoute]:
        """Return its routes; the bot is connected to Telegram by now."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Where the web server listens.

    Attributes:
        listen: The IP address to listen on.
        port: The port to listen on; 0 takes a free one.
        webhook: The public address and secret of the webhook; None if the bot polls.
    """

    listen: str
    port: int
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True)
class WebServices:
    """What the web server needs of the bot.

    Attributes:
        stores: The bot's stores.
        executors: The threads for blocking calls.
        checks: A blocking function for each part that ``/readyz`` names; it raises if the part does not work.
        measure_index: Counts sources and passages. Blocking.
        open_sites: Returns further parts of the website; receives the function that makes an answerer count. Blocking.
    """

    stores: BotStores
    executors: Executors
    checks: Mapping[str, Callable[[], None]]
    measure_index: Callable[[], Mapping[str, int]]
    open_sites: Callable[[Callable[[AnswersQuestions], AnswersQuestions]], Sequence[ServesPages]] = lambda _: ()


class BotWebServer:
    """Starts and stops the web server with the bot."""

    def __init__(self, options: WebOptions, services: WebServices) -> None:
        """Serve what ``services`` have, where ``options`` say."""
        self._options = options
        self._services = services
        self._metrics = Metrics()
        run = services.executors.run
        self._readiness = Readiness({name: partial(run, check) for name, check in services.checks.items()})
        self._server: WebServer | None = None
        self._checking: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port of the running server."""
        return self._server.port if self._server else self._options.port

    def measure(self, answerer: AnswersQuestions) -> AnswersQuestions:
        """Return an answerer whose answers the metrics count."""
        return MeasuredAnswerer(answerer, self._metrics, self._readiness.note_model)

    async def start(self, application: BotApplication) -> None:
        """Listen, and begin to check the parts of the bot; raises ``OSError`` where nothing can listen."""
        application.add_handler(TypeHandler(Update, self._metrics.count_update), group=_FIRST_GROUP)
        self._readiness.add("telegram", partial(self._check_telegram, application))
        # Another thread imports the parts of the website, which takes a second.
        sites = await self._services.executors.run(self._services.open_sites, self.measure)
        app = Starlette(routes=self._routes(application, sites))
        self._server = WebServer(SafeHeaders(app), self._options.listen, self._options.port)
        await self._server.start()
        self._checking = asyncio.create_task(self._readiness.run())

    async def stop(self) -> None:
        """Stop listening and checking."""
        if self._checking is not None:
            await cancel_and_wait([self._checking])
            self._checking = None
        if self._server is not None:
            await self._server.stop()

    def _routes(self, application: BotApplication, sites: Sequence[ServesPages]) -> list[BaseRoute]:
        routes: list[BaseRoute] = [*OperatorPages(self._readiness, self._metrics, self._read_gauges).routes()]
        webhook, updater = self._options.webhook, application.updater
        if webhook is not None and isinstance(updater, WebhookUpdater):
            accept = UpdateEndpoint(webhook.secret, updater.receive).accept
            path = urlsplit(webhook.url).path.rstrip("/")
            routes += [Route(one, accept, methods=["POST"]) for one in {path or "/", f"{path}/"}]
        for site in sites:  # after the webhook, because the API answers each path below its own
            routes += site.routes(application)
        return routes

    async def _read_gauges(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        stores, executors = self._services.stores, self._services.executors
        stored = await stores.executors.run(count_queues, stores.database)
        sizes = await executors.run(self._services.measure_index)
        return stored | executors.queue_lengths, sizes

    async def _check_telegram(self, application: BotApplication) -> None:
        bot = application.bot
        if self._options.webhook is not None or not isinstance(bot, DurableReceiver):
            await bot.get_me()
        elif max(bot.silent_s, bot.failing_s) > STALL_S:
            raise PinciteError("Telegram has sent no updates for a while.")
