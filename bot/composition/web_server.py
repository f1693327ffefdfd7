"""Wires the web server to the services of the bot."""

from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.composition.container import Container

if TYPE_CHECKING:
    from bot.telegram.dependencies import BotStores
    from bot.telegram.receiving.webhook import Webhook
    from bot.web.bot_web_server import BotWebServer

_DEFAULT_PORT = 8080


def open_web_server(container: Container, stores: "BotStores", webhook: "Webhook | None") -> "BotWebServer | None":
    """Build the web server; None where the settings ask for none.

    Args:
        container: The services.
        stores: The bot's stores.
        webhook: Where Telegram delivers updates; None if the bot polls.
    """
    settings = container.settings
    if settings.web_port is None and settings.public_url is None and webhook is None:
        return None
    from bot.web.bot_web_server import BotWebServer, WebOptions, WebServices  # noqa: PLC0415 - a second to import

    def check_stores() -> None:
        for database in (container.catalog_database, container.bot_database):
            with database.begin() as connection:
                connection.execute(text("SELECT 1"))
        container.vectors.count()

    def check_embedder() -> None:
        container.embedder.embed_queries(["Does it work?"])

    def measure_index() -> dict[str, int]:
        return {"sources": len(container.catalog.list_sources()), "passages": container.passages.count()}

    services = WebServices(
        stores, container.executors, {"stores": check_stores, "embedder": check_embedder}, measure_index
    )
    return BotWebServer(WebOptions(settings.web_listen, settings.web_port or _DEFAULT_PORT, webhook), services)
