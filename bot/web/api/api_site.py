"""The API: ``/v1/ask``, ``/v1/check``, ``/v1/search``, ``/v1/sources`` and ``/v1/citations/KEY``."""

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.answering.types import Answer, AnswersQuestions, Question
from bot.executors import Executors
from bot.integrations.json_documents import Json
from bot.state.limits.question_limits import MinuteLimit
from bot.state.tokens.api_tokens import ApiScope, ApiToken, ApiTokenStore
from bot.telegram.types import BotApplication
from bot.web.api.api_errors import ApiError, bad_request, to_api_error
from bot.web.api.api_reader import ApiReader
from bot.web.api.openapi import MOST_PASSAGES, build_openapi
from bot.web.request_body import read_body
from index.errors import PinciteError

_BODY_BYTES = 65_536
_MOST_SOURCES = 1_000
_BEARER = "bearer "

Handler = Callable[[Request, ApiToken], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """The options of the API.

    Attributes:
        public_url: The public address of the web server; None if it has none.
        per_minute: The most requests with one token within a minute; 0 is no limit.
    """

    public_url: str | None
    per_minute: int


class ApiSite:
    """Answers requests of programs that have a token."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is another service
        self,
        options: ApiOptions,
        tokens: ApiTokenStore,
        answerer: AnswersQuestions,
        check: Callable[[Question], Awaitable[Answer]],
        reader: ApiReader,
        executors: Executors,
    ) -> None:
        """Answer with these services.

        Args:
            options: The options.
            tokens: Know who may do what.
            answerer: Answers questions.
            check: Checks the statements of a text.
            reader: Reads the index and the citations.
            executors: The threads for blocking calls.
        """
        self._options = options
        self._tokens = tokens
        self._answerer = answerer
        self._checker = check
        self._reader = reader
        self._executors = executors
        self._limit = MinuteLimit(options.per_minute, time.monotonic)

    def routes(self, _application: BotApplication) -> Sequence[BaseRoute]:
        """Return the routes of the API."""
        base = urlsplit(self._options.public_url or "").path.rstrip("/")
        return [
            Route(f"{base}/v1/openapi.json", self._describe),
            Route(f"{base}/v1/ask", self._guard("ask", self._ask), methods=["POST"]),
            Route(f"{base}/v1/check", self._guard("check", self._check), methods=["POST"]),
            Route(f"{base}/v1/search", self._guard("search", self._search), methods=["POST"]),
            Route(f"{base}/v1/sources", self._guard("sources", self._list_sources)),
            Route(f"{base}/v1/citations/{{key}}", self._guard("citations", self._show_citation)),
        ]

    def _guard(self, scope: ApiScope, handle: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that checks token, scope and rate before ``handle``, and turns errors into JSON."""

        async def endpoint(request: Request) -> Response:
            try:
                return JSONResponse(await handle(request, await self._authenticate(request, scope)))
            except ApiError as error:
                return error.response()
            except PinciteError as error:
                return to_api_error(error).response()

        return endpoint

    async def _authenticate(self, request: Request, scope: ApiScope) -> ApiToken:
        """Return the token of a request; it is checked before the body is read."""
        sent = request.headers.get("Authorization", "")
        bearer = sent[len(_BEARER) :].strip() if sent[: len(_BEARER)].lower() == _BEARER else ""
        token = await self._executors.run(self._tokens.find, bearer) if bearer else None
        if token is None:
            raise ApiError(
                HTTPStatus.UNAUTHORIZED,
                "unknown_token",
                "Send a token that `pincite tokens create` made, as Authorization: Bearer TOKEN.",
                {"WWW-Authenticate": "Bearer", "Connection": "close"},
            )
        if scope not in token.scopes:
            raise ApiError(HTTPStatus.FORBIDDEN, "missing_scope", f"This token has not the scope {scope}.")
        if limited := self._limit.spend(token.id):
            raise ApiError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "rate_limited",
                f"This token may send {limited.limit} requests a minute; try again in {limited.wait_s} seconds.",
                {"Retry-After": str(limited.wait_s)},
            )
        return token

    async def _ask(self, request: Request, token: ApiToken) -> Json:
        answer = await self._answerer.answer(await self._read_question(request, token, "question"))
        return await self._executors.run(self._reader.show_answer, answer)

    async def _check(self, request: Request, token: ApiToken) -> Json:
        checked = await self._checker(await self._read_question(request, token, "text"))
        return await self._executors.run(self._reader.show_answer, checked)

    async def _read_question(self, request: Request, token: ApiToken, name: str) -> Question:
        """Read the body of a request whose text is called ``name``."""
        body = await _read_object(request)
        chosen = await self._executors.run(self._reader.check_source_ids, _source_ids(body))
        return Question(_text(body, name), chosen, asker=f"api:{token.id}")

    async def _search(self, request: Request, _token: ApiToken) -> Json:
        body = await _read_object(request)
        k = body.get("k", 10)
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MOST_PASSAGES:
            raise bad_request(f"k must be a whole number from 1 to {MOST_PASSAGES}.")
        chosen = await self._executors.run(self._reader.check_source_ids, _source_ids(body))
        return await self._executors.run_search(self._reader.search, _text(body, "query"), k, chosen)

    async def _list_sources(self, _request: Request, _token: ApiToken) -> Json:
        return await self._executors.run(self._reader.list_sources)

    async def _show_citation(self, request: Request, _token: ApiToken) -> Json:
        found = await self._executors.run(self._reader.find_citation, request.path_params["key"][:64])
        if found is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "unknown_citation", "No citation has that key.")
        return found

    async def _describe(self, _request: Request) -> Response:
        return JSONResponse(build_openapi(self._options.public_url))


async def _read_object(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await read_body(request, _BODY_BYTES))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request("The body must be one JSON object.")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    text = body.get(name)
    if not isinstance(text, str) or not text.strip():
        raise bad_request(f"The body needs {name}, a text.")
    return text


def _source_ids(body: dict[str, Any]) -> list[str] | None:
    ids = body.get("sources")
    if ids is None:
        return None
    if not isinstance(ids, list) or len(ids) > _MOST_SOURCES or not all(isinstance(one, str) for one in ids):
        raise bad_request("sources must be a list of ids.")
    return ids
