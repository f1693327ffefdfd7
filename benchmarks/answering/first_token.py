"""Compares the time to the first visible words with the model's own, and measures Pincite's own work.

Pincite answers each question; then the script sends the same prompt to the server directly. Both requests set
``cache_prompt: false``, because llama.cpp would otherwise reuse the first prompt for the second.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx
from answering.gold_questions import ensure_indexed, read_questions
from answering.recorded_model import ModelCall, RecordingModel, open_recording

from bot.answering.questions.suggestions import suggest_from_text
from bot.answering.types import Question
from bot.composition.container import Container
from config.settings import Settings
from index.errors import PinciteError

_MOST = 9
"""The number of questions; the first one is a warm-up."""

_PAUSE_S = 1.0  # the server needs a moment to stop a response that the client closed


@dataclass(frozen=True, slots=True)
class QuestionTimes:
    """The times of one question in milliseconds.

    Attributes:
        visible: Until the user sees words.
        model: Until the model's first token in a direct request.
        before: Until Pincite called the model.
        delay: Between the model's first token and the first visible words.
        own: Everything but the model's calls.
        cpu: Processor time of all threads of this process; unlike ``own`` it does not depend on other work.
    """

    visible: float
    model: float
    before: float
    delay: float
    own: float
    cpu: float

    def format(self) -> str:
        """Return the times as a line of text."""
        return (
            f"visible {self.visible:7.0f} ms, the model's own {self.model:7.0f} ms; "
            f"before the call {self.before:5.0f}, delayed {self.delay:4.0f}, "
            f"Pincite's work {self.own:5.0f}, processor {self.cpu:4.0f}"
        )


def measure(file: Path, questions: Path | None, work: Path, results: Path | None) -> None:
    """Time all questions; print the medians and write them to ``results``."""
    container, model = open_recording(work, uncached=True)
    try:
        source_id = ensure_indexed(container, file)
        asked = _questions(container, source_id, questions)[:_MOST]
        times = [found for found in asyncio.run(_ask(container, model, source_id, asked))[1:] if found]
        if not times:
            raise PinciteError("Nothing was answered; name a file with questions that the text answers.")
        text = "\n".join(_figures(times)) + f"\nmodel {model.name}\n"
        print(text, end="")
        if results is not None:
            results.write_text(text, encoding="utf-8")
    finally:
        container.close()


def _questions(container: Container, source_id: str, path: Path | None) -> list[str]:
    if path is not None:
        return [asked.question for asked in read_questions(path) if asked.answers]
    source = container.catalog.get_source(source_id)
    return list(suggest_from_text(container.catalog.get_text(source.text_id) or "", source.language))


async def _ask(
    container: Container, model: RecordingModel, source_id: str, questions: Sequence[str]
) -> list[QuestionTimes | None]:
    found = []
    async with httpx.AsyncClient(timeout=container.settings.llm_timeout_s) as client:
        for question in questions:
            found.append(await _time(container, model, client, source_id, question))
            await asyncio.sleep(_PAUSE_S)
            print(found[-1].format() if found[-1] else "Pincite showed no words of the model", flush=True)
    return found


async def _time(
    container: Container, model: RecordingModel, client: httpx.AsyncClient, source_id: str, question: str
) -> QuestionTimes | None:
    model.calls.clear()
    seen: list[float] = []
    started, cpu = time.perf_counter(), time.process_time()

    def note(_text: str) -> None:
        if not seen:
            seen.append(time.perf_counter())

    await container.answerer.answer(Question(question, [source_id], on_text=note))
    total, cpu = time.perf_counter() - started, time.process_time() - cpu
    if not seen:
        return None
    calls = model.calls
    last = next(call for call in reversed(calls) if call.first is not None and call.first <= seen[0])
    return QuestionTimes(
        visible=(seen[0] - started) * 1000,
        model=await _first_token(container.settings, client, calls[0]) * 1000,
        before=(calls[0].started - started) * 1000,
        delay=(seen[0] - (last.first or seen[0])) * 1000,
        own=(total - sum(call.ended - call.started for call in calls)) * 1000,
        cpu=cpu * 1000,
    )


async def _first_token(settings: Settings, client: httpx.AsyncClient, call: ModelCall) -> float:
    """Return the seconds until the server's first token for the same prompt."""
    messages = [{"role": "system", "content": call.system}, {"role": "user", "content": call.user}]
    body = {
        "model": settings.llm_model,
        "messages": messages,
        "temperature": 0.0,
        "max_tokens": settings.llm_max_tokens,
        "stream": True,
        "cache_prompt": False,
    }
    headers = {"Authorization": f"Bearer {settings.llm_api_key.get_secret_value() if settings.llm_api_key else 'none'}"}
    started = time.perf_counter()
    url = f"{settings.llm_base_url}/chat/completions"
    async with client.stream("POST", url, json=body, headers=headers) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {") and _words(json.loads(line.removeprefix("data: "))):
                return time.perf_counter() - started
    raise PinciteError(f"{url} wrote nothing; check that the server streams.")


def _words(chunk: dict) -> str:
    return "".join(choice["delta"].get("content") or "" for choice in chunk.get("choices", ()))


def _figures(times: Sequence[QuestionTimes]) -> list[str]:
    def middle(words: str, values: Sequence[float], shape: str = "8.0f", unit: str = " ms") -> str:
        return f"{words:<36} {median(values):{shape}}{unit} median of {len(values)}"

    return [
        middle("until words are visible", [each.visible for each in times]),
        middle("the model's own first token", [each.model for each in times]),
        middle("ratio", [each.visible / each.model for each in times], "8.2f", "   "),
        middle("Pincite before the model call", [each.before for each in times]),
        middle("first token delayed", [each.delay for each in times]),
        middle("Pincite, all", [each.own for each in times]),
        middle("processor time, all threads", [each.cpu for each in times]),
    ]
