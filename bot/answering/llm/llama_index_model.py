"""Language models through LlamaIndex: bounded, timed, tried again where that helps, and counted."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol, cast

from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.types import OnText, Usage

_ATTEMPTS = 3
_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 20.0
_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_BYTES_A_TOKEN = 4
_ENDLESS = 12  # bytes a token of the longest text that can be meant


class ChatModel(Protocol):
    """LlamaIndex's ``LLM``, as far as it is used."""

    async def astream_chat(self, messages: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - LlamaIndex's own types
        """Stream the reply to some messages."""


class LlamaIndexModel:
    """One of LlamaIndex's models."""

    def __init__(  # noqa: PLR0913 - plain values, each by its name
        self,
        llm: ChatModel,
        name: str,
        *,
        timeout_s: float,
        max_tokens: int,
        concurrency: int,
        close: Callable[[], Awaitable[None]],
    ) -> None:
        """Wrap a model.

        Args:
            llm: Made without retries of its own.
            name: Of the model.
            timeout_s: For one call, from its first byte to the last; waiting for others does not count.
            max_tokens: How much one call may write.
            concurrency: How many calls may be under way.
            close: Closes its connections.
        """
        self.close = close
        self.name = name
        self._llm = llm
        self._timeout_s = timeout_s
        self._max_tokens = max_tokens
        self._slots = asyncio.Semaphore(concurrency)

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """See ``Model``."""
        for attempt in count(1):
            reply = _PartialReply()
            try:
                async with self._slots, asyncio.timeout(self._timeout_s):
                    await self._stream(reply, system, user, on_text, max_tokens or self._max_tokens)
                    break
            except TimeoutError as error:
                raise ModelError(
                    f"The language model {self.name} took longer than {self._timeout_s:g} seconds; try again, or raise "
                    "PINCITE_LLM_TIMEOUT_S."
                ) from error
            except Exception as error:
                if reply.text or attempt == _ATTEMPTS or not _is_transient(error):
                    raise ModelError(_explain(self.name, error)) from error
                await asyncio.sleep(_retry_delay_s(error, attempt))
        usage = _read_usage(reply.raw) or Usage(1, _estimated(system + user), _estimated(reply.text))
        return ModelReply(reply.text, usage)

    async def _stream(
        self, reply: "_PartialReply", system: str, user: str, on_text: OnText | None, max_tokens: int
    ) -> None:
        from llama_index.core.llms import ChatMessage, MessageRole  # noqa: PLC0415 - three seconds to import

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        async with aclosing(await self._llm.astream_chat(messages, **_limit_tokens(self._llm, max_tokens))) as chunks:
            async for chunk in chunks:
                before, reply.text, reply.raw = reply.text, _extend(reply.text, chunk), chunk.raw or reply.raw
                if on_text is not None and reply.text != before:
                    on_text(reply.text)
                if len(reply.text.encode()) > max_tokens * _ENDLESS:
                    break  # a server that does not keep to the limit


@dataclass
class _PartialReply:
    """What a call has streamed so far. With any text, the call is not retried: a retry would repeat words."""

    text: str = ""
    raw: Any = None


def _extend(text: str, chunk: Any) -> str:  # noqa: ANN401 - LlamaIndex ships no types
    """All that was written so far: most of LlamaIndex's classes say so, Anthropic's only when a block is at its end."""
    so_far = chunk.message.content or ""
    return so_far if len(so_far) >= len(text) and so_far else text + (chunk.delta or "")


def _limit_tokens(llm: ChatModel, max_tokens: int) -> dict[str, Any]:
    """How a call says how much may be written; Ollama takes it from the model's own options."""
    return {} if type(llm).__name__ == "Ollama" else {"max_tokens": max_tokens}


def _read_usage(raw: Any) -> Usage | None:  # noqa: ANN401 - whatever the provider's client gave
    """Token counts, as OpenAI, Anthropic and Ollama report them with the last chunk."""
    found = raw.get("usage") if isinstance(raw, dict) else getattr(raw, "usage", None)
    for prompt, completion in (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens")):
        counts = [
            found.get(name) if isinstance(found, dict) else getattr(found, name, None) for name in (prompt, completion)
        ]
        if all(isinstance(count, int) for count in counts):
            return Usage(1, *cast("list[int]", counts))
    return None


def _estimated(text: str) -> int:
    return len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 1


def _http_status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _is_transient(error: Exception) -> bool:
    status = _http_status(error)
    if status is not None:
        return status in _TRANSIENT
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return bool(kinds & {"APIConnectionError", "ConnectError", "TransportError", "ConnectionError"})


def _retry_delay_s(error: Exception, attempt: int) -> float:
    """As long as the server asks for, else twice as long each time, never quite the same."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = str(headers.get("retry-after", ""))
    wanted = float(asked) if asked.replace(".", "", 1).isdecimal() else _PAUSE_S * 2 ** (attempt - 1)
    return min(wanted, _LONGEST_PAUSE_S) + random.uniform(0, 0.25)  # noqa: S311 - no secret


def _explain(name: str, error: Exception) -> str:
    """What failed, without the request, which may hold a key."""
    match _http_status(error):
        case 401 | 403:
            return f"The language model {name} refused the key; check PINCITE_LLM_API_KEY."
        case 404:
            return (
                f"There is no language model {name} at this address; check PINCITE_LLM_MODEL and PINCITE_LLM_BASE_URL."
            )
        case 429:
            return f"The language model {name} is asked too much; wait a little, or lower PINCITE_LLM_CONCURRENCY."
        case int(status):
            return f"The language model {name} failed (HTTP status {status}); try again, and look at its own log."
        case _:
            return (
                f"The language model {name} cannot be reached ({type(error).__name__}); see that it runs, and check "
                "PINCITE_LLM_BASE_URL."
            )
