"""The reply of the MCP server where its SDK is not installed."""

from collections.abc import Sequence
from http import HTTPStatus
from importlib.util import find_spec
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.telegram.types import BotApplication
from bot.web.api.api_errors import ApiError
from bot.web.api.token_gate import TokenGate
from index.errors import PinciteError

_INSTALL_HINT = "The MCP server is not installed; run `pip install 'pincite[mcp]'`."


def is_sdk_installed() -> bool:
    """Return whether the SDK of the protocol is there."""
    return find_spec("mcp") is not None


def require_sdk() -> None:
    """Raise ``PinciteError`` if the SDK of the protocol is not installed."""
    if not is_sdk_installed():
        raise PinciteError(_INSTALL_HINT)


class MissingSdkSite:
    """Tells clients with a token that the MCP server is not installed."""

    def __init__(self, public_url: str | None, gate: TokenGate) -> None:
        """Reply to requests that ``gate`` admits, below ``public_url`` if there is one."""
        self._public_url = public_url
        self._gate = gate

    def routes(self, _application: BotApplication) -> Sequence[BaseRoute]:
        """Return the route of the MCP server."""
        return [Route(f"{urlsplit(self._public_url or '').path.rstrip('/')}/mcp", self._refuse, methods=["POST"])]

    async def _refuse(self, request: Request) -> Response:
        try:
            await self._gate.admit(request)
        except ApiError as error:
            return error.response()
        return ApiError(HTTPStatus.NOT_IMPLEMENTED, "not_installed", _INSTALL_HINT).response()
