"""The end of a streamed reply: finish reasons of OpenAI, Anthropic and Ollama, and the end mark of a stream. Pure.

A reply whose stream breaks off looks like a short reply. Only its end tells: a finish reason, or ``[DONE]``.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

_LENGTH = frozenset({"length", "max_tokens", "max_length", "model_length", "model_context_window_exceeded"})
_FAILED = frozenset(
    {
        *("content_filter", "refusal", "safety", "recitation", "blocklist", "prohibited_content"),
        *("error", "insufficient_system_resource", "load", "unload"),
        *("tool_calls", "tool_use", "function_call", "pause_turn"),
    }
)


@dataclass(slots=True)
class ReplyEnd:
    """The known facts about the end of one reply.

    Attributes:
        is_reported: Whether the chunks have a place for a finish reason, or for ``done``.
        reason: The finish reason, in lower case; None before the end.
        is_marked: Whether the stream contained ``[DONE]``.
        close: Closes the HTTP response, where Pincite's own client reads it.
    """

    is_reported: bool = False
    reason: str | None = None
    is_marked: bool = False
    close: Callable[[], Awaitable[None]] | None = None

    def read(self, raw: Any) -> None:  # noqa: ANN401 - the type depends on the provider's client
        """Read the finish reason from a chunk as the provider's client returned it."""
        for reason in _find_reasons(raw):
            self.is_reported = True
            if reason is not None:
                self.reason = str(reason).casefold()

    async def close_response(self) -> None:
        """Close the HTTP response: generators of clients close one that is not read to its end only when collected."""
        if self.close is not None:
            await self.close()

    @property
    def is_missing(self) -> bool:
        """Whether the stream ended without the end that its provider sends."""
        return self.is_reported and self.reason is None and not self.is_marked

    @property
    def is_cut(self) -> bool:
        """Whether the token limit ended the reply."""
        return self.reason in _LENGTH

    @property
    def is_failed(self) -> bool:
        """Whether the provider stopped the reply, for example by a content filter."""
        return self.reason in _FAILED


CURRENT_END: ContextVar[ReplyEnd | None] = ContextVar("CURRENT_END", default=None)
"""The end of the reply that the current task reads; the HTTP layer marks ``[DONE]`` there, which clients drop."""


def _find_reasons(raw: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield the finish reason of a chunk that has a place for one; None is a reason that has not come yet."""
    choices = _get(raw, "choices")
    if isinstance(choices, list):  # OpenAI
        for choice in choices[:1]:
            yield _get(choice, "finish_reason")
    elif isinstance(_get(raw, "done"), bool):  # Ollama
        yield (_get(raw, "done_reason") or "stop") if _get(raw, "done") else None
    elif str(_get(raw, "type")).startswith(("content_block_", "message_")):  # Anthropic
        yield _get(_get(raw, "delta"), "stop_reason")


def _get(node: Any, name: str) -> Any:  # noqa: ANN401 - as above
    return node.get(name) if isinstance(node, dict) else getattr(node, name, None)
