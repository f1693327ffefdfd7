"""Limits on the HTTP responses of a model endpoint: their size, the length of a line, compression, and their type.

Clients of providers read a line into memory whole, follow redirects with the key, and take a login page for an empty
reply. Pincite's HTTP client checks each response before a provider's client reads it.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx

from bot.answering.llm.finish import CURRENT_END
from bot.answering.llm.model import ModelError
from index.tls_context import shared_tls_context

_MAX_REPLY_BYTES = 16_000_000
"""The longest stream: 8,192 tokens, each in an event of 2,000 bytes."""
_MAX_LINE_BYTES = 500_000
_MAX_ERROR_BYTES = 50_000
_END_MARKS = (b"\ndata: [DONE]", b"\ndata:[DONE]")
"""A line of its own, because a model may write the mark inside of a line."""


def client_options() -> dict[str, Any]:
    """Return the arguments of ``httpx.AsyncClient`` that limit responses; the client follows no redirect.

    All clients share their TLS settings.
    """
    return {
        "event_hooks": {"response": [_limit]},
        "headers": {"Accept-Encoding": "identity"},
        "follow_redirects": False,
        "verify": shared_tls_context(),
    }


async def _limit(response: httpx.Response) -> None:
    """Limit a response; failures appear when its body is read, because clients repeat a request that fails before."""
    coding = response.headers.pop("Content-Encoding", "identity")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    problem = None
    if coding.casefold() != "identity":
        problem = f"compresses its reply ({coding}), which Pincite did not ask for"
    elif kind in {"text/html", "application/xhtml+xml"}:
        problem = "answers with a web page; check PINCITE_LLM_BASE_URL"
    end = CURRENT_END.get()
    if end is not None:
        end.close = response.aclose
    if isinstance(response.stream, httpx.AsyncByteStream):
        body = _ReplyBody(response.stream, problem) if response.is_success else _ErrorBody(response.stream)
        response.stream = body


class _ErrorBody(httpx.AsyncByteStream):
    """The beginning of an error's body."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for data in self._stream:
            yield data[: _MAX_ERROR_BYTES - size]
            size += len(data)
            if size >= _MAX_ERROR_BYTES:
                return

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()


class _ReplyBody(httpx.AsyncByteStream):
    """The body of a reply; reading it fails where a limit is exceeded."""

    def __init__(self, stream: httpx.AsyncByteStream, problem: str | None) -> None:
        self._stream = stream
        self._problem = problem
        self._size = self._line = 0
        self._tail = b"\n"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._problem:
            raise ModelError(f"The model endpoint {self._problem}.")
        async for data in self._stream:
            self._measure(data)
            self._find_end_mark(data)
            yield data

    def _measure(self, data: bytes) -> None:
        self._size += len(data)
        first, *others = data.split(b"\n")
        longest = max([self._line + len(first), *map(len, others)])
        self._line = len(others[-1]) if others else self._line + len(first)
        if max(longest, self._line) > _MAX_LINE_BYTES or self._size > _MAX_REPLY_BYTES:
            raise ModelError("The model endpoint sends more than a reply can have; look at its log.")

    def _find_end_mark(self, data: bytes) -> None:
        end = CURRENT_END.get()
        recent = self._tail + data
        if end is not None and any(mark in recent for mark in _END_MARKS):
            end.is_marked = True
        self._tail = recent[-len(_END_MARKS[0]) :]

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()
