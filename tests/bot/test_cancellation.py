"""Tasks that are cancelled end, also where the code that they run swallows a cancellation."""

import asyncio
import contextlib
import gc

import pytest

from bot.cancellation import cancel_and_wait


async def run_forever(swallowed: int) -> None:
    """Ignore so many cancellations, as libraries do that mistake one for a time limit of their own."""
    for _ in range(swallowed):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


async def fail() -> None:
    """End with an error."""
    raise ValueError("broken")


async def clean_up(ended: list[str]) -> None:
    """Take a moment to end."""
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0.01)
        ended.append("clean")


async def test_a_task_that_swallows_cancellations_is_cancelled_until_it_ends() -> None:
    """The caller waits for all tasks, and gets no error of theirs."""
    ended: list[str] = []
    tasks = [asyncio.create_task(each) for each in (run_forever(0), run_forever(2), fail(), clean_up(ended))]
    await asyncio.sleep(0)

    async with asyncio.timeout(30):
        await cancel_and_wait(tasks, again_s=0.2)

    assert [True, True, False, True] == [task.cancelled() for task in tasks]
    assert ["clean"] == ended


async def test_nothing_to_cancel_takes_no_time() -> None:
    """Without tasks the function returns."""
    await cancel_and_wait([])


async def test_the_error_of_a_task_that_has_ended_is_not_reported(caplog: pytest.LogCaptureFixture) -> None:
    """A task may fail before it is cancelled; asyncio would report its error when the task is collected."""

    async def fail() -> None:
        raise ValueError

    tasks = [asyncio.create_task(fail())]
    await asyncio.sleep(0)
    await cancel_and_wait(tasks)
    tasks.clear()
    gc.collect()
    assert [] == caplog.records
