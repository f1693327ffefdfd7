"""The language model as answering sees it: one call that completes a prompt, and one error."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.answering.types import OnText, Usage
from index.errors import PinciteError


class ModelError(PinciteError):
    """The language model failed or timed out; the message says which, without secrets."""


class PromptTooLongError(ModelError):
    """The prompt is longer than the context of the model; a shorter one may fit."""

    def __init__(self, name: str) -> None:
        """Name the settings for the model of that name."""
        super().__init__(
            f"The prompt is longer than the context of the language model {name}; lower PINCITE_LLM_EVIDENCE_TOKENS, "
            "PINCITE_LLM_SURVEY_TOKENS and PINCITE_LLM_MAX_TOKENS, or start the model with a larger context."
        )


@dataclass(frozen=True, slots=True)
class ModelReply:
    """A model's reply.

    Attributes:
        text: The whole text; not empty, unless it is cut.
        usage: The tokens of this call.
        is_cut: Whether the token limit ended the text, perhaps inside of a sentence.
    """

    text: str
    usage: Usage
    is_cut: bool = False


class LanguageModel(Protocol):
    """A language model. Implementations limit concurrent calls and retry transient failures."""

    @property
    def name(self) -> str:
        """The name of the model, for users and for stored answers."""

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """Complete a prompt.

        Args:
            system: The instructions.
            user: The material that the instructions apply to.
            on_text: Receives the whole text so far each time it grows.
            max_tokens: The token limit of the reply; None takes the limit of the settings.

        Raises:
            PromptTooLongError: The prompt is longer than the context of the model.
            ModelError: The model failed or timed out, its stream broke off, or its reply is empty.
        """

    @property
    def close(self) -> Callable[[], Awaitable[None]]:
        """Closes the connections; call it in the event loop that opened them."""
