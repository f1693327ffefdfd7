"""Failures of model endpoints: each provider's own words become one sentence with the fix."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from bot.answering.llm import llama_index_model
from bot.answering.llm.model import ModelError, PromptTooLongError
from bot.answering.llm.providers import ModelSettings, Provider, open_model
from tests.support.llm_server import ModelApi, Reply, model_api

KEY = "key-that-nobody-may-see"
QUESTION = "When was the lighthouse of Hollin Point finished?"
GOOD = Reply("It was finished in 1811 [1].")


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed call."""

    error: ModelError
    requests: int


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without delay."""
    monkeypatch.setattr(llama_index_model, "_RETRY_DELAY_S", 0.0)


def error(body: Any, status: int = 400) -> Reply:  # noqa: ANN401 - any JSON
    """An error with a body."""
    return Reply(status=status, raw=json.dumps(body).encode())


def openai_event(body: object) -> bytes:
    """An event of OpenAI's stream."""
    return b"data: " + json.dumps(body).encode() + b"\n\n"


OPENAI_WORDS = openai_event(
    {
        "id": "a",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "test",
        "choices": [{"index": 0, "delta": {"content": "It was "}, "finish_reason": None}],
    }
)


def anthropic_event(kind: str) -> Reply:
    """A stream of Anthropic's that is a failure."""
    event = {"type": "error", "error": {"type": kind, "message": "Not now"}}
    return Reply(raw=f"event: error\ndata: {json.dumps(event)}\n\n".encode())


def ollama_line(message: str) -> Reply:
    """A stream of Ollama's that is a failure."""
    return Reply(raw=json.dumps({"error": message}).encode() + b"\n")


async def ask(provider: Provider, api: ModelApi) -> str:
    """Ask a model."""
    root = api.base_url if provider == "openai" else api.root
    model = open_model(ModelSettings(provider, "test", root, KEY, 20.0, 40, 2))
    try:
        return (await model.complete("Be brief.", QUESTION)).text
    finally:
        await model.close()


async def fail(provider: Provider, reply: Reply) -> Failed:
    """Ask a model that always fails."""
    with model_api(reply) as api:
        with pytest.raises(ModelError) as caught:
            await ask(provider, api)
        return Failed(caught.value, len(api.requests))


@pytest.mark.parametrize(
    ("provider", "reply"),
    [
        ("openai", error({"error": {"message": "request (90 tokens) exceeds the available context size (20 tokens)"}})),
        ("openai", error({"error": "The model is loaded with context length of only 4096 tokens"})),
        ("openai", error([{"error": {"message": "The input exceeds the maximum number of tokens allowed (20)."}}])),
        ("openai", error({"error": {"message": "Request too large: tokens per minute"}}, 413)),
        ("openai", Reply(raw=openai_event({"error": {"message": "maximum context length is 20", "code": 400}}))),
        ("anthropic", error({"type": "error", "error": {"message": "prompt is too long: 90 tokens > 20 maximum"}})),
        ("anthropic", error({"error": {"message": "input length and `max_tokens` exceed context limit: 9 > 2"}})),
        ("anthropic", anthropic_event("request_too_large")),
        ("ollama", error({"error": "input length exceeds maximum context length"})),
    ],
)
async def test_a_prompt_beyond_the_context_is_told_from_other_failures(provider: Provider, reply: Reply) -> None:
    """Such a failure is not retried, and names the settings."""
    failed = await fail(provider, reply)
    assert (PromptTooLongError, 1) == (type(failed.error), failed.requests)
    assert "PINCITE_LLM_EVIDENCE_TOKENS" in str(failed.error)


@pytest.mark.parametrize(
    ("provider", "reply", "words", "requests"),
    [
        ("openai", Reply(raw=openai_event({"error": {"message": "Slow down", "code": 429}})), "too many requests", 3),
        ("openai", Reply(raw=OPENAI_WORDS + openai_event({"error": {"message": "x", "code": "429"}})), "too many", 1),
        ("openai", Reply(raw=openai_event({"error": {"message": "No GPU left"}})), "(No GPU left)", 1),
        ("anthropic", anthropic_event("overloaded_error"), "overloaded", 3),
        ("anthropic", anthropic_event("authentication_error"), "PINCITE_LLM_API_KEY", 1),
        ("ollama", ollama_line("model requires more memory than is available"), "requires more memory", 1),
    ],
)
async def test_a_failure_inside_of_a_stream_has_the_meaning_of_its_status(
    provider: Provider, reply: Reply, words: str, requests: int
) -> None:
    """The response has the status 200; the event tells the failure, which is retried only before the first word."""
    failed = await fail(provider, reply)
    assert words in str(failed.error)
    assert requests == failed.requests
    assert "cannot be reached" not in str(failed.error)


@pytest.mark.parametrize(
    ("provider", "reply", "words"),
    [
        ("openai", error({"error": {"message": "You spent it", "code": "insufficient_quota"}}, 429), "credit"),
        ("openai", error({"error": {"message": "Pay first"}}, 402), "credit"),
        ("anthropic", error({"error": {"message": "Your credit balance is too low."}}), "credit"),
        ("anthropic", error({"error": {"message": "max_tokens: 9 > 8"}}), "(HTTP status 400: max_tokens: 9 > 8)"),
        ("ollama", error({"error": '"test" does not support chat'}), 'status 400: "test" does not support chat'),
        ("ollama", error({"error": "model 'test' not found"}, 404), "PINCITE_LLM_MODEL"),
    ],
)
async def test_a_failure_that_waiting_does_not_mend_says_why(provider: Provider, reply: Reply, words: str) -> None:
    """It is not retried, and the admin reads the endpoint's own words where Pincite has none."""
    failed = await fail(provider, reply)
    assert words in str(failed.error)
    assert 1 == failed.requests


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
@pytest.mark.parametrize("private", [KEY, QUESTION])
async def test_no_failure_repeats_the_key_or_the_prompt(provider: Provider, private: str) -> None:
    """The log has neither, even if the endpoint sends them back."""
    failed = await fail(provider, error({"error": {"message": f"Cannot read {private} of you"}}))
    assert private not in str(failed.error)
    assert "status 400" in str(failed.error)


@pytest.mark.parametrize("status", [429, 529])
async def test_an_overloaded_endpoint_is_asked_again(status: int) -> None:
    """Anthropic's status 529 is as transient as 429."""
    with model_api(Reply(status=status, retry_after="0"), anthropic_event("overloaded_error"), GOOD) as api:
        assert GOOD.text == await ask("anthropic", api)
        assert 3 == len(api.requests)


@pytest.mark.parametrize(
    ("source_tokens", "context"), [(200, 8_192), (800, 8_192), (20_000, 41_040)], ids=["small", "usual", "large"]
)
async def test_ollama_is_asked_for_a_context_that_holds_the_prompt(source_tokens: int, context: int) -> None:
    """Ollama leaves out the beginning of a prompt that exceeds the context of the request, and says nothing."""
    with model_api(GOOD) as api:
        model = open_model(ModelSettings("ollama", "test", api.root, None, 20.0, 40, 2, source_tokens))
        await model.complete("Be brief.", QUESTION)
        await model.close()
    assert [context] == [asked["options"]["num_ctx"] for asked in api.requests]
