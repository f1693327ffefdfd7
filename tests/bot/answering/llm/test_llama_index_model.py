"""Language models over HTTP: streamed, counted, tried again where that helps, and never a secret in an error."""

import json

import pytest

from bot.answering.llm import llama_index_model as llama
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.llm.providers import ModelSettings, Provider, open_model
from bot.answering.types import OnText, Usage
from tests.support.llm_server import Reply, model_api

KEY = "key-that-nobody-may-see"


async def write(base_url: str, on_text: OnText | None = None, timeout_s: float = 20.0) -> ModelReply:
    """What a model behind an OpenAI-compatible address writes."""
    model = open_model(ModelSettings("openai", "test", base_url, KEY, timeout_s, 40, 2))
    try:
        return await model.complete("Be brief.", "When?", on_text)
    finally:
        await model.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries do not wait."""
    monkeypatch.setattr(llama, "_RETRY_DELAY_S", 0.0)


async def test_a_reply_is_streamed_and_counted() -> None:
    """All that was written so far comes with every piece; the tokens are those that the server counts."""
    seen: list[str] = []
    with model_api(Reply("It was finished in 1811 [1].")) as api:
        written = await write(api.base_url, seen.append)
    assert ("It was finished in 1811 [1].", Usage(1, 70, 7)) == (written.text, written.usage)
    assert len(seen) > 3
    assert seen == sorted(seen, key=len)
    assert [("system", "Be brief."), ("user", "When?")] == [
        (message["role"], message["content"]) for message in api.requests[0]["messages"]
    ]
    assert 40 == api.requests[0]["max_tokens"]


@pytest.mark.parametrize(("provider", "path"), [("anthropic", "/v1/messages"), ("ollama", "/api/chat")])
async def test_other_providers_are_streamed_and_counted(provider: Provider, path: str) -> None:
    """Anthropic's and Ollama's own APIs are spoken as well; both are told how much may be written."""
    seen: list[str] = []
    with model_api(Reply("It was finished in 1811 [1].")) as api:
        model = open_model(ModelSettings(provider, "claude-of-tomorrow", api.root, KEY, 20.0, 40, 2))
        written = await model.complete("Be brief.", "When?", seen.append)
        await model.close()
    assert ("It was finished in 1811 [1].", Usage(1, 70, 7)) == (written.text, written.usage)
    assert seen == sorted(seen, key=len)
    assert len(seen) > 3
    [asked] = api.requests
    assert path in api.paths
    assert "When?" in json.dumps(asked["messages"])
    assert "Be brief." in json.dumps(asked)
    assert 40 == (asked["max_tokens"] if provider == "anthropic" else asked["options"]["num_predict"])


@pytest.mark.parametrize(("provider", "path"), [("anthropic", "/v1/messages"), ("ollama", "/api/chat")])
@pytest.mark.parametrize(("status", "setting"), [(401, "PINCITE_LLM_API_KEY"), (404, "PINCITE_LLM_MODEL")])
async def test_other_providers_failures_are_said(provider: Provider, path: str, status: int, setting: str) -> None:
    """A wrong key or model names the setting there, too, and no secret."""
    with model_api(Reply(status=status)) as api:
        model = open_model(ModelSettings(provider, "claude-of-tomorrow", api.root, KEY, 20.0, 40, 2))
        with pytest.raises(ModelError, match=setting) as caught:
            await model.complete("Be brief.", "When?")
        await model.close()
    assert [path] == api.paths
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_failure_is_tried_again(status: int) -> None:
    """Too many requests and a server's own errors pass; the answer comes all the same."""
    with model_api(Reply(status=status, retry_after="0"), Reply(status=status), Reply("Yes [1].")) as api:
        written = await write(api.base_url)
    assert ("Yes [1].", 3) == (written.text, len(api.requests))


@pytest.mark.parametrize(
    ("status", "setting"), [(401, "PINCITE_LLM_API_KEY"), (404, "PINCITE_LLM_MODEL"), (400, "status 400")]
)
async def test_a_lasting_failure_is_said_at_once(status: int, setting: str) -> None:
    """A wrong key or model is not tried again; the error names the setting and no secret."""
    with model_api(Reply(status=status)) as api:
        with pytest.raises(ModelError, match=setting) as caught:
            await write(api.base_url)
        assert 1 == len(api.requests)
    assert KEY not in str(caught.value)


async def test_a_failure_that_lasts_is_given_up() -> None:
    """After three tries it is an error."""
    with model_api(Reply(status=503)) as api:
        with pytest.raises(ModelError, match="503"):
            await write(api.base_url)
        assert 3 == len(api.requests)


async def test_a_slow_model_is_not_waited_for() -> None:
    """Over the limit of time it is an error that names the setting."""
    with model_api(Reply("late", delay_s=1.0)) as api, pytest.raises(ModelError, match="PINCITE_LLM_TIMEOUT_S"):
        await write(api.base_url, timeout_s=0.2)


async def test_nobody_at_the_address_is_an_error_in_words() -> None:
    """A server that is not there is said to be that."""
    with model_api(Reply()) as api:
        pass
    with pytest.raises(ModelError, match="cannot be reached"):
        await write(api.base_url)


async def test_what_was_cut_off_is_kept() -> None:
    """A reply that ends in the middle is what there is of it, with an estimate of its tokens."""
    with model_api(Reply("It was finished in", cut=True)) as api:
        written = await write(api.base_url)
    assert "It was finished in" == written.text
    assert written.usage.completion_tokens > 0


async def test_an_endless_reply_is_stopped() -> None:
    """A server that does not keep to the limit is cut off."""
    with model_api(Reply("word " * 20_000)) as api:
        written = await write(api.base_url)
    assert len(written.text) < 1_000


async def test_a_gguf_file_that_is_not_there_is_said_so() -> None:
    """A wrong path is one sentence that names the setting."""
    with pytest.raises(ModelError, match="PINCITE_LLM_MODEL"):
        open_model(ModelSettings("llama-cpp", "/nowhere/model.gguf", None, None, 1.0, 40, 1))
