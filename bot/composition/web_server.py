"""Wires the web server to the services of the bot."""

from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.composition.api_services import open_api_sites
from bot.composition.container import Container

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering.types import AnswersQuestions
    from bot.telegram.dependencies import BotStores
    from bot.telegram.receiving.webhook import Webhook
    from bot.web.bot_web_server import BotWebServer, ServesPages

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
        # Questions read the vectors of a small index from files. Chroma in this process would take 75 MB.
        if container.chroma_server is None and container.passages.needs_vector_store():
            check_vectors()

    def check_vectors() -> None:
        container.vectors.count()

    def check_embedder() -> None:
        container.embedder.embed_queries(["Does it work?"])

    def measure_index() -> dict[str, int]:
        return {"sources": len(container.catalog.list_sources()), "passages": container.passages.count()}

    def open_sites(measure: "Callable[[AnswersQuestions], AnswersQuestions]") -> "list[ServesPages]":
        return _open_sites(container, stores, measure(container.question_log))

    checks = {"stores": check_stores, "embedder": check_embedder}
    if container.chroma_server is not None:
        checks["vectors"] = check_vectors
    services = WebServices(stores, container.executors, checks, measure_index, open_sites)
    return BotWebServer(WebOptions(settings.web_listen, settings.web_port or _DEFAULT_PORT, webhook), services)


def _open_sites(container: Container, stores: "BotStores", answerer: "AnswersQuestions") -> "list[ServesPages]":
    """Build the parts of the website that the settings ask for."""
    from bot.web.passage_page.page_lookup import PageLookup  # noqa: PLC0415 - as above
    from bot.web.passage_page.passage_site import PassageSite  # noqa: PLC0415 - as above

    sites: list[ServesPages] = []
    if container.settings.public_url is not None:
        lookup = PageLookup(container.catalog, container.answer_store, container.conversations)
        sites.append(PassageSite(container.settings.public_url, lookup, stores.access, container.executors))
    return sites + open_api_sites(container, answerer)
