"""Readiness from the results and ages of checks."""

import asyncio
from dataclasses import replace

from bot.answering.types import Generation, Usage
from bot.web.health import STALE_S, Readiness
from tests.support.sample_answers import quote_answer


class Parts:
    """Checks of two parts."""

    def __init__(self) -> None:
        self.broken: set[str] = set()

    async def check_stores(self) -> None:
        """Fail where the stores are broken."""
        if "stores" in self.broken:
            raise OSError

    async def check_telegram(self) -> None:
        """Work always."""


async def test_a_part_is_ready_while_its_last_check_is_recent() -> None:
    """A failed check and an old check both make the bot unready; nothing is ready before the first check."""
    parts, now = Parts(), [0.0]
    readiness = Readiness({"stores": parts.check_stores, "telegram": parts.check_telegram}, lambda: now[0])
    before = readiness.report()[0]
    await readiness.check()
    first = readiness.report()
    parts.broken.add("stores")
    await readiness.check()
    failed = readiness.report()[0]
    parts.broken.clear()
    await readiness.check()
    now[0] = STALE_S + 1
    stale = readiness.report()[0]
    assert (False, True, False, False) == (before, first[0], failed, stale)
    assert {"ok": True, "age_s": 0.0} == first[1]["parts"]["stores"]


async def test_a_check_that_hangs_delays_no_other() -> None:
    """While one part gives no result, the others are checked again and again."""
    checked, often = 0, asyncio.Event()

    async def check_telegram() -> None:
        nonlocal checked
        checked += 1
        if checked == 3:
            often.set()

    async def hang() -> None:
        await asyncio.Event().wait()

    running = asyncio.create_task(Readiness({"stores": hang, "telegram": check_telegram}).run(every_s=0))
    async with asyncio.timeout(20):
        await often.wait()
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


async def test_a_failing_model_is_told_but_the_bot_stays_ready() -> None:
    """Answers with quotes replace those of the model."""
    readiness = Readiness({})
    answer = quote_answer("When?")
    readiness.note_model(answer)
    assert {} == readiness.report()[1]["parts"]
    readiness.note_model(replace(answer, notice="model_failed"))
    ready, document = readiness.report()
    assert (True, False) == (ready, document["parts"]["model"]["ok"])
    readiness.note_model(replace(answer, generation=Generation("small", usage=Usage(1))))
    assert readiness.report()[1]["parts"]["model"]["ok"]
