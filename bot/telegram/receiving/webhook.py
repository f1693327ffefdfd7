"""The webhook: Telegram delivers updates to the web server, instead of the bot polling for them."""

import json
from asyncio import Queue
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from telegram.ext import Updater

from bot.telegram.receiving.durable_updates import DurableReceiver, ReceivingError
from bot.telegram.types import BotApplication


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates.

    Attributes:
        url: The public address; the web server accepts updates at its path.
        secret: Sent by Telegram with each update, so that nobody else can send updates.
    """

    url: str
    secret: str = field(repr=False)


class WebhookUpdater(Updater):
    """Receives updates from the web server, and acknowledges each once the inbox has it."""

    def __init__(self, receiver: DurableReceiver, webhook: Webhook) -> None:
        """Receive at ``webhook``, with the parser and the inbox of ``receiver``."""
        super().__init__(receiver, Queue())
        self.webhook = webhook
        self._receiver = receiver
        self._is_set = False
        self._stopped = False

    @property
    def running(self) -> bool:
        """Whether Telegram knows the webhook."""
        return self._is_set

    async def start_webhook(self, *_: Any, allowed_updates: Sequence[str] | None = None, **__: Any) -> "Queue[object]":  # noqa: ANN401 - the base class's
        """Set the webhook at Telegram; the web server listens already.

        Raises:
            TelegramError: Telegram refuses the webhook, or cannot be reached.
        """
        await self.bot.set_webhook(self.webhook.url, secret_token=self.webhook.secret, allowed_updates=allowed_updates)
        self._is_set = True
        return self.update_queue

    async def stop(self) -> None:
        """Accept no more updates; Telegram keeps those that it cannot deliver."""
        self._is_set, self._stopped = False, True

    async def receive(self, body: bytes) -> HTTPStatus:
        """Receive the body of a request; returns the status to answer with.

        Telegram repeats an update until the status is 200, so an update that cannot be parsed is accepted and skipped.
        """
        if self._stopped:
            return HTTPStatus.SERVICE_UNAVAILABLE
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


def run_webhook(application: BotApplication, allowed_updates: Sequence[str], stop_signals: Sequence[int]) -> None:
    """Set the webhook at Telegram, and receive updates until a signal to stop."""
    application.run_webhook(
        allowed_updates=list(allowed_updates),
        drop_pending_updates=False,
        close_loop=False,
        stop_signals=stop_signals,
    )
