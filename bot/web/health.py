"""Readiness: whether each part of the bot works, and when that was last checked."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.answering.types import Answer

CHECK_EVERY_S = 15.0
STALE_S = 120.0
"""A part whose last check is older counts as broken, because the check hangs."""

Check = Callable[[], Awaitable[None]]
"""Checks a part; raises any exception if the part does not work."""


@dataclass(frozen=True, slots=True)
class PartHealth:
    """The result of a part's last check.

    Attributes:
        works: Whether the part worked.
        checked_at: Of the monotonic clock, in seconds.
        needed: Whether the bot is not ready without the part.
    """

    works: bool
    checked_at: float
    needed: bool = True


class Readiness:
    """Checks the parts of the bot in the background."""

    def __init__(self, checks: Mapping[str, Check], clock: Callable[[], float] = time.monotonic) -> None:
        """Check each part with its function; read the time from ``clock``."""
        self._checks = dict(checks)
        self._clock = clock
        self._parts: dict[str, PartHealth] = {}

    def add(self, name: str, check: Check) -> None:
        """Check one more part."""
        self._checks[name] = check

    def note_model(self, answer: Answer) -> None:
        """Learn from an answer whether the language model works; quotes replace a model that does not."""
        failed = answer.notice == "model_failed"
        if failed or (answer.generation is not None and answer.generation.usage.calls):
            self._parts["model"] = PartHealth(not failed, self._clock(), needed=False)

    async def run(self, every_s: float = CHECK_EVERY_S) -> None:
        """Check all parts until cancelled; a check that hangs delays no other."""
        async with asyncio.TaskGroup() as group:
            for name, check in self._checks.items():
                group.create_task(self._check_always(name, check, every_s))

    async def _check_always(self, name: str, check: Check, every_s: float) -> None:
        while True:
            await self._check_part(name, check)
            await asyncio.sleep(every_s)

    async def check(self) -> None:
        """Check all parts once, side by side."""
        await asyncio.gather(*(self._check_part(name, check) for name, check in self._checks.items()))

    async def _check_part(self, name: str, check: Check) -> None:
        works = False
        with contextlib.suppress(Exception):
            async with asyncio.timeout(STALE_S):
                await check()
            works = True
        self._parts[name] = PartHealth(works, self._clock())

    def report(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the bot is ready, and the document that says so of each part."""
        now = self._clock()
        ready, parts = self._parts.keys() >= self._checks.keys(), {}
        for name, part in sorted(self._parts.items()):
            age_s = now - part.checked_at
            works = part.works and (age_s <= STALE_S or not part.needed)
            parts[name] = {"ok": works, "age_s": round(age_s, 1)}
            ready = ready and (works or not part.needed)
        return ready, {"ready": ready, "parts": parts}
