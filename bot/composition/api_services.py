"""Wires the API and the MCP server to the services of the bot."""

from typing import TYPE_CHECKING

from bot.composition.container import Container

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.types import AnswersQuestions
    from bot.web.api.api_operations import ApiOperations
    from bot.web.bot_web_server import ServesPages
    from index.types import Hit


def open_operations(container: Container, answerer: "AnswersQuestions") -> "ApiOperations":
    """Build the operations of the API over the index and the bot's stores."""
    from bot.integrations.json_documents import Json, sources_document  # noqa: PLC0415 - only some commands need them
    from bot.web.api.api_operations import ApiOperations  # noqa: PLC0415 - as above
    from bot.web.api.api_reader import ApiReader  # noqa: PLC0415 - as above

    def rank(query: str, k: int, source_ids: "Sequence[str] | None") -> "tuple[Hit, ...]":
        return container.retriever.rank(query, source_ids=source_ids, passages=k).passages[:k]

    def list_sources() -> Json:
        state = container.catalog.crawl_state
        return sources_document(container.catalog.list_sources(), state.get_lists(), state.get_failed_pages())

    reader = ApiReader(
        container.catalog,
        container.answer_store,
        container.conversations,
        rank=rank,
        list_sources=list_sources,
        public_url=container.settings.public_url,
    )
    return ApiOperations(answerer, container.question_log.check, reader, container.executors)


def open_api_sites(container: Container, answerer: "AnswersQuestions") -> "list[ServesPages]":
    """Build the API and the MCP server; without a token they answer nobody."""
    from bot.state.limits.shared_limits import open_minute_limit  # noqa: PLC0415 - as above
    from bot.state.tokens.api_tokens import ApiTokenStore  # noqa: PLC0415 - as above
    from bot.web.api.api_site import ApiSite  # noqa: PLC0415 - as above
    from bot.web.api.token_gate import TokenGate  # noqa: PLC0415 - as above
    from bot.web.mcp_server.missing_sdk import MissingSdkSite, is_sdk_installed  # noqa: PLC0415 - as above

    url = container.settings.public_url
    tokens = ApiTokenStore(container.bot_database)
    limit = open_minute_limit(container.bot_database, "api", container.settings.api_requests_per_minute)
    gate = TokenGate(tokens, container.executors, limit)
    operations = open_operations(container, answerer)
    api = ApiSite(url, gate, operations)
    if not is_sdk_installed():
        return [api, MissingSdkSite(url, gate)]
    from bot.web.mcp_server.mcp_site import McpSite  # noqa: PLC0415 - as above

    return [api, McpSite(url, gate, operations)]
