"""Decides for the API and the MCP server whose request it is, and whether there are too many."""

from http import HTTPStatus

from starlette.requests import Request

from bot.executors import Executors
from bot.state.limits.question_limits import LimitsRequests
from bot.state.tokens.api_tokens import ApiScope, ApiToken, ApiTokenStore
from bot.web.api.api_errors import ApiError, to_api_error
from index.errors import PinciteError

_BEARER = "bearer "


class TokenGate:
    """Admits requests with a token. Requests to the API and to the MCP server count together."""

    def __init__(self, tokens: ApiTokenStore, executors: Executors, limit: LimitsRequests) -> None:
        """Look tokens up in ``tokens``; ``limit`` counts the requests with each of them."""
        self._tokens = tokens
        self._executors = executors
        self._limit = limit

    async def admit(self, request: Request, scope: ApiScope | None = None) -> ApiToken:
        """Return the token of a request; it is checked before the body is read.

        Args:
            request: The request.
            scope: The scope that the token must have; None if any token will do.

        Raises:
            ApiError: There is no such token, it lacks the scope, it has sent too many requests, or the bot cannot look
                it up.
        """
        try:
            return await self._executors.run(self._admit, request, scope)
        except PinciteError as error:
            raise to_api_error(error) from error

    def _admit(self, request: Request, scope: ApiScope | None) -> ApiToken:
        """Look up the token and count the request. Blocking."""
        sent = request.headers.get("Authorization", "")
        bearer = sent[len(_BEARER) :].strip() if sent[: len(_BEARER)].lower() == _BEARER else ""
        token = self._tokens.find(bearer) if bearer else None
        if token is None:
            raise ApiError(
                HTTPStatus.UNAUTHORIZED,
                "unknown_token",
                "Send a token that `pincite tokens create` made, as Authorization: Bearer TOKEN.",
                {"WWW-Authenticate": "Bearer", "Connection": "close"},
            )
        if scope is not None and scope not in token.scopes:
            raise ApiError(HTTPStatus.FORBIDDEN, "missing_scope", f"This token has not the scope {scope}.")
        if limited := self._limit.spend(token.id):
            raise ApiError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "rate_limited",
                f"This token may send {limited.limit} requests a minute; try again in {limited.wait_s} seconds.",
                {"Retry-After": str(limited.wait_s)},
            )
        return token
