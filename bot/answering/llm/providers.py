"""Providers of language models, opened through the classes of LlamaIndex."""

import importlib.util
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.answering.llm.llama_index_model import LlamaIndexModel, Opened
from bot.answering.llm.model import ModelError
from bot.answering.llm.refused_parameters import RefusedParameters
from index.file_paths import expand_home, is_file

Provider = Literal["openai", "anthropic", "ollama", "llama-cpp"]

_OPENAI = "https://api.openai.com/v1"
_OLLAMA = "http://127.0.0.1:11434"
_CONTEXT_TOKENS = 8_192
_PROMPT_TOKENS = 1_000
"""A prompt without its sentences: instructions, an example, the question and the conversation."""
_REAL_TOKENS = 2
"""A text has at most about this many times the estimated tokens, which count four bytes as one."""
_ERRORS_ONLY = 1  # a log level of llama.cpp; the next level logs every request


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The provider, model and limits of a language model.

    Attributes:
        model: The name at the provider; for ``llama-cpp`` the path of a GGUF file.
        base_url: The address of the provider; None takes its usual address.
        timeout_s: The time limit of one call.
        max_tokens: The token limit of one reply.
        concurrency: The greatest number of calls at the same time.
        source_tokens: The estimated tokens of the sources in the longest prompt.
    """

    provider: Provider
    model: str
    base_url: str | None
    api_key: str | None
    timeout_s: float
    max_tokens: int
    concurrency: int
    source_tokens: int = 0

    @property
    def context_tokens(self) -> int:
        """The context that the longest prompt and its reply need, where Pincite chooses it: Ollama and llama.cpp.

        Ollama would leave out the beginning of a longer prompt without an error.
        """
        return max(_CONTEXT_TOKENS, _PROMPT_TOKENS + _REAL_TOKENS * self.source_tokens + self.max_tokens)


def open_model(settings: ModelSettings) -> LlamaIndexModel:
    """Name a model, which its first call or ``LlamaIndexModel.prepare`` opens: importing LlamaIndex takes seconds.

    Raises:
        ModelError: A file or a package is missing.
    """
    refused = RefusedParameters()
    if settings.provider == "llama-cpp":
        _require_llama_cpp(settings)
    name = Path(settings.model).name if settings.provider == "llama-cpp" else settings.model
    return LlamaIndexModel(
        lambda: _OPEN[settings.provider](settings, refused),
        name,
        timeout_s=settings.timeout_s,
        max_tokens=settings.max_tokens,
        concurrency=settings.concurrency,
        refused=refused,
        key=settings.api_key,
    )


def _openai(settings: ModelSettings, refused: RefusedParameters) -> Opened:
    import httpx  # noqa: PLC0415 - seconds to import, with the next line

    from bot.answering.llm.openai_chat import OpenAIChat  # noqa: PLC0415 - as above
    from bot.answering.llm.response_limits import client_options  # noqa: PLC0415 - as above

    client = httpx.AsyncClient(timeout=settings.timeout_s, **client_options())
    llm = OpenAIChat(
        refused,
        model=settings.model,
        api_base=settings.base_url or _OPENAI,
        api_key=settings.api_key or "none",
        is_chat_model=True,
        temperature=0.0,
        context_window=_CONTEXT_TOKENS,
        max_retries=0,
        timeout=settings.timeout_s,
        additional_kwargs={"stream_options": {"include_usage": True}},
        async_http_client=client,
    )
    return llm, client.aclose


def _anthropic(settings: ModelSettings, refused: RefusedParameters) -> Opened:
    import httpx  # noqa: PLC0415 - as above
    from llama_index.core.llms import LLMMetadata  # noqa: PLC0415 - as above
    from llama_index.llms.anthropic import Anthropic  # noqa: PLC0415 - as above

    from bot.answering.llm.response_limits import client_options  # noqa: PLC0415 - as above

    class AnyAnthropic(Anthropic):
        """Also accepts models that were published after this release of LlamaIndex."""

        @property
        def metadata(self) -> LLMMetadata:
            """The metadata that LlamaIndex otherwise looks up in a list of names."""
            return LLMMetadata(context_window=_CONTEXT_TOKENS, is_chat_model=True, model_name=self.model)

        def _get_all_kwargs(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - as LlamaIndex has it
            return refused.apply(super()._get_all_kwargs(**kwargs))

    llm = AnyAnthropic(
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key,
        temperature=0.0,
        max_tokens=settings.max_tokens,
        max_retries=0,
        timeout=settings.timeout_s,
    )
    client = httpx.AsyncClient(timeout=settings.timeout_s, **client_options())
    llm._aclient = llm._aclient.copy(http_client=client)  # noqa: SLF001 - LlamaIndex offers no other way
    return llm, client.aclose


def _ollama(settings: ModelSettings, _refused: RefusedParameters) -> Opened:
    from llama_index.llms.ollama import Ollama  # noqa: PLC0415 - as above
    from ollama import AsyncClient  # noqa: PLC0415 - as above

    from bot.answering.llm.response_limits import client_options  # noqa: PLC0415 - as above

    options = client_options()
    if settings.api_key:
        options["headers"] |= {"Authorization": f"Bearer {settings.api_key}"}
    client = AsyncClient(settings.base_url or _OLLAMA, timeout=settings.timeout_s, **options)
    llm = Ollama(
        model=settings.model,
        base_url=settings.base_url or _OLLAMA,
        temperature=0.0,
        context_window=settings.context_tokens,
        request_timeout=settings.timeout_s,
        additional_kwargs={"num_predict": settings.max_tokens},
        async_client=client,
    )
    return llm, client.close


def _llama_cpp(settings: ModelSettings, refused: RefusedParameters) -> Opened:
    """Run a GGUF file in this process, behind a loopback server with a random key."""
    import secrets  # noqa: PLC0415 - as above

    import xllamacpp  # noqa: PLC0415 - an extra

    path = expand_home(settings.model)
    key = secrets.token_urlsafe()
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = settings.context_tokens, 1
    params.hostnames, params.port = ["127.0.0.1"], _free_port()
    params.api_keys = [key]
    params.verbosity = _ERRORS_ONLY
    server = xllamacpp.Server(params)
    opened = _openai(
        ModelSettings(
            "openai",
            path.name,
            f"{server.listening_address}/v1",
            key,
            settings.timeout_s,
            settings.max_tokens,
            settings.concurrency,
        ),
        refused,
    )
    _SERVERS.append(server)  # the server stops when nothing refers to it
    return opened


_SERVERS: list[Any] = []


def _require_llama_cpp(settings: ModelSettings) -> None:
    path = expand_home(settings.model)
    if not is_file(path):
        raise ModelError(f"There is no model at {path}; set PINCITE_LLM_MODEL to the path of a GGUF file.")
    if importlib.util.find_spec("xllamacpp") is None:
        raise ModelError("llama.cpp is not installed; run `pip install 'pincite[llama-cpp]'`.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


_OPEN: dict[Provider, Callable[[ModelSettings, RefusedParameters], Opened]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "ollama": _ollama,
    "llama-cpp": _llama_cpp,
}
