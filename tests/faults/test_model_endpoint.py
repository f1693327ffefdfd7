"""Faults of a model endpoint cost users the generated answer at most: they see quotes, and nothing wrong is cached.

Each fault is served over HTTP on loopback until the endpoint is healed; docs/reliability.md lists the same faults.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import pytest

from bot.answering.generative import GenerativeAnswerer
from bot.answering.llm import llama_index_model
from bot.answering.llm.providers import ModelSettings, open_model
from bot.answering.types import Answer, Question
from tests.support.faulty_endpoint import GOOD, Connection, Dialect, FaultyEndpoint, Serve, faulty_endpoint, serve_well
from tests.support.generative_bench import QUESTION, InMemoryLedger, StubIndex, make_answerer
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

HALF = "The tower number 7 was"
SLOW_S, PATIENT_S = 2.0, 60.0
HUGE = 20_000_000
HTML = b"<!doctype html><title>Log in</title><p>The tower was finished in 1811.</p>"


@dataclass(frozen=True)
class Fault:
    """A fault, and what comes of it.

    Attributes:
        outcome: Quotes with the notice, or an answer of the model.
        requests: The number of requests that the question takes, retries included.
        timeout_s: The time limit of a call.
    """

    serve: Serve | None
    outcome: Literal["quotes", "answer"] = "quotes"
    requests: int = 1
    timeout_s: float = PATIENT_S


def status(line: str, body: bytes = b'{"error": {"message": "no"}}', **headers: str) -> Serve:
    """Answer with a status."""

    async def serve(connection: Connection) -> None:
        await connection.begin(line, "application/json", **headers)
        await connection.send(body)

    return serve


def stream(*contents: object, finish: str | None = "stop", kind: str = "text/event-stream") -> Serve:
    """Stream some contents, then a finish reason, without the end mark."""

    async def serve(connection: Connection) -> None:
        await connection.begin(kind=kind)
        for content in contents:
            await connection.say(content)
        if finish:
            await connection.say(None, finish)

    return serve


def body(data: bytes, kind: str = "text/event-stream", **headers: str) -> Serve:
    """Answer with some bytes and status 200."""

    async def serve(connection: Connection) -> None:
        await connection.begin(kind=kind, **headers)
        await connection.send(data)

    return serve


async def reset_at_once(connection: Connection) -> None:
    """Reset the connection before the status."""
    await asyncio.sleep(0)
    connection.reset()


async def reset_in_the_stream(connection: Connection) -> None:
    """Reset the connection after some words."""
    await connection.begin()
    await connection.say(HALF)
    await asyncio.sleep(0.05)  # otherwise the words are lost too
    connection.reset()


async def cut_in_a_chunk(connection: Connection) -> None:
    """End inside of a chunk of the chunked encoding."""
    await connection.begin(Transfer_Encoding="chunked")
    await connection.send(b"ffff\r\n")
    await connection.say(HALF)


async def mark_without_finish_reason(connection: Connection) -> None:
    """Send the end mark alone, as some servers do."""
    await connection.begin()
    await connection.say(GOOD)
    await connection.send(b"data: [DONE]\n\n")


async def error_in_the_stream(connection: Connection) -> None:
    """Send an error event after some words."""
    await connection.begin()
    await connection.say(HALF)
    await connection.event({"error": {"message": "overloaded", "code": 503}}, "error")


async def huge_token(connection: Connection) -> None:
    """Send one event of 20 MB."""
    await connection.begin()
    await connection.send(b'data: {"choices": [{"index": 0, "delta": {"content": "')
    for _ in range(HUGE // 50_000):
        await connection.send(b"a" * 50_000)
    await connection.send(b'"}}]}\n\n')


async def endless_words(connection: Connection) -> None:
    """Write one word for ever."""
    await connection.begin()
    while True:
        await connection.say("word ")


async def endless_statements(connection: Connection) -> None:
    """Write one statement for ever."""
    await connection.begin()
    while True:
        await connection.say(f"{GOOD} ")


async def endless_error(connection: Connection) -> None:
    """Fail with an error page without an end."""
    await connection.begin("400 Bad Request", "text/plain")
    while True:
        await connection.send(b"no " * 10_000)


async def slow_first_byte(connection: Connection) -> None:
    """Say nothing until the client gives up."""
    await connection.writer.wait_closed()


async def trickle(connection: Connection) -> None:
    """Send comments for ever, as servers do while a model loads."""
    await connection.begin()
    while True:
        await connection.send(b": loading\n\n")
        await asyncio.sleep(0.05)


def cut_text(data: bytes) -> Serve:
    """End inside of an event."""

    async def serve(connection: Connection) -> None:
        await connection.begin()
        await connection.say(HALF)
        await connection.send(data)

    return serve


FAULTS = {
    "refused-connection": Fault(None, requests=0),
    "reset-at-once": Fault(reset_at_once, requests=3),
    "reset-in-the-stream": Fault(reset_in_the_stream),
    "end-in-the-stream": Fault(stream(HALF, finish=None)),
    "end-in-a-chunk": Fault(cut_in_a_chunk),
    "end-in-json": Fault(cut_text(b'data: {"choices": [{"index": 0, "del')),
    "end-in-a-character": Fault(cut_text(b'data: {"choices": [{"delta": {"content": "caf\xc3')),
    "end-mark-alone": Fault(mark_without_finish_reason, "answer"),
    "finish-length": Fault(stream(f"{GOOD} The lamp burned whale", finish="length"), "answer"),
    "finish-length-at-once": Fault(stream(HALF, finish="length")),
    "finish-content-filter": Fault(stream(GOOD, finish="content_filter")),
    "finish-tool-calls": Fault(stream(GOOD, finish="tool_calls")),
    "empty-choices": Fault(body(b'data: {"choices": []}\n\ndata: [DONE]\n\n')),
    "empty-content": Fault(stream("")),
    "blank-content": Fault(stream(" \n ")),
    "null-content": Fault(stream(None)),
    "no-body": Fault(body(b"")),
    "login-page": Fault(body(HTML, "text/html; charset=utf-8")),
    "login-page-as-stream": Fault(body(HTML)),
    "wrong-content-type": Fault(stream(GOOD, kind="text/plain"), "answer"),
    "reply-without-stream": Fault(body(json.dumps({"choices": [{"message": {"content": GOOD}}]}).encode())),
    "status-400": Fault(status("400 Bad Request")),
    "status-401": Fault(status("401 Unauthorized")),
    "status-403": Fault(status("403 Forbidden")),
    "status-404": Fault(status("404 Not Found")),
    "status-413": Fault(status("413 Content Too Large"), requests=3),
    "status-429": Fault(status("429 Too Many Requests"), requests=3),
    "status-429-for-an-hour": Fault(status("429 Too Many Requests", Retry_After="3600")),
    "status-500": Fault(status("500 Internal Server Error"), requests=3),
    "status-503": Fault(status("503 Service Unavailable", b"", Retry_After="0"), requests=3),
    "endless-error": Fault(endless_error),
    "redirect": Fault(status("307 Temporary Redirect", b"", Location="/elsewhere")),
    "error-with-status-200": Fault(body(b'{"error": {"message": "no such model"}}', "application/json")),
    "error-in-the-stream": Fault(error_in_the_stream),
    "garbage": Fault(body(bytes(range(256)) * 40)),
    "garbage-as-gzip": Fault(body(b"\x1f\x8b" + bytes(range(256)), Content_Encoding="gzip")),
    "huge-token": Fault(huge_token),
    "nested-event": Fault(body(b"data: " + b"[" * 30_000 + b"\n\n")),
    "nested-reply": Fault(stream("[" * 400)),
    "endless-words": Fault(endless_words),
    "endless-statements": Fault(endless_statements, "answer"),
    "slow-first-byte": Fault(slow_first_byte, timeout_s=SLOW_S),
    "trickle": Fault(trickle, timeout_s=SLOW_S),
    "wrong-citation-numbers": Fault(stream("The tower was finished in 1811 [99][0][70-79]."), "answer"),
    "numbers-alone": Fault(stream("[99]")),
}
EVERY = pytest.mark.parametrize("name", FAULTS)
PATHS: dict[Dialect, str] = {"anthropic": "/v1/messages", "ollama": "/api/chat"}
IN_EACH_DIALECT = [
    *("refused-connection", "reset-at-once", "reset-in-the-stream", "end-in-the-stream", "end-in-a-chunk"),
    *("finish-length", "finish-length-at-once", "empty-content", "blank-content", "no-body", "login-page"),
    *("login-page-as-stream", "status-400", "status-401", "status-403", "status-404", "status-413", "status-429"),
    *("status-429-for-an-hour", "status-500", "status-503", "endless-error", "redirect", "error-with-status-200"),
    *("garbage", "garbage-as-gzip", "nested-reply", "endless-words", "endless-statements", "slow-first-byte"),
    *("wrong-citation-numbers", "numbers-alone"),
]
"""The faults that need no words of one API; the rest is written in the events of OpenAI's."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without delay."""
    monkeypatch.setattr(llama_index_model, "_RETRY_DELAY_S", 0.0)


@asynccontextmanager
async def bench(fault: Fault, dialect: Dialect = "openai") -> AsyncIterator[tuple[FaultyEndpoint, GenerativeAnswerer]]:
    """Serve a fault, and answer with the model behind it."""
    async with faulty_endpoint(fault.serve, dialect) as endpoint:
        model = open_model(ModelSettings(dialect, "test", endpoint.base_url, "key", fault.timeout_s, 100, 2))
        answerer = make_answerer(model, StubIndex(), InMemoryLedger())
        yield endpoint, answerer
        await answerer.close()


def outcome(answer: Answer) -> tuple[str, str | None, str]:
    """Return what a user sees of an answer: its mode, its notice, and its statement or the quote that answers."""
    text = answer.text.partition(" [")[0]
    return answer.mode, answer.notice, QUOTE if answer.mode == "quotes" and QUOTE in text else text


QUOTE = "It was finished in 1811 by Ada Byrne."
QUOTES = ("quotes", "model_failed", QUOTE)
ANSWER = ("model", None, "The tower was finished in 1811.")


async def check_outcome(name: str, dialect: Dialect, path: str) -> None:
    """Check what a user sees during a fault and after it, how often the endpoint is asked, and at which path."""
    fault, seen = FAULTS[name], list[str]()
    async with bench(fault, dialect) as (endpoint, answerer):
        during = await answerer.answer(Question(QUESTION, on_text=seen.append))
        asked = len(endpoint.paths)
        await endpoint.heal()
        after = await answerer.answer(Question(QUESTION))
        assert asked + (fault.outcome == "quotes") == len(endpoint.paths)
    assert (QUOTES if fault.outcome == "quotes" else ANSWER) == outcome(during)
    assert ANSWER == outcome(after)
    assert fault.requests == asked
    assert {path} == set(endpoint.paths)
    assert {"The tower was finished in 1811."} >= set(seen)


@EVERY
async def test_users_see_quotes_or_a_verified_answer(name: str) -> None:
    """During the fault: quotes with the notice, or what is verified. After it: the next question is answered.

    A failure is not cached, so the endpoint is asked again; an answer is.
    """
    await check_outcome(name, "openai", "/v1/chat/completions")


@pytest.mark.parametrize("dialect", PATHS)
@pytest.mark.parametrize("name", [*IN_EACH_DIALECT, "finish-content-filter"])
async def test_a_fault_costs_the_same_in_each_wire_format(name: str, dialect: Dialect) -> None:
    """Anthropic's and Ollama's endpoints may fail in the same ways: nothing wrong is shown or cached."""
    if (name, dialect) == ("finish-content-filter", "ollama"):
        pytest.skip("Ollama has no such reason")
    await check_outcome(name, dialect, PATHS[dialect])


@pytest.mark.parametrize("name", ["huge-token", "endless-words", "endless-statements", "endless-error"])
async def test_a_reply_is_read_up_to_its_limits(name: str) -> None:
    """The client hangs up long before an endless or huge reply fills the memory."""
    async with bench(FAULTS[name]) as (endpoint, answerer):
        await answerer.answer(Question(QUESTION))
        await endpoint.connections[0].is_over.wait()
    assert endpoint.connections[0].sent < HUGE


async def test_a_wait_for_a_sick_endpoint_is_shared() -> None:
    """Users who ask the same during a fault share its one failure, and all of them get quotes."""
    async with bench(FAULTS["end-in-the-stream"]) as (endpoint, answerer):
        answers = await asyncio.gather(*(answerer.answer(Question(QUESTION)) for _ in range(5)))
    assert [QUOTES] * 5 == [outcome(answer) for answer in answers]
    assert 1 == len(endpoint.paths)


async def test_a_healthy_endpoint_is_cached() -> None:
    """The bench itself: without a fault there is one request for two questions."""
    async with bench(Fault(serve_well)) as (endpoint, answerer):
        answers = [await answerer.answer(Question(QUESTION)) for _ in range(2)]
    assert [ANSWER, ANSWER] == [outcome(answer) for answer in answers]
    assert 1 == len(endpoint.paths)


def test_the_page_lists_every_fault() -> None:
    """docs/reliability.md has a row for each fault, and none for another."""
    page = (ROOT / "docs/reliability.md").read_text("utf-8").partition("## Model endpoint")[2].partition("\n## ")[0]
    assert sorted(FAULTS) == sorted(re.findall(r"\| `([\w-]+)` \|$", page, re.MULTILINE))
