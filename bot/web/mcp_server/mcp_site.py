"""The MCP server over HTTP: each request is whole in itself, so any replica answers it."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from bot.telegram.types import BotApplication
from bot.web.api.api_errors import ApiError, to_api_error, to_body_error
from bot.web.api.api_operations import ApiOperations
from bot.web.api.api_site import BODY_BYTES
from bot.web.api.token_gate import TokenGate
from bot.web.request_body import read_body
from index.errors import PinciteError

if TYPE_CHECKING:
    from bot.web.mcp_server.mcp_session import ServesSession


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
        # The SDK takes 14 MB and a third of a second, so the first request of an agent loads it, off the event loop.
        serve_session = await asyncio.to_thread(_load_sdk)
        await serve_session(self._operations, token, _explain, (scope, _replay(body, receive), send))


def _load_sdk() -> "ServesSession":
    from bot.web.mcp_server.mcp_session import serve_session  # noqa: PLC0415 - see above

    return serve_session


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a function that receives a body that was read, and then what ``receive`` does."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _explain(error: PinciteError) -> str:
    return str(to_api_error(error))
