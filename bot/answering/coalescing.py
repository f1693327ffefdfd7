"""Answers that are being written. Where many ask the same at once, as readers of a new article do, one is written."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeAlias

from bot.answering.types import Answer, OnText

Write: TypeAlias = Callable[[OnText], Coroutine[Any, Any, Answer]]
"""Writes an answer, and passes on what can be shown of it so far."""


class Underway:
    """The answers that are being written. For one event loop at a time."""

    def __init__(self) -> None:
        """None yet."""
        self._answers: dict[Hashable, _Shared] = {}

    async def answer(self, key: Hashable, write: Write, on_text: OnText | None) -> tuple[Answer, bool]:
        """The answer of that key, and whether this call had it written.

        Whoever comes later sees what is shown so far, and then how it grows. Cancelling the call stops the writing only
        where nobody else waits for it.
        """
        shared = self._answers.get(key)
        is_first = shared is None
        if shared is None:
            shared = self._answers[key] = _Shared(write)
            shared.writing.add_done_callback(lambda _: self._forget(key, shared))
        try:
            return await shared.wait(on_text), is_first
        except asyncio.CancelledError:
            if not shared.waiting:
                self._forget(key, shared)  # who asks now is not to be stopped with the others
                shared.writing.cancel()
                await asyncio.wait([shared.writing])
            raise

    def _forget(self, key: Hashable, shared: "_Shared") -> None:
        if self._answers.get(key) is shared:
            del self._answers[key]


class _Shared:
    """One answer that is being written, and those who wait for it."""

    def __init__(self, write: Write) -> None:
        self.waiting = 0
        self._listeners: list[OnText] = []
        self._text = ""
        self.writing = asyncio.ensure_future(write(self._tell))

    async def wait(self, on_text: OnText | None) -> Answer:
        """The answer; ``on_text`` is told of it meanwhile."""
        self.waiting += 1
        if on_text is not None:
            self._listeners.append(on_text)
            if self._text:
                on_text(self._text)
        try:
            return await asyncio.shield(self.writing)
        finally:
            self.waiting -= 1
            if on_text is not None:
                self._listeners.remove(on_text)

    def _tell(self, text: str) -> None:
        self._text = text
        for on_text in tuple(self._listeners):
            on_text(text)
