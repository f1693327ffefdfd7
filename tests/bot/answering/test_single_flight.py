"""Whoever asks what is being answered waits for that answer, and is not stopped with the others."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.answering.single_flight import SingleFlight
from bot.answering.types import Answer, OnText, Timings

ANSWER = Answer("Why?", "answered", "model", (), (), Timings(0.0, 0.0, 0.0))


@dataclass
class Writer:
    """Writes a word, waits until it may go on, then writes the rest or fails."""

    error: Exception | None = None
    begun: int = 0
    ended: list[str] = field(default_factory=list)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, on_text: OnText) -> Answer:
        """Write."""
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


def ask(underway: SingleFlight, writer: Writer, seen: list[str] | None = None) -> "asyncio.Task[tuple[Answer, bool]]":
    """A call for the answer of one key."""
    return asyncio.ensure_future(underway.answer("key", writer, None if seen is None else seen.append))


async def settled() -> None:
    """Let all tasks go as far as they can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_answer_is_written_for_all_who_ask() -> None:
    """The first has it written; who comes later sees what is there at once, and then how it grows."""
    underway, writer, first_seen, later_seen = SingleFlight(), Writer(), list[str](), list[str]()
    first = ask(underway, writer, first_seen)
    await settled()
    later, silent = ask(underway, writer, later_seen), ask(underway, writer)
    await settled()
    writer.may_go_on.set()
    assert ((ANSWER, True), (ANSWER, False), (ANSWER, False)) == tuple(await asyncio.gather(first, later, silent))
    assert ["Because", "Because."] == first_seen == later_seen
    assert 1 == writer.begun


async def test_other_keys_are_other_answers() -> None:
    """Nobody waits for the answer to another question."""
    underway, writer = SingleFlight(), Writer()
    writer.may_go_on.set()
    found = await asyncio.gather(underway.answer("one", writer, None), underway.answer("two", writer, None))
    assert ([True, True], 2) == ([is_first for _, is_first in found], writer.begun)


async def test_who_stops_stops_nobody_else() -> None:
    """The writing goes on for the others, even if whoever began it has gone."""
    underway, writer, seen = SingleFlight(), Writer(), list[str]()
    first, later = ask(underway, writer, seen), ask(underway, writer)
    await settled()
    first.cancel()
    await settled()
    writer.may_go_on.set()
    assert (ANSWER, False) == await later
    assert first.cancelled()
    assert (["Because"], ["written"]) == (seen, writer.ended)


async def test_when_the_last_one_has_gone_the_writing_stops() -> None:
    """No model writes for nobody, and who asks then has it written anew."""
    underway, writer = SingleFlight(), Writer()
    both = [ask(underway, writer), ask(underway, writer)]
    await settled()
    for waiting in both:
        waiting.cancel()
    anew = ask(underway, writer)
    await settled()
    assert ["cancelled"] == writer.ended
    writer.may_go_on.set()
    assert (ANSWER, True) == await anew
    assert all(waiting.cancelled() for waiting in both)


async def test_a_failure_reaches_everybody_and_is_not_kept() -> None:
    """Each hears of it; the next to ask tries again."""
    underway, writer = SingleFlight(), Writer(ValueError("no"))
    both = [ask(underway, writer), ask(underway, writer)]
    await settled()
    writer.may_go_on.set()
    assert ["no", "no"] == [str(error) for error in await asyncio.gather(*both, return_exceptions=True)]
    with pytest.raises(ValueError, match="no"):
        await ask(underway, writer)
    assert 2 == writer.begun
