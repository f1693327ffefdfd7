"""``pincite mcp``: a client of the SDK starts the real process and talks to it over stdin and stdout."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

from bot.web.mcp_server import missing_sdk
from tests.support.real_index import index_article
from tests.support.shared_models import link_models
from tests.support.shell import Shell

QUESTION = "Who was the first keeper?"


@asynccontextmanager
async def started_server(data_dir: Path) -> AsyncIterator[Client]:
    """Start ``pincite mcp`` over a data folder."""
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "bot", "mcp"], env={"PINCITE_DATA_DIR": str(data_dir)}, cwd=Path.cwd()
    )
    async with Client(server) as client:
        yield client


async def test_an_agent_asks_over_stdio(tmp_path: Path) -> None:
    """Each quote is a slice of the stored text; bad arguments are explained, and the next call is answered."""
    index_article(tmp_path)
    link_models(tmp_path / "data")
    async with started_server(tmp_path / "data") as client:
        listed = (await client.call_tool("sources", {})).structured_content
        wrong = await client.call_tool("ask", {"question": ""})
        answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        key = answer["citations"][0]["key"]
        stored = (await client.call_tool("citation", {"key": key})).structured_content
        checked = (await client.call_tool("check", {"text": "Tom Varley was the first keeper."})).structured_content
        found = (await client.call_tool("search", {"query": QUESTION, "k": 1})).structured_content
    assert ["lighthouse.md"] == [source["location"] for source in listed["sources"]]
    assert (True, [TextContent(type="text", text="The request needs question, a text.")]) == (
        wrong.is_error,
        wrong.content,
    )
    assert "Tom Varley" in stored["quote"]
    assert stored["verified"]
    context = stored["context"]
    assert stored["quote"] == context["text"][stored["start"] - context["start"] : stored["end"] - context["start"]]
    assert ("check", ["supported"]) == (checked["mode"], [one["verdict"] for one in checked["statements"]])
    assert 1 == len(found["hits"])


def test_lines_that_are_no_messages_stop_nothing(tmp_path: Path) -> None:
    """The process answers the messages between them, writes nothing else to stdout, and ends with stdin."""
    index_article(tmp_path)
    link_models(tmp_path / "data")
    version = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    lines = [
        b"\xff\x00 no message",
        b"[" * 5_000,
        message(1, "initialize", version),
        b'{"jsonrpc":"2.0","method":"notifications/initialized"}',
        b"null",
        message(2, "nothing/known", {}),
        message(3, "tools/call", {"name": "sources", "arguments": {}}),
        message(4, "tools/call", {"name": "delete", "arguments": {}}),
    ]
    replies: dict[object, Any] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "mcp"],
        env=os.environ | {"PINCITE_DATA_DIR": str(tmp_path / "data")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdin
        assert server.stdout
        server.stdin.write(b"\n".join(lines) + b"\n")
        server.stdin.flush()
        while not {2, 3, 4} <= replies.keys() and (line := server.stdout.readline()):
            reply = json.loads(line)
            replies[reply.get("id")] = reply
        server.stdin.close()
        assert b"" == server.stdout.read()
        assert 0 == server.wait()
    assert not replies[3]["result"]["isError"]
    assert "There is no tool 'delete'" in replies[4]["error"]["message"]
    assert "error" in replies[2]


def message(id_: int, method: str, params: dict[str, Any]) -> bytes:
    """Build a request."""
    return json.dumps({"jsonrpc": "2.0", "id": id_, "method": method, "params": params}).encode()


def test_a_missing_sdk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command says what to install."""
    monkeypatch.setattr(missing_sdk, "find_spec", lambda _name: None)
    ran = Shell(tmp_path)("mcp")
    assert (1, "pincite: The MCP server is not installed; run `pip install 'pincite[mcp]'`.\n") == (
        ran.exit_code,
        ran.stderr,
    )
