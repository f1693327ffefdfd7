"""What Pincite asks of a language model, and what can go wrong with one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.answering.types import OnText, Usage
from index.errors import PinciteError


class ModelError(PinciteError):
    """The language model failed, or took too long; the message says which, without any secret."""


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What a model wrote.

    Attributes:
        text: All of it; cut off where the model reached its limit or the caller had enough.
    """

    text: str
    usage: Usage


class LanguageModel(Protocol):
    """A language model. Implementations bound how many calls are made at once, and try again where that helps."""

    @property
    def name(self) -> str:
        """What identifies the model, for people and for stored answers."""

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """Have it write.

        Args:
            system: What it is told to do.
            user: What it is told to do it with.
            on_text: Called with the whole text so far, each time it grows.
            max_tokens: How much it may write; as the settings say if None.

        Raises:
            ModelError: It failed or took too long.
        """

    @property
    def close(self) -> Callable[[], Awaitable[None]]:
        """Closes its connections; they belong to the event loop that opened them."""
