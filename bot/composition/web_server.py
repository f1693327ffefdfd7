"""Wires the web server to the services of the bot."""

from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.composition.container import Container

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.types import AnswersQuestions
    from bot.telegram.dependencies import BotStores
    from bot.telegram.receiving.webhook import Webhook
    from bot.web.bot_web_server import BotWebServer, ServesPages
    from index.types import Hit

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

    def open_sites(measure: "Callable[[AnswersQuestions], AnswersQuestions]") -> "list[ServesPages]":
        return _open_sites(container, stores, measure(container.answerer))

    checks = {"stores": check_stores, "embedder": check_embedder}
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
    sites.append(_open_api(container, answerer))
    return sites


def _open_api(container: Container, answerer: "AnswersQuestions") -> "ServesPages":
    """Build the API; without a token it answers nobody."""
    from bot.integrations.json_documents import Json, sources_document  # noqa: PLC0415 - as above
    from bot.state.tokens.api_tokens import ApiTokenStore  # noqa: PLC0415 - as above
    from bot.web.api.api_reader import ApiReader  # noqa: PLC0415 - as above
    from bot.web.api.api_site import ApiOptions, ApiSite  # noqa: PLC0415 - as above

    def rank(query: str, k: int, source_ids: "Sequence[str] | None") -> "tuple[Hit, ...]":
        return container.retriever.rank(query, source_ids=source_ids, passages=k).passages[:k]

    def list_sources() -> Json:
        state = container.catalog.crawl_state
        return sources_document(container.catalog.list_sources(), state.get_lists(), state.get_failed_pages())

    settings = container.settings
    reader = ApiReader(
        container.catalog,
        container.answer_store,
        container.conversations,
        rank=rank,
        list_sources=list_sources,
        public_url=settings.public_url,
    )
    options = ApiOptions(settings.public_url, settings.api_requests_per_minute)
    tokens = ApiTokenStore(container.bot_database)
    return ApiSite(options, tokens, answerer, container.statement_checker.check, reader, container.executors)
