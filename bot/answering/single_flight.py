"""Single-flight: identical questions asked at the same time share one model call."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeAlias

from bot.answering.types import Answer, OnText

Generate: TypeAlias = Callable[[OnText], Coroutine[Any, Any, Answer]]
"""Generates an answer, and reports its visible text while it grows."""


class SingleFlight:
    """Runs one call for each key at a time. For one event loop."""

    def __init__(self) -> None:
        """Start without calls."""
        self._calls: dict[Hashable, _SharedCall] = {}

    async def run(self, key: Hashable, generate: Generate, on_text: OnText | None) -> tuple[Answer, bool]:
        """Return the answer of a key, and whether this caller started the call.

        Later callers first receive the text so far, and then each change. A cancelled caller stops the call only if
        nobody else waits for it.
        """
        shared = self._calls.get(key)
        is_first = shared is None
        if shared is None:
            shared = self._calls[key] = _SharedCall(generate)
            shared.task.add_done_callback(lambda _: self._forget(key, shared))
        try:
            return await shared.wait(on_text), is_first
        except asyncio.CancelledError:
            if not shared.waiters:
                self._forget(key, shared)  # a new caller must not join a call that is being cancelled
                shared.task.cancel()
                await asyncio.wait([shared.task])
            raise

    def _forget(self, key: Hashable, shared: "_SharedCall") -> None:
        if self._calls.get(key) is shared:
            del self._calls[key]


class _SharedCall:
    """One call with its waiters and their listeners."""

    def __init__(self, generate: Generate) -> None:
        self.waiters = 0
        self._listeners: list[OnText] = []
        self._text = ""
        self.task = asyncio.ensure_future(generate(self._publish))

    async def wait(self, on_text: OnText | None) -> Answer:
        """Wait for the answer; ``on_text`` receives the visible text meanwhile."""
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
