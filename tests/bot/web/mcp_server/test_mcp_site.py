"""The MCP server over HTTP: a client of the SDK talks to it on loopback."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.client import ConnectMode
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent
from starlette.applications import Starlette

from bot.state.limits.question_limits import MinuteLimit
from bot.state.tokens.api_tokens import SCOPES
from bot.web.api.token_gate import TokenGate
from bot.web.mcp_server.missing_sdk import MissingSdkSite
from index.errors import StoreError
from tests.support.api_server import ANSWER, CITED, LAMP, QUESTION, TEXT, URL, Api, opened_api
from tests.support.running_bot import make_dependencies
from tests.support.web_client import connection, serving_app

CALL = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sources","arguments":{}}}'


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    """An API without a limit of requests."""
    async with opened_api(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def opened_client(api: Api, token: str, mode: ConnectMode = "auto") -> AsyncIterator[Client]:
    """Connect a client of the SDK to the server."""
    async with (
        serving_app(api.app) as server,
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as sender,
        Client(streamable_http_client(f"http://127.0.0.1:{server.port}/mcp", http_client=sender), mode=mode) as client,
    ):
        yield client


def words_of(result: CallToolResult) -> str:
    """Return the text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_tools_return_the_documents_of_the_api(api: Api, mode: ConnectMode) -> None:
    """The client validates each document against the schema of its tool."""
    token = api.token()
    async with opened_client(api, token, mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("ask", {"question": QUESTION, "sources": [LAMP.id]})
        checked = await client.call_tool("check", {"text": QUESTION})
        found = await client.call_tool("search", {"query": "lamp", "k": 2})
        listed = await client.call_tool("sources", {})
        key = answer.structured_content["citations"][0]["key"]
        stored = await client.call_tool("citation", {"key": key})
    assert {"ask", "check", "search", "sources", "citation"} == tools.keys()
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    assert [False] * 5 == [one.is_error for one in (answer, checked, found, listed, stored)]
    assert answer.structured_content == json.loads(words_of(answer))
    assert ANSWER.text == answer.structured_content["text"]
    assert (await api.call("POST", "search", token, {"query": "lamp", "k": 2}))[1] == found.structured_content
    assert (await api.call("GET", "sources", token))[1] == listed.structured_content
    assert (await api.call("GET", f"citations/{key}", token))[1] == stored.structured_content
    start, end = stored.structured_content["start"], stored.structured_content["end"]
    assert (CITED.quote, TEXT[start:end]) == (stored.structured_content["quote"],) * 2
    assert {"api:1"} == {question.asker for question in api.answerer.questions}


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {}, "The request needs question, a text."),
        ("ask", {"question": 7}, "The request needs question, a text."),
        ("ask", {"question": "x" * 5_000}, "The text has 5,000 characters"),
        ("ask", {"question": QUESTION, "sources": ["none"]}, "No source has that id"),
        ("check", {"question": QUESTION}, "The request needs text, a text."),
        ("search", {"query": "lamp", "k": 101}, "k must be a whole number from 1 to 100."),
        ("search", {"query": "lamp", "sources": "all"}, "sources must be a list of ids."),
        ("citation", {"key": "x" * 500}, "No citation has that key."),
    ],
)
async def test_a_wrong_argument_is_explained(api: Api, tool: str, arguments: dict[str, Any], words: str) -> None:
    """The result is an error with a sentence, so that the agent can correct itself."""
    async with opened_client(api, api.token()) as client:
        result = await client.call_tool(tool, arguments)
    assert (True, True) == (result.is_error, words_of(result).startswith(words))


async def test_a_tool_without_its_scope_does_not_exist(api: Api) -> None:
    """A client sees the tools that its token allows."""
    async with opened_client(api, api.token("sources")) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        with pytest.raises(MCPError, match="There is no tool 'ask'; the tools are sources"):
            await client.call_tool("ask", {"question": QUESTION})
    assert (["sources"], []) == (names, api.answerer.questions)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (StoreError("/srv/x is damaged"), "The bot cannot answer now"),
        (RuntimeError("/srv/x"), "The bot failed unexpectedly"),
    ],
)
async def test_a_failing_tool_shows_no_path(api: Api, failure: Exception, words: str) -> None:
    """Its message could name a folder of the server; the next call is answered."""
    async with opened_client(api, api.token()) as client:
        api.answerer.prepared = {QUESTION: failure}
        failed = await client.call_tool("ask", {"question": QUESTION})
        listed = await client.call_tool("sources", {})
    assert (True, False) == (failed.is_error, listed.is_error)
    assert words_of(failed).startswith(words)
    assert "/srv" not in words_of(failed)


async def test_tokens_and_limits_are_those_of_the_api(tmp_path: Path) -> None:
    """Requests to both count together, and the token is checked before the body is read."""
    async with opened_api(tmp_path, per_minute=2) as api:
        token, headers = api.token(), {"Accept": "application/json, text/event-stream"}
        refused = await api.client.post("/mcp", content=CALL, headers=headers)
        statuses = [(await api.call("GET", "sources", token))[0]]
        headers |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        replies = [await api.client.post("/mcp", content=CALL, headers=headers) for _ in range(2)]
    assert (401, "unknown_token") == (refused.status_code, refused.json()["error"]["code"])
    assert ([200], [200, 429]) == (statuses, [reply.status_code for reply in replies])
    assert int(replies[1].headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (bytes(65_537), 413),
        (b"[" * 60_000, 400),
        (b"\xff\xfe", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'{"jsonrpc":"2.0","id":1,"method":"nothing"}', 200),
    ],
)
async def test_a_broken_body_stops_nothing(api: Api, body: bytes, status: int) -> None:
    """The body has the limit of the API; the next request is answered."""
    headers = {
        "Authorization": f"Bearer {api.token()}",
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
    }
    broken = await api.client.post("/mcp", content=body, headers=headers)
    whole = await api.client.post("/mcp", content=CALL, headers=headers)
    assert (status, 200) == (broken.status_code, whole.status_code)
    assert not whole.json()["result"]["isError"]


async def test_a_client_that_leaves_during_its_request_stops_nothing(api: Api) -> None:
    """The connection ends in the middle of a body; the next client is answered."""
    token = api.token()
    async with serving_app(api.app) as server:
        async with connection(server.port) as gone:
            gone.send(f"POST /mcp HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n".encode())
            gone.send(b"Content-Length: 1000\r\n\r\n{")
        async with connection(server.port) as other:
            other.send(b"GET /mcp HTTP/1.1\r\nHost: x\r\n\r\n")
            assert 405 == await other.status()


async def test_a_missing_sdk_is_told(tmp_path: Path) -> None:
    """A client with a token learns what to install."""
    (tmp_path / "api").mkdir()
    dependencies = make_dependencies(tmp_path)
    async with opened_api(tmp_path / "api") as api:
        gate = TokenGate(api.tokens, dependencies.executors, MinuteLimit(0, time.time))
        application: Any = None
        routes = MissingSdkSite(URL, gate).routes(application)
        async with serving_app(Starlette(routes=routes)) as server, httpx2.AsyncClient() as client:
            token = api.tokens.create("agent", SCOPES)
            reply = await client.post(
                f"http://127.0.0.1:{server.port}/mcp", headers={"Authorization": f"Bearer {token}"}
            )
    dependencies.close()
    assert (501, True) == (reply.status_code, "pip install 'pincite[mcp]'" in reply.json()["error"]["message"])
