"""Spans for a tracer; without one nothing happens."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.tracing import Attributes, span, traced, use_tracer


@pytest.fixture
def events() -> Iterator[list[str]]:
    """Return what a tracer sees."""
    seen = list[str]()

    @contextmanager
    def tracer(name: str, attributes: Attributes) -> Iterator[None]:
        seen.append(f"{name} {dict(attributes)}")
        try:
            yield
        finally:
            seen.append(f"{name} ends")

    use_tracer(tracer)
    yield seen
    use_tracer(None)


@traced("add")
def add(one: int, other: int) -> int:
    """Add two numbers."""
    return one + other


@traced("wait")
async def wait(result: str) -> str:
    """Return the result a moment later."""
    with span("inside", n=1):
        await asyncio.sleep(0)
    return result


async def test_blocks_functions_and_coroutines_have_spans(events: list[str]) -> None:
    """A span ends with its block, that of a coroutine after its last await."""
    assert ("later", 3) == (await wait("later"), add(1, other=2))
    assert ["wait {}", "inside {'n': 1}", "inside ends", "wait ends", "add {}", "add ends"] == events


async def test_without_a_tracer_calls_are_as_they_were() -> None:
    """The result, the name and the docstring of a function stay."""
    assert ("later", 3) == (await wait("later"), add(1, 2))
    assert ("add", "Add two numbers.") == (add.__name__, add.__doc__)
