"""Language models through LlamaIndex, with limited concurrency, timeouts, retries and token counts."""

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any, Protocol, cast

from bot.answering.llm.finish import CURRENT_END, ReplyEnd
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.llm.model_failures import explain_failure, is_transient
from bot.answering.llm.prompt_text import estimate_tokens
from bot.answering.llm.refused_parameters import RefusedParameters
from bot.answering.llm.replies.reply_markup import remove_thoughts
from bot.answering.types import OnText, Usage
from index.tracing import traced

_ATTEMPTS = 3
_RETRY_DELAY_S, _MAX_RETRY_DELAY_S = 1.0, 20.0
_MAX_BYTES_PER_TOKEN = 12  # a longer reply ignores the token limit


class ChatModel(Protocol):
    """The one method of LlamaIndex's ``LLM`` that Pincite uses."""

    async def astream_chat(self, messages: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - LlamaIndex ships no types
        """Stream the reply to chat messages."""


Opened = tuple[ChatModel, Callable[[], Awaitable[None]]]
"""A model of LlamaIndex, and the function that closes its connections."""


class LlamaIndexModel:
    """Completes prompts with a model of LlamaIndex."""

    def __init__(  # noqa: PLR0913 - plain values, each by its name
        self,
        open_llm: Callable[[], Opened],
        name: str,
        *,
        timeout_s: float,
        max_tokens: int,
        concurrency: int,
        refused: RefusedParameters | None = None,
        key: str | None = None,
    ) -> None:
        """Wrap a model.

        Args:
            open_llm: Opens the model, which must not retry by itself; called once, in a thread.
            name: The name of the model.
            timeout_s: The time limit of one call; waiting for a free slot does not count.
            max_tokens: The token limit of one reply.
            concurrency: The greatest number of calls at the same time.
            refused: The parameters that the model leaves out; None if it cannot leave out any.
            key: The key that no error message may repeat.
        """
        self.name = name
        self._open_llm = open_llm
        self._opened: Opened | None = None
        self._opening = threading.Lock()
        self._timeout_s = timeout_s
        self._max_tokens = max_tokens
        self._slots = asyncio.Semaphore(concurrency)
        self._refused = refused
        self._key = key
        self._thinks = False

    def prepare(self) -> ChatModel:
        """Open the model, unless it is open; raises ``ModelError``. Blocking: the import takes two seconds."""
        with self._opening:
            if self._opened is None:
                try:
                    self._opened = self._open_llm()
                except Exception as error:
                    raise explain_failure(self.name, error, (self._key or "",)) from error
        return self._opened[0]

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened[1]()

    @traced("model")
    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """See ``LanguageModel``.

        A model that thinks before it answers may spend a small limit on its thoughts. Then it is asked again with the
        limit of the settings, which also counts from then on.
        """
        limit = self._max_tokens if max_tokens is None or self._thinks else max_tokens
        reply = await self._complete(system, user, on_text, limit)
        if reply.is_cut and limit < self._max_tokens and not remove_thoughts(reply.text).strip():
            self._thinks = True
            again = await self._complete(system, user, on_text, self._max_tokens)
            reply = replace(again, usage=reply.usage + again.usage)
        return reply

    async def _complete(self, system: str, user: str, on_text: OnText | None, max_tokens: int) -> ModelReply:
        llm = self._opened[0] if self._opened else await asyncio.to_thread(self.prepare)
        for attempt in count(1):
            reply = _PartialReply()
            CURRENT_END.set(reply.end)
            try:
                async with self._slots, asyncio.timeout(self._timeout_s):
                    try:
                        await _stream(llm, reply, (system, user), on_text, max_tokens)
                    finally:
                        await reply.end.close_response()
                    break
            except TimeoutError as error:
                raise ModelError(
                    f"The language model {self.name} took longer than {self._timeout_s:g} seconds; try again, or raise "
                    "PINCITE_LLM_TIMEOUT_S."
                ) from error
            except ModelError:
                raise
            except Exception as error:
                if self._refused is not None and self._refused.learn(error):
                    continue
                delay_s = _retry_delay_s(error, attempt)
                is_final = reply.text or attempt >= _ATTEMPTS or delay_s > _MAX_RETRY_DELAY_S
                if is_final or not is_transient(error):
                    raise explain_failure(self.name, error, (self._key or "", system, user)) from error
                await asyncio.sleep(delay_s + random.uniform(0, 0.25))  # noqa: S311 - no secret
        _require_complete(self.name, reply)
        usage = _read_usage(reply.raw) or Usage(1, estimate_tokens(system + user), estimate_tokens(reply.text))
        return ModelReply(_join_surrogates(reply.text), usage, is_cut=reply.is_cut)


@dataclass
class _PartialReply:
    """The streamed part of a reply. A call with any text is not retried: a retry would repeat words."""

    text: str = ""
    raw: Any = None
    end: ReplyEnd = field(default_factory=ReplyEnd)
    is_too_long: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether a token limit ended the text: the provider's own, or Pincite's where the provider has none."""
        return self.end.is_cut or self.is_too_long


async def _stream(
    llm: ChatModel, reply: _PartialReply, prompt: tuple[str, str], on_text: OnText | None, max_tokens: int
) -> None:
    """Stream the reply to a prompt, which are a system message and a user's."""
    from llama_index.core.llms import ChatMessage, MessageRole  # noqa: PLC0415 - three seconds to import

    roles = (MessageRole.SYSTEM, MessageRole.USER)
    messages = [ChatMessage(role=role, content=text) for role, text in zip(roles, prompt, strict=True)]
    async with aclosing(await llm.astream_chat(messages, **_limit_tokens(llm, max_tokens))) as chunks:
        async for chunk in chunks:
            before, reply.text, reply.raw = reply.text, _extend(reply.text, chunk), chunk.raw or reply.raw
            reply.end.read(chunk.raw)
            if on_text is not None and reply.text != before:
                on_text(_join_surrogates(reply.text))
            if len(reply.text.encode("utf-8", "replace")) > max_tokens * _MAX_BYTES_PER_TOKEN:
                reply.is_too_long = True
                break


def _require_complete(name: str, reply: _PartialReply) -> None:
    """Refuse a reply without an end or without a text: nothing in it is the answer of the model."""
    if reply.is_cut:
        return
    if reply.end.is_failed:
        raise ModelError(f"The language model {name} stopped its reply ({reply.end.reason}); ask in other words.")
    if reply.end.is_missing:
        raise ModelError(f"The reply of the language model {name} broke off; try again, and look at the model's log.")
    if not reply.text.strip():
        raise ModelError(f"The language model {name} sent an empty reply; check that its address is a chat API.")


def _extend(text: str, chunk: Any) -> str:  # noqa: ANN401 - LlamaIndex ships no types
    """Return the text so far: most models stream it whole, Anthropic's only at the end of a block."""
    so_far = chunk.message.content or ""
    return so_far if len(so_far) >= len(text) and so_far else text + (chunk.delta or "")


def _join_surrogates(text: str) -> str:
    """Join the halves of characters that JSON escapes in two chunks; a half alone cannot be stored or sent."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _limit_tokens(llm: ChatModel, max_tokens: int) -> dict[str, Any]:
    """Return the arguments that limit a reply; Ollama takes the limit from the options of the model."""
    return {} if type(llm).__name__ == "Ollama" else {"max_tokens": max_tokens}


def _read_usage(raw: Any) -> Usage | None:  # noqa: ANN401 - the type depends on the provider's client
    """Read the token counts that OpenAI, Anthropic and Ollama report with the last chunk."""
    found = raw.get("usage") if isinstance(raw, dict) else getattr(raw, "usage", None)
    for prompt, completion in (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens")):
        counts = [
            found.get(name) if isinstance(found, dict) else getattr(found, name, None) for name in (prompt, completion)
        ]
        if all(isinstance(count, int) for count in counts):
            return Usage(1, *cast("list[int]", counts))
    return None


def _retry_delay_s(error: Exception, attempt: int) -> float:
    """Return the delay that the server asks for (RFC 9110, 10.2.3), else one that doubles with each attempt."""
    asked = _requested_delay(error)
    if asked.replace(".", "", 1).isdecimal():
        return float(asked)
    try:
        wanted_s = (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):  # no date, or one without a time zone
        return _RETRY_DELAY_S * 2.0 ** (attempt - 1)
    return max(wanted_s, 0.0)


def _requested_delay(error: BaseException | None) -> str:
    """Return the header ``Retry-After``; clients such as Ollama's replace the error that has the response."""
    while error is not None:
        headers = getattr(getattr(error, "response", None), "headers", None)
        if headers is not None:
            return str(headers.get("retry-after", "")).strip()
        error = error.__cause__ or error.__context__
    return ""
