"""Updates that Telegram delivers, rather than the bot fetching them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from telegram.ext import Application

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Webhook:
    """How updates are delivered instead of fetched.

    Attributes:
        url: Where Telegram sends them; its path is the one that is listened at.
        secret: What Telegram sends along, so that nobody else can send updates.
        listen: The address to listen at.
        port: The port there.
    """

    url: str
    secret: str = field(repr=False)
    listen: str
    port: int


def listen(application: App, webhook: Webhook, allowed_updates: Sequence[str]) -> None:
    """Tell Telegram to deliver these updates, and take them until a signal to stop; a proxy in front adds TLS."""
    application.run_webhook(
        listen=webhook.listen,
        port=webhook.port,
        url_path=urlsplit(webhook.url).path.lstrip("/"),
        webhook_url=webhook.url,
        secret_token=webhook.secret,
        allowed_updates=list(allowed_updates),
        drop_pending_updates=False,
        close_loop=False,
    )
