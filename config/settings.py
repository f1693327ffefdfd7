"""The one frozen Settings class. A setting with a unit has it in its name."""

from typing import Self

from pydantic import model_validator

from config.chat_settings import ChatGroup
from config.model_settings import ModelGroup
from config.source_settings import SourceGroup
from config.telegram_settings import TelegramGroup


class Settings(ChatGroup, TelegramGroup, ModelGroup, SourceGroup):  # pydantic puts the last one's first
    """Every setting, read from ``PINCITE_*`` in the environment or in a ``.env`` file of the working directory."""

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Name every problem of settings that belong together, one in a line."""
        problems = [
            *self._chroma_problems(),
            *self._model_problems(),
            *self._reranker_problems(),
            *self._webhook_problems(),
        ]
        if problems:
            raise ValueError("\n".join(problems))
        return self
