"""Which update is being current_update: known to whatever its handling calls, without being handed through."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpdateContext:
    """The update at work, and the language of whoever sent it."""

    update_id: int | None = None
    language: str = "en"


current_update: ContextVar[UpdateContext] = ContextVar("current_update", default=UpdateContext())  # noqa: B039 - it is frozen
