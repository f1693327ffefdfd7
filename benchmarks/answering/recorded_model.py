"""Opens Pincite with a model that records each call: prompt, output and times."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.answering.llm.model import LanguageModel, ModelReply
from bot.answering.types import Usage
from bot.composition.container import Container
from config.settings import Settings
from index.errors import PinciteError


@dataclass(slots=True)
class ModelCall:
    """One call of the model.

    Attributes:
        started: The start in seconds of ``time.perf_counter``, like the other times.
        first: The time of the first text; None if the model wrote none.
        usage: Tokens, as the model counts them.
    """

    system: str
    user: str
    started: float
    first: float | None = None
    ended: float = 0.0
    text: str = ""
    usage: Usage = field(default_factory=Usage)


class RecordingModel:
    """Passes calls on to a model and records them."""

    def __init__(self, model: LanguageModel) -> None:
        """Wrap ``model``."""
        self._model = model
        self.name = model.name
        self.close = model.close
        self.calls: list[ModelCall] = []

    async def complete(
        self, system: str, user: str, on_text: Callable[[str], object] | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """See ``Model``."""
        call = ModelCall(system, user, time.perf_counter())
        self.calls.append(call)

        def note_first(text: str) -> None:
            call.first = call.first or time.perf_counter()
            if on_text:
                on_text(text)

        try:
            written = await self._model.complete(system, user, note_first, max_tokens=max_tokens)
        finally:
            call.ended = time.perf_counter()
        call.text, call.usage = written.text, written.usage
        return written


def open_recording(data_dir: Path, *, uncached: bool = False) -> tuple[Container, RecordingModel]:
    """Open Pincite with a recording model around the one that ``PINCITE_LLM_…`` names.

    Args:
        data_dir: The folder of the index.
        uncached: Whether to disable the prompt cache of a llama.cpp server.

    Raises:
        PinciteError: The settings name no model, or no server whose cache can be disabled.
    """
    container = Container(Settings(_env_file=None, data_dir=data_dir))
    answerer = container.generative_answerer
    if answerer is None:
        raise PinciteError("No language model is set; set PINCITE_LLM_PROVIDER, PINCITE_LLM_MODEL and what they need.")
    generator = answerer._generator  # noqa: SLF001 - only a benchmark replaces the model
    if uncached:
        if container.settings.llm_provider != "openai" or container.settings.llm_base_url is None:
            raise PinciteError("This needs a llama.cpp server: set PINCITE_LLM_PROVIDER=openai and _BASE_URL.")
        llm: Any = getattr(generator.model, "_llm")  # noqa: B009 - the protocol does not promise it
        llm.additional_kwargs["extra_body"] = {"cache_prompt": False}
    model = RecordingModel(generator.model)
    generator.model = model
    return container, model
