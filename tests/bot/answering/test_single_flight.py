"""Single-flight: identical questions share one call, and cancelling one caller stops no other."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.answering.single_flight import SingleFlight
from bot.answering.types import Answer, OnText, Timings

ANSWER = Answer("Why?", "answered", "model", (), (), Timings(0.0, 0.0, 0.0))


@dataclass
class Call:
    """A call that reports a word, waits for permission, and then reports the rest or fails."""

    error: Exception | None = None
    begun: int = 0
    ended: list[str] = field(default_factory=list)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, on_text: OnText) -> Answer:
        """Run the call."""
        self.begun += 1
        try:
            on_text("Because")
            await self.may_go_on.wait()
            on_text("Because.")
            if self.error:
                raise self.error
        except asyncio.CancelledError:
            self.ended.append("cancelled")
            raise
        self.ended.append("written")
        return ANSWER


def ask(single_flight: SingleFlight, call: Call, seen: list[str] | None = None) -> "asyncio.Task[tuple[Answer, bool]]":
    """Ask for the answer of one key."""
    return asyncio.ensure_future(single_flight.run("key", call, None if seen is None else seen.append))


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_callers_of_one_key_share_a_call() -> None:
    """The first caller starts the call; later callers receive the text so far, and then each change."""
    single_flight, call, first_seen, later_seen = SingleFlight(), Call(), list[str](), list[str]()
    first = ask(single_flight, call, first_seen)
    await settle()
    later, silent = ask(single_flight, call, later_seen), ask(single_flight, call)
    await settle()
    call.may_go_on.set()
    assert ((ANSWER, True), (ANSWER, False), (ANSWER, False)) == tuple(await asyncio.gather(first, later, silent))
    assert ["Because", "Because."] == first_seen == later_seen
    assert 1 == call.begun


async def test_each_key_has_its_own_call() -> None:
    """Different questions do not wait for each other."""
    single_flight, call = SingleFlight(), Call()
    call.may_go_on.set()
    found = await asyncio.gather(single_flight.run("one", call, None), single_flight.run("two", call, None))
    assert ([True, True], 2) == ([is_first for _, is_first in found], call.begun)


async def test_a_cancelled_caller_stops_no_other() -> None:
    """The call continues for the other callers, even if its first caller is cancelled."""
    single_flight, call, seen = SingleFlight(), Call(), list[str]()
    first, later = ask(single_flight, call, seen), ask(single_flight, call)
    await settle()
    first.cancel()
    await settle()
    call.may_go_on.set()
    assert (ANSWER, False) == await later
    assert first.cancelled()
    assert (["Because"], ["written"]) == (seen, call.ended)


async def test_the_last_cancelled_caller_stops_the_call() -> None:
    """A call without callers is cancelled, and the next caller starts another one."""
    single_flight, call = SingleFlight(), Call()
    both = [ask(single_flight, call), ask(single_flight, call)]
    await settle()
    for waiting in both:
        waiting.cancel()
    again = ask(single_flight, call)
    await settle()
    assert ["cancelled"] == call.ended
    call.may_go_on.set()
    assert (ANSWER, True) == await again
    assert all(waiting.cancelled() for waiting in both)


async def test_a_failure_reaches_every_caller_and_is_not_kept() -> None:
    """Every caller receives the error, and the next caller starts another call."""
    single_flight, call = SingleFlight(), Call(ValueError("no"))
    both = [ask(single_flight, call), ask(single_flight, call)]
    await settle()
    call.may_go_on.set()
    assert ["no", "no"] == [str(error) for error in await asyncio.gather(*both, return_exceptions=True)]
    with pytest.raises(ValueError, match="no"):
        await ask(single_flight, call)
    assert 2 == call.begun
