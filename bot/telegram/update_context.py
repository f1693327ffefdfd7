"""The update that is being handled, for code that its handler calls, without passing it through every call."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpdateContext:
    """The update that is being handled, and the language of its sender."""

    update_id: int | None = None
    language: str = "en"


current_update: ContextVar[UpdateContext] = ContextVar("current_update", default=UpdateContext())  # noqa: B039 - it is frozen
