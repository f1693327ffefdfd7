"""The webhook: Telegram delivers updates to it, instead of the bot polling for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.telegram.types import BotApplication


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


def run_webhook(application: BotApplication, webhook: Webhook, allowed_updates: Sequence[str]) -> None:
    """Set the webhook at Telegram, and receive updates until a signal to stop. A proxy in front adds TLS."""
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
