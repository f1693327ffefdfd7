"""One request to the MCP server, by the SDK: this module loads it."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from bot.state.tokens.api_tokens import ApiToken
from bot.web.api.api_operations import ApiOperations
from bot.web.mcp_server.tool_server import build_tool_server
from index.errors import PinciteError

AsgiRequest: TypeAlias = tuple[Scope, Receive, Send]
ExplainsError: TypeAlias = Callable[[PinciteError], str]


class ServesSession(Protocol):
    """Answers one request of an agent; see ``serve_session``."""

    async def __call__(
        self, operations: ApiOperations, token: ApiToken, explain: ExplainsError, request: AsgiRequest, /
    ) -> None:
        """Answer the request."""


async def serve_session(
    operations: ApiOperations, token: ApiToken, explain: ExplainsError, request: AsgiRequest
) -> None:
    """Answer one request of an agent with the tools that its token allows.

    Args:
        operations: Run the tools.
        token: The agent's.
        explain: Words the error of a tool.
        request: The scope, body and response of the request.
    """
    server = build_tool_server(operations, token.scopes, f"api:{token.id}", explain)
    sessions = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
    async with sessions.run():
        await sessions.handle_request(*request)
