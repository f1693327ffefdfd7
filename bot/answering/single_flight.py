"""Answers that are being written. Where many ask the same at once, as readers of a new article do, one is written."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeAlias

from bot.answering.types import Answer, OnText

RunCall: TypeAlias = Callable[[OnText], Coroutine[Any, Any, Answer]]
"""Writes an answer, and passes on what can be shown of it so far."""


class SingleFlight:
    """The answers that are being written. For one event loop at a time."""

    def __init__(self) -> None:
        """None yet."""
        self._calls: dict[Hashable, _SharedCall] = {}

    async def answer(self, key: Hashable, write: RunCall, on_text: OnText | None) -> tuple[Answer, bool]:
        """The answer of that key, and whether this call had it written.

        Whoever comes later sees what is shown so far, and then how it grows. Cancelling the call stops the writing only
        where nobody else waits for it.
        """
        shared = self._calls.get(key)
        is_first = shared is None
        if shared is None:
            shared = self._calls[key] = _SharedCall(write)
            shared.task.add_done_callback(lambda _: self._forget(key, shared))
        try:
            return await shared.wait(on_text), is_first
        except asyncio.CancelledError:
            if not shared.waiters:
                self._forget(key, shared)  # who asks now is not to be stopped with the others
                shared.task.cancel()
                await asyncio.wait([shared.task])
            raise

    def _forget(self, key: Hashable, shared: "_SharedCall") -> None:
        if self._calls.get(key) is shared:
            del self._calls[key]


class _SharedCall:
    """One answer that is being written, and those who wait for it."""

    def __init__(self, write: RunCall) -> None:
        self.waiters = 0
        self._listeners: list[OnText] = []
        self._text = ""
        self.task = asyncio.ensure_future(write(self._publish))

    async def wait(self, on_text: OnText | None) -> Answer:
        """The answer; ``on_text`` is told of it meanwhile."""
        self.waiters += 1
        if on_text is not None:
            self._listeners.append(on_text)
            if self._text:
                on_text(self._text)
        try:
            return await asyncio.shield(self.task)
        finally:
            self.waiters -= 1
            if on_text is not None:
                self._listeners.remove(on_text)

    def _publish(self, text: str) -> None:
        self._text = text
        for on_text in tuple(self._listeners):
            on_text(text)
