"""Language models over HTTP: streaming, token counts, retries, and errors without secrets."""

import json

import pytest

from bot.answering.llm import llama_index_model as llama
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.llm.providers import ModelSettings, Provider, open_model
from bot.answering.types import OnText, Usage
from tests.support.llm_server import Reply, model_api

KEY = "key-that-nobody-may-see"


async def write(base_url: str, on_text: OnText | None = None, timeout_s: float = 20.0) -> ModelReply:
    """Complete a prompt with a model behind an OpenAI-compatible address."""
    model = open_model(ModelSettings("openai", "test", base_url, KEY, timeout_s, 40, 2))
    try:
        return await model.complete("Be brief.", "When?", on_text)
    finally:
        await model.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without delay."""
    monkeypatch.setattr(llama, "_RETRY_DELAY_S", 0.0)


async def test_a_reply_is_streamed_and_counted() -> None:
    """Each chunk brings the whole text so far, and the server counts the tokens."""
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
    """The APIs of Anthropic and Ollama are streamed too, with the token limit."""
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
async def test_failures_of_other_providers_name_the_setting(
    provider: Provider, path: str, status: int, setting: str
) -> None:
    """The error of a wrong key or model names the setting and no secret."""
    with model_api(Reply(status=status)) as api:
        model = open_model(ModelSettings(provider, "claude-of-tomorrow", api.root, KEY, 20.0, 40, 2))
        with pytest.raises(ModelError, match=setting) as caught:
            await model.complete("Be brief.", "When?")
        await model.close()
    assert [path] == api.paths
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_transient_failure_is_retried(status: int) -> None:
    """A rate limit or a server error is followed by the answer."""
    with model_api(Reply(status=status, retry_after="0"), Reply(status=status), Reply("Yes [1].")) as api:
        written = await write(api.base_url)
    assert ("Yes [1].", 3) == (written.text, len(api.requests))


@pytest.mark.parametrize(
    ("status", "setting"), [(401, "PINCITE_LLM_API_KEY"), (404, "PINCITE_LLM_MODEL"), (400, "status 400")]
)
async def test_a_permanent_failure_is_not_retried(status: int, setting: str) -> None:
    """A wrong key or model is an error at once, which names the setting and no secret."""
    with model_api(Reply(status=status)) as api:
        with pytest.raises(ModelError, match=setting) as caught:
            await write(api.base_url)
        assert 1 == len(api.requests)
    assert KEY not in str(caught.value)


async def test_a_transient_failure_is_retried_twice() -> None:
    """The third failure is an error."""
    with model_api(Reply(status=503)) as api:
        with pytest.raises(ModelError, match="503"):
            await write(api.base_url)
        assert 3 == len(api.requests)


async def test_a_slow_model_times_out() -> None:
    """The error names the setting of the time limit."""
    with model_api(Reply("late", delay_s=1.0)) as api, pytest.raises(ModelError, match="PINCITE_LLM_TIMEOUT_S"):
        await write(api.base_url, timeout_s=0.2)


async def test_an_unreachable_server_is_an_error() -> None:
    """The error says that the server cannot be reached."""
    with model_api(Reply()) as api:
        pass
    with pytest.raises(ModelError, match="cannot be reached"):
        await write(api.base_url)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
async def test_a_stream_that_breaks_off_is_an_error(provider: Provider) -> None:
    """A reply is complete only with a finish reason; a part of it may say the opposite of the whole."""
    with model_api(Reply("It was finished in", cut=True)) as api:
        root = api.base_url if provider == "openai" else api.root
        model = open_model(ModelSettings(provider, "test", root, KEY, 20.0, 40, 2))
        with pytest.raises(ModelError, match="broke off"):
            await model.complete("Be brief.", "When?")
        await model.close()


async def test_an_endless_reply_is_cut() -> None:
    """A server that ignores the token limit is cut off, and the reply says so."""
    with model_api(Reply("word " * 20_000)) as api:
        written = await write(api.base_url)
    assert len(written.text) < 1_000
    assert written.is_cut


@pytest.mark.parametrize("asked", ["3600", "21", "Fri, 01 Jan 2100 00:00:00 GMT"])
async def test_a_long_retry_after_is_not_waited_for(asked: str) -> None:
    """Where the endpoint asks for a longer wait than a user would accept, the first failure is final."""
    with model_api(Reply(status=429, retry_after=asked), Reply("Yes [1].")) as api:
        with pytest.raises(ModelError, match="too many requests"):
            await write(api.base_url)
        assert 1 == len(api.requests)


async def test_a_retry_after_in_the_past_is_retried_at_once() -> None:
    """A date that is over asks for no delay."""
    past = "Thu, 01 Jan 2015 00:00:00 GMT"
    with model_api(Reply(status=503, retry_after=past), Reply("Yes [1].")) as api:
        assert "Yes [1]." == (await write(api.base_url)).text


NEWER = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        (NEWER, "max_tokens"),
        ("Unsupported value: 'temperature' does not support 0.0 with this model.", "temperature"),
        ("[{'loc': ['body', 'stream_options'], 'msg': 'Extra inputs are not permitted'}]", "stream_options"),
    ],
)
async def test_a_refused_parameter_is_left_out_from_then_on(message: str, left_out: str) -> None:
    """Newer models refuse parameters that older ones need; the first error tells which, and costs no answer."""
    with model_api(Reply(status=400, message=message), Reply("It was finished in 1811 [1].")) as api:
        model = open_model(ModelSettings("openai", "test", api.base_url, KEY, 20.0, 40, 2))
        replies = [await model.complete("Be brief.", "When?") for _ in range(2)]
        await model.close()
    assert ["It was finished in 1811 [1]."] * 2 == [reply.text for reply in replies]
    assert [True, False, False] == [left_out in asked for asked in api.requests]
    assert [40] * 3 == [asked.get("max_tokens", asked.get("max_completion_tokens")) for asked in api.requests]


async def test_anthropics_models_may_refuse_a_temperature() -> None:
    """Models of Anthropic that take no temperature are asked without one."""
    refusal = Reply(status=400, message="`temperature` is deprecated for this model.")
    with model_api(refusal, Reply("It was finished in 1811 [1].")) as api:
        model = open_model(ModelSettings("anthropic", "claude-of-tomorrow", api.root, KEY, 20.0, 40, 2))
        written = await model.complete("Be brief.", "When?")
        await model.close()
    assert "It was finished in 1811 [1]." == written.text
    assert [True, False] == ["temperature" in asked for asked in api.requests]


async def test_a_prompt_that_is_too_long_names_the_settings() -> None:
    """A model with a small context needs fewer sentences of the sources."""
    message = "This model's maximum context length is 512 tokens. However, you requested 900 tokens with max_tokens."
    with model_api(Reply(status=400, message=message)) as api:
        with pytest.raises(ModelError, match="PINCITE_LLM_EVIDENCE_TOKENS"):
            await write(api.base_url)
        assert 1 == len(api.requests)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
async def test_a_model_that_thinks_has_room_for_its_answer(provider: Provider) -> None:
    """A verdict of four tokens is cut in the thoughts of a reasoning model, so it gets the limit of the settings."""
    thoughts = Reply("<think>The sentence says", is_cut=True)
    with model_api(thoughts, Reply("<think>It does.</think>YES"), Reply("<think>No.</think>NO")) as api:
        root = api.base_url if provider == "openai" else api.root
        model = open_model(ModelSettings(provider, "test", root, KEY, 20.0, 40, 2))
        first = await model.complete("Be brief.", "Does it?", max_tokens=4)
        second = await model.complete("Be brief.", "Does it?", max_tokens=4)
        await model.close()
    assert ["<think>It does.</think>YES", "<think>No.</think>NO"] == [first.text, second.text]
    assert [2, 1] == [first.usage.calls, second.usage.calls]


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
async def test_a_character_in_two_chunks_stays_whole(provider: Provider) -> None:
    """JSON escapes a character in two halves, and half a character cannot be stored or sent."""
    seen: list[str] = []
    with model_api(Reply(pieces=("It was lit \ud83d", "\ude00 in 1811 [1]. \ude00"))) as api:
        root = api.base_url if provider == "openai" else api.root
        model = open_model(ModelSettings(provider, "test", root, KEY, 20.0, 40, 2))
        written = await model.complete("Be brief.", "When?", seen.append)
        await model.close()
    assert "It was lit \N{GRINNING FACE} in 1811 [1]. \ufffd" == written.text
    assert all(text.encode() for text in seen)


async def test_a_missing_gguf_file_is_an_error() -> None:
    """The error is one sentence that names the setting."""
    with pytest.raises(ModelError, match="PINCITE_LLM_MODEL"):
        open_model(ModelSettings("llama-cpp", "/nowhere/model.gguf", None, None, 1.0, 40, 1))


async def test_a_model_is_opened_once_with_its_first_call() -> None:
    """Importing LlamaIndex takes longer than a search, and many questions need no model."""
    opened: list[str] = []

    class Silent:
        async def astream_chat(self, *_: object, **_kwargs: object) -> None:
            raise ModelError("silent")

    async def leave_open() -> None:
        pass

    def open_llm() -> llama.Opened:
        opened.append("opened")
        return Silent(), leave_open

    model = llama.LlamaIndexModel(open_llm, "test", timeout_s=1.0, max_tokens=4, concurrency=1)
    await model.close()
    assert [] == opened
    for _ in range(2):
        with pytest.raises(ModelError, match="silent"):
            await model.complete("Be brief.", "When?")
    assert ["opened"] == opened


async def test_a_model_that_cannot_be_opened_is_an_error_of_the_model() -> None:
    """The answer then has quotes, as after any failure of the model."""

    def open_llm() -> llama.Opened:
        raise ValueError("no port")

    model = llama.LlamaIndexModel(open_llm, "test", timeout_s=1.0, max_tokens=4, concurrency=1)
    with pytest.raises(ModelError, match="test failed"):
        await model.complete("Be brief.", "When?")
