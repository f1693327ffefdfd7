"""Spans: the parts of the work on a question, for a tracer. Without one a span costs nothing and imports nothing.

The composition root sets the tracer (``bot.composition.open_telemetry``). A span has no words of users or sources.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

Attributes = Mapping[str, str | int]


class OpensSpans(Protocol):
    """A tracer."""

    def __call__(self, name: str, attributes: Attributes, /) -> AbstractContextManager[object]:
        """Open a span inside of the one that the context has; the block's error marks it."""


class _Current:
    tracer: OpensSpans | None = None


def use_tracer(tracer: OpensSpans | None) -> None:
    """Open the spans of this process with a tracer; None opens no more."""
    _Current.tracer = tracer


def span(name: str, **attributes: str | int) -> AbstractContextManager[object]:
    """Return a span for a block."""
    return _Current.tracer(name, attributes) if _Current.tracer else nullcontext()


def traced(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that gives each call of a function or coroutine function a span."""

    def decorate(call: Callable[P, R]) -> Callable[P, R]:
        if inspect.iscoroutinefunction(call):

            @functools.wraps(call)
            async def run(*args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - the result of any coroutine
                with span(name):
                    return await call(*args, **kwargs)

            return cast("Callable[P, R]", run)

        @functools.wraps(call)
        def run_at_once(*args: P.args, **kwargs: P.kwargs) -> R:
            with span(name):
                return call(*args, **kwargs)

        return run_at_once

    return decorate
