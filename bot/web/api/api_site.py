"""The API: ``/v1/ask``, ``/v1/check``, ``/v1/search``, ``/v1/sources`` and ``/v1/citations/KEY``."""

import json
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from bot.error_reference import bound_reference
from bot.state.tokens.api_tokens import ApiScope
from bot.telegram.types import BotApplication
from bot.web.api.api_errors import ApiError, bad_request, to_api_error, to_body_error, unexpected_error
from bot.web.api.api_operations import ApiOperations
from bot.web.api.openapi import build_openapi
from bot.web.api.token_gate import TokenGate
from bot.web.request_body import read_body
from index.errors import PinciteError
from index.tracing import span

BODY_BYTES = 65_536
"""The most bytes of a request to the API."""


class ApiSite:
    """Answers requests of programs that have a token."""

    def __init__(self, public_url: str | None, gate: TokenGate, operations: ApiOperations) -> None:
        """Run ``operations`` for requests that ``gate`` admits, below ``public_url`` if there is one."""
        self._public_url = public_url
        self._gate = gate
        self._operations = operations

    def routes(self, _application: BotApplication) -> Sequence[BaseRoute]:
        """Return the routes of the API."""
        base = urlsplit(self._public_url or "").path.rstrip("/")
        posts: tuple[ApiScope, ...] = ("ask", "check", "search")
        routes = [
            Route(f"{base}/v1/openapi.json", self._describe),
            *(Route(f"{base}/v1/{scope}", self._endpoint(scope, _read_object), methods=["POST"]) for scope in posts),
            Route(f"{base}/v1/sources", self._endpoint("sources", _read_path)),
            Route(f"{base}/v1/citations/{{key}}", self._endpoint("citations", _read_path)),
        ]
        return [*routes, Route(f"{base}/v1/{{path:path}}", _OtherRequests(routes))]

    def _endpoint(
        self, scope: ApiScope, read: Callable[[Request], Awaitable[dict[str, Any]]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that checks token, scope and rate before it reads the arguments; errors become JSON."""

        async def endpoint(request: Request) -> Response:
            with bound_reference() as reference, span("request", scope=scope, reference=reference):
                try:
                    token = await self._gate.admit(request, scope)
                    return JSONResponse(await self._operations.run(scope, await read(request), f"api:{token.id}"))
                except ApiError as error:
                    return error.response()
                except HTTPException as error:
                    return to_body_error(error).response()
                except PinciteError as error:
                    return to_api_error(error).response()
                except Exception:  # noqa: BLE001 - a program gets JSON, whatever fails
                    return unexpected_error(reference).response()

        return endpoint

    async def _describe(self, _request: Request) -> Response:
        return JSONResponse(build_openapi(self._public_url))


class _OtherRequests:
    """Answers requests that no route takes. An ASGI application receives those with any method."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = next((one for one in self._routes if one.matches(scope)[0] is Match.PARTIAL), None)
        if route is None:
            words = "The API has no such path; /v1/openapi.json lists them."
            error = ApiError(HTTPStatus.NOT_FOUND, "unknown_path", words)
        else:
            methods = ", ".join(sorted(route.methods or ()))
            words = f"This path takes {methods}."
            error = ApiError(HTTPStatus.METHOD_NOT_ALLOWED, "wrong_method", words, {"Allow": methods})
        await error.response()(scope, receive, send)


async def _read_path(request: Request) -> dict[str, Any]:
    return dict(request.path_params)


async def _read_object(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await read_body(request, BODY_BYTES))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request("The body must be one JSON object.")
    return body
