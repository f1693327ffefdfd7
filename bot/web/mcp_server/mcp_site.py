"""The MCP server over HTTP: each request is whole in itself, so any replica answers it."""

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from bot.telegram.types import BotApplication
from bot.web.api.api_errors import ApiError, to_api_error, to_body_error
from bot.web.api.api_operations import ApiOperations
from bot.web.api.api_site import BODY_BYTES
from bot.web.api.token_gate import TokenGate
from bot.web.mcp_server.tool_server import build_tool_server
from bot.web.request_body import read_body
from index.errors import PinciteError


class McpSite:
    """Answers agents that have a token of the API, at ``/mcp``."""

    def __init__(self, public_url: str | None, gate: TokenGate, operations: ApiOperations) -> None:
        """Run ``operations`` for requests that ``gate`` admits, below ``public_url`` if there is one."""
        self._public_url = public_url
        self._gate = gate
        self._operations = operations
        logging.getLogger("mcp").setLevel(logging.ERROR)  # it logs each request

    def routes(self, _application: BotApplication) -> Sequence[BaseRoute]:
        """Return the route of the MCP server."""
        base = urlsplit(self._public_url or "").path.rstrip("/")
        return [Route(f"{base}/mcp", _McpEndpoint(self._gate, self._operations), methods=["POST"])]


class _McpEndpoint:
    """An ASGI application, because the SDK's server is one."""

    def __init__(self, gate: TokenGate, operations: ApiOperations) -> None:
        self._gate = gate
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            token = await self._gate.admit(request)
            body = await read_body(request, BODY_BYTES)
        except ApiError as error:
            await error.response()(scope, receive, send)
            return
        except HTTPException as error:
            await to_body_error(error).response()(scope, receive, send)
            return
        server = build_tool_server(self._operations, token.scopes, f"api:{token.id}", _explain)
        sessions = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        async with sessions.run():
            await sessions.handle_request(scope, _replay(body, receive), send)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a function that receives a body that was read, and then what ``receive`` does."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _explain(error: PinciteError) -> str:
    return str(to_api_error(error))
