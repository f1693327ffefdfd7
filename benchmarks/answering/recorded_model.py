"""Pincite with a model whose calls are noted: what it was asked, what it wrote, and when."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.answering.llm.model import Model, Written
from bot.answering.types import Usage
from bot.composition.container import Container
from config.settings import Settings
from index.errors import PinciteError


@dataclass(slots=True)
class Call:
    """One call of the model.

    Attributes:
        started: Seconds of ``time.perf_counter``, as are the others.
        first: When the first of its text came; None where none did.
        usage: Tokens as the model counts them.
    """

    system: str
    user: str
    started: float
    first: float | None = None
    ended: float = 0.0
    text: str = ""
    usage: Usage = field(default_factory=Usage)


class Overheard:
    """A model, and its calls so far."""

    def __init__(self, model: Model) -> None:
        """Listen to ``model``."""
        self._model = model
        self.name = model.name
        self.close = model.close
        self.calls: list[Call] = []

    async def write(
        self, system: str, user: str, on_text: Callable[[str], object] | None = None, *, max_tokens: int | None = None
    ) -> Written:
        """See ``Model``."""
        call = Call(system, user, time.perf_counter())
        self.calls.append(call)

        def heard(text: str) -> None:
            call.first = call.first or time.perf_counter()
            if on_text:
                on_text(text)

        try:
            written = await self._model.write(system, user, heard, max_tokens=max_tokens)
        finally:
            call.ended = time.perf_counter()
        call.text, call.usage = written.text, written.usage
        return written


def opened(data_dir: Path, *, uncached: bool = False) -> tuple[Container, Overheard]:
    """Pincite with the model that ``PINCITE_LLM_…`` names; raises ``PinciteError`` where they name none.

    Args:
        data_dir: Of the index.
        uncached: Whether a llama.cpp server is told to read each prompt anew.
    """
    app = Container(Settings(_env_file=None, data_dir=data_dir))
    writing = app.writing
    if writing is None:
        raise PinciteError("No language model is set; set PINCITE_LLM_PROVIDER, PINCITE_LLM_MODEL and what they need.")
    writer = writing._writer  # noqa: SLF001 - a measurement looks inside, the product need not
    if uncached:
        if app.settings.llm_provider != "openai" or app.settings.llm_base_url is None:
            raise PinciteError("This asks a server of llama.cpp: set PINCITE_LLM_PROVIDER=openai and _BASE_URL.")
        writer.model._llm.additional_kwargs["extra_body"] = {"cache_prompt": False}  # noqa: SLF001 - as above
    model = Overheard(writer.model)
    writer.model = model
    return app, model
