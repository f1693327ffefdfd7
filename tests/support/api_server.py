"""An API over real stores, a fake answerer and a fake catalog, with the MCP server beside it."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.state.limits.question_limits import MinuteLimit
from bot.state.tokens.api_tokens import ApiScope, ApiTokenStore
from bot.web.api.api_operations import ApiOperations
from bot.web.api.api_reader import ApiReader
from bot.web.api.api_site import ApiSite
from bot.web.api.token_gate import TokenGate
from bot.web.mcp_server.mcp_site import McpSite
from index.types import Hit, Span
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies
from tests.support.sample_answers import make_citation, make_source, quote_answer

URL, QUESTION, TEXT = "https://bot.example.org", "When?", "The lamp. It burned until 1911."
LAMP = make_source("The lamp", text=TEXT, location="/srv/secret/lamp.txt")
CITED = make_citation(1, LAMP, TEXT, "It burned until 1911.")
ANSWER = quote_answer(QUESTION, CITED)
HIT = Hit(LAMP.id, Span(0, 9), "The lamp.", 0.5)


@dataclass
class Api:
    """An API and a client of it.

    Attributes:
        app: The application of both servers.
        answerer: The fake behind it.
        catalog: The fake behind it.
        tokens: Makes and revokes tokens.
    """

    client: httpx.AsyncClient
    app: Starlette
    answerer: FakeAnswerer
    catalog: FakeCatalog
    tokens: ApiTokenStore

    async def call(self, method: str, path: str, token: str | None, body: object = None) -> tuple[int, Any]:
        """Send a request; returns the status and the document."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        response = await self.client.request(method, f"/v1/{path}", headers=headers, content=content)
        return response.status_code, response.json()

    def token(self, *scopes: ApiScope) -> str:
        """Make a token."""
        return self.tokens.create("test", scopes) if scopes else self.tokens.create("test")


@asynccontextmanager
async def opened_api(folder: Path, per_minute: int = 0) -> AsyncIterator[Api]:
    """Open an API that knows one source and one answer."""
    answerer, catalog = FakeAnswerer({QUESTION: ANSWER}), FakeCatalog.containing((LAMP, TEXT))
    dependencies = make_dependencies(folder, answerer=answerer, catalog=catalog)
    reader = ApiReader(
        catalog,
        dependencies.answers,
        dependencies.conversations,
        rank=lambda _query, k, _ids: (HIT,) * k,
        list_sources=lambda: {"sources": [{"id": LAMP.id, "location": LAMP.location}], "lists": [], "missed": []},
        public_url=URL,
    )
    tokens = ApiTokenStore(dependencies.stores.database)
    operations = ApiOperations(answerer, answerer.answer, reader, dependencies.executors)
    gate = TokenGate(tokens, dependencies.executors, MinuteLimit(per_minute, time.time))
    application: Any = None
    sites = (ApiSite(URL, gate, operations), McpSite(URL, gate, operations))
    app = Starlette(routes=[route for site in sites for route in site.routes(application)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as client:
        yield Api(client, app, answerer, catalog, tokens)
    dependencies.close()
