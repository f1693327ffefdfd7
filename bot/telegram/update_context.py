"""Which update is being handled: known to whatever its handling calls, without being handed through."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Current:
    """The update at work, and the language of whoever sent it."""

    update_id: int | None = None
    language: str = "en"


handled: ContextVar[Current] = ContextVar("handled", default=Current())  # noqa: B039 - it is frozen
