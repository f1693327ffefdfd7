"""``pincite mcp``: the MCP server over stdin and stdout, for a program that starts it."""

import asyncio

from bot.composition.api_services import open_operations
from bot.composition.container import Container
from bot.web.mcp_server.missing_sdk import require_sdk


def serve_mcp(container: Container) -> None:
    """Serve the program that started this process until it closes stdin; raises ``PinciteError`` without the SDK."""
    require_sdk()
    from bot.cli.commands import index_article  # noqa: PLC0415 - not needed without the SDK
    from bot.state.tokens.api_tokens import SCOPES  # noqa: PLC0415 - as above
    from bot.web.mcp_server.tool_server import build_tool_server, serve_stdio  # noqa: PLC0415 - as above

    index_article(container)
    operations = open_operations(container, container.answerer)

    async def serve() -> None:
        try:
            await serve_stdio(build_tool_server(operations, SCOPES, "mcp", str))
        finally:
            await container.close_model()

    asyncio.run(serve())
