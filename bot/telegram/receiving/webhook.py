"""The webhook: Telegram delivers updates to it, instead of the bot polling for them."""

import hmac
import json
import re
from asyncio import Queue
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from telegram.ext import Updater
from tornado.httpserver import HTTPServer
from tornado.web import Application as WebApplication
from tornado.web import HTTPError, RequestHandler, stream_request_body

from bot.telegram.receiving.durable_updates import DurableReceiver, ReceivingError
from bot.telegram.types import BotApplication

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_MAX_BODY_BYTES = 1_000_000  # an update has some kilobytes
_BODY_TIMEOUT_S = 20.0
_IDLE_TIMEOUT_S = 75.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates.

    Attributes:
        url: The public address; the bot listens at its path.
        secret: Sent by Telegram with each update, so that nobody else can send updates.
        listen: The address to listen on.
        port: The port to listen on.
    """

    url: str
    secret: str = field(repr=False)
    listen: str
    port: int


@stream_request_body
class _UpdateEndpoint(RequestHandler):
    """Accepts updates from Telegram. The secret is compared before a byte of the body is read."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, updater: "WebhookUpdater") -> None:
        self._updater = updater
        self._body = bytearray()

    def prepare(self) -> None:
        secret = self.request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(secret.encode(), self._updater.webhook.secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self) -> None:
        self.set_status(await self._updater.receive(bytes(self._body)))

    def log_exception(self, *_: Any) -> None:  # noqa: ANN401 - the base class's
        """Log nothing, because anybody can send requests."""


class WebhookUpdater(Updater):
    """Receives updates from Telegram's requests, and acknowledges each once the inbox has it."""

    def __init__(self, receiver: DurableReceiver, webhook: Webhook) -> None:
        """Receive at ``webhook``, with the parser and the inbox of ``receiver``."""
        super().__init__(receiver, Queue())
        self.webhook = webhook
        self._receiver = receiver
        self._server: HTTPServer | None = None

    @property
    def running(self) -> bool:
        """Whether the server listens."""
        return self._server is not None

    async def start_webhook(self, *_: Any, allowed_updates: Sequence[str] | None = None, **__: Any) -> "Queue[object]":  # noqa: ANN401 - the base class's
        """Listen, and set the webhook at Telegram.

        Raises:
            OSError: Nothing can listen at the address and port.
            TelegramError: Telegram refuses the webhook, or cannot be reached.
        """
        path = urlsplit(self.webhook.url).path.rstrip("/")
        endpoint = WebApplication([(rf"{re.escape(path)}/?", _UpdateEndpoint, {"updater": self})], log_function=_no_log)
        server = HTTPServer(
            endpoint,
            max_body_size=_MAX_BODY_BYTES,
            body_timeout=_BODY_TIMEOUT_S,
            idle_connection_timeout=_IDLE_TIMEOUT_S,
        )
        server.listen(self.webhook.port, address=self.webhook.listen)
        self._server = server
        try:
            await self.bot.set_webhook(
                self.webhook.url, secret_token=self.webhook.secret, allowed_updates=allowed_updates
            )
        except BaseException:
            await self.stop()
            raise
        return self.update_queue

    async def stop(self) -> None:
        """Stop listening; Telegram keeps the updates that it could not deliver."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
            await server.close_all_connections()

    async def receive(self, body: bytes) -> HTTPStatus:
        """Receive the body of a request; returns the status to answer with.

        Telegram repeats an update until the status is 200, so an update that cannot be parsed is accepted and skipped.
        """
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        if not isinstance(data, dict):
            return HTTPStatus.BAD_REQUEST
        try:
            received = await self._receiver.receive([data])
        except ReceivingError as error:
            return HTTPStatus.BAD_REQUEST if isinstance(error.__cause__, ValueError) else HTTPStatus.SERVICE_UNAVAILABLE
        for update in received:
            await self.update_queue.put(update)
        return HTTPStatus.OK


def _no_log(_handler: RequestHandler) -> None:
    """Log no requests."""


def run_webhook(application: BotApplication, allowed_updates: Sequence[str]) -> None:
    """Set the webhook at Telegram, and receive updates until a signal to stop. A proxy in front adds TLS."""
    application.run_webhook(allowed_updates=list(allowed_updates), drop_pending_updates=False, close_loop=False)
