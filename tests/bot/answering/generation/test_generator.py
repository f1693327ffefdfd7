"""Statement generation: models with a small context, and models that answer in another language than the question."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.answering.generative import GenerativeAnswerer
from bot.answering.llm.model import ModelError, ModelReply, PromptTooLongError
from bot.answering.types import OnText, Question, Usage
from tests.support.generative_bench import QUESTION, InMemoryLedger, StubIndex, hits, make_answerer

MANY = " ".join(
    [
        "The tower of Hollin Point is of granite.",
        "It was finished in 1811 by Ada Byrne.",
        *(f"Room {number} has {number + 40} windows." for number in range(1, 9)),
    ]
)


@dataclass
class NarrowModel:
    """A model that refuses prompts with more than some numbered sentences."""

    most: int
    reply: str
    asked: list[list[int]] = field(default_factory=list)
    name: str = "narrow"

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """Reply if the sentences fit."""
        del system, on_text, max_tokens
        numbers = [int(number) for number in re.findall(r"^\[(\d+)\]", user, re.MULTILINE)]
        self.asked.append(numbers)
        if len(numbers) > self.most:
            raise PromptTooLongError(self.name)
        return ModelReply(self.reply, Usage(1, 10, 10))

    @property
    def close(self) -> Callable[[], Awaitable[None]]:
        """Closes nothing."""
        return _close


@dataclass
class TranslatingModel:
    """A model that answers in the language of the sentences, and translates if asked to."""

    answer: str
    translation: str | ModelError
    prompts: list[str] = field(default_factory=list)
    name: str = "translating"

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """Reply to the prompt."""
        if max_tokens is not None:
            return ModelReply("YES", Usage(1, 10, 1))
        self.prompts.append(user)
        reply = self.translation if system.startswith("Translate") else self.answer
        if isinstance(reply, ModelError):
            raise reply
        if on_text is not None:
            on_text(f"{reply}\n")
            await asyncio.sleep(0.05)
        return ModelReply(reply, Usage(1, 10, 10))

    @property
    def close(self) -> Callable[[], Awaitable[None]]:
        """Closes nothing."""
        return _close


async def _close() -> None:
    """Close nothing."""


def answerer(model: NarrowModel) -> GenerativeAnswerer:
    """Answer from many sentences with a model."""
    return make_answerer(model, StubIndex(hits(MANY)), InMemoryLedger())


async def test_a_prompt_beyond_the_context_is_shortened_to_the_best_sentences() -> None:
    """The sentences keep their numbers, and the answer is shown without a notice."""
    model = NarrowModel(3, "The tower was finished in 1811 [1].")
    answer = await answerer(model).answer(Question(QUESTION))
    assert ("The tower was finished in 1811. [1]", None) == (answer.text, answer.notice)
    first = model.asked[0]
    assert [first, first[: (len(first) + 1) // 2]] == model.asked[:2]
    assert len(model.asked[-1]) <= 3


async def test_the_size_that_fitted_is_remembered() -> None:
    """The second question costs no call that fails."""
    model = NarrowModel(3, "The tower was finished in 1811 [1].")
    asked = answerer(model)
    await asked.answer(Question(QUESTION))
    before = len(model.asked)
    await asked.answer(Question("In which year was the tower of Hollin Point finished?"))
    assert [True] == [len(numbers) <= 3 for numbers in model.asked[before:]]


async def test_a_summary_keeps_every_second_sentence() -> None:
    """A part of a source that is too long for the model is thinned out, not cut."""
    model = NarrowModel(1, "- The tower of Hollin Point is of granite [1].")
    answer = await answerer(model).answer(Question("Summarise the article"))
    assert "answered" == answer.status
    assert (model.asked[0][::2], model.asked[0][::4]) == tuple(model.asked[1:3])


async def test_a_model_without_room_for_one_sentence_fails(caplog: pytest.LogCaptureFixture) -> None:
    """Users see quotes with the notice, the log names the settings, and nothing is learned."""
    model = NarrowModel(0, "The tower was finished in 1811 [1].")
    asked = answerer(model)
    failed = await asked.answer(Question(QUESTION))
    assert ("quotes", "model_failed") == (failed.mode, failed.notice)
    assert "PINCITE_LLM_EVIDENCE_TOKENS" in caplog.text
    model.most = 99
    model.asked.clear()
    healed = await asked.answer(Question(QUESTION))
    assert ("model", None) == (healed.mode, healed.notice)
    assert 1 < len(model.asked[0])


SPANISH = "¿Cuándo se terminó la torre de Hollin Point?"
COPIED = "The tower was finished in 1811 by Ada Byrne [1]."


async def test_an_answer_in_another_language_is_translated() -> None:
    """The translation is verified and cited as the statement was, and only the translation is ever shown."""
    model, shown = TranslatingModel(COPIED, "La torre fue terminada en 1811 por Ada Byrne."), list[str]()
    answer = await make_answerer(model, StubIndex(), InMemoryLedger()).answer(Question(SPANISH, on_text=shown.append))
    assert "La torre fue terminada en 1811 por Ada Byrne. [1]" == answer.text
    assert ["It was finished in 1811 by Ada Byrne."] == [cited.quote for cited in answer.citations]
    assert {"La torre fue terminada en 1811 por Ada Byrne."} == set(shown)
    assert answer.generation is not None
    assert ("answer@2", "translate@1") == answer.generation.prompts


@pytest.mark.parametrize(
    "translation",
    [
        "La torre fue terminada en 1911 por Ada Byrne.",
        "The tower was finished in 1811 by Ada Byrne.",
        "La torre fue terminada en 1811.\nFue obra de Ada Byrne.",
        ModelError("The language model failed; try again."),
    ],
    ids=["wrong", "not-translated", "more-lines", "failed"],
)
async def test_a_translation_that_is_not_supported_is_not_shown(translation: str | ModelError) -> None:
    """The verified statement stays, in the language of its source."""
    model = TranslatingModel(COPIED, translation)
    answer = await make_answerer(model, StubIndex(), InMemoryLedger()).answer(Question(SPANISH))
    assert ("The tower was finished in 1811 by Ada Byrne. [1]", None) == (answer.text, answer.notice)


@pytest.mark.parametrize("reply", ["En 1811 por Ada Byrne [1].", "1811 [1].", "Ada Byrne, 1811 [1]."])
async def test_an_answer_in_the_language_of_the_question_or_in_none_costs_no_call(reply: str) -> None:
    """Names and numbers are in no language."""
    model = TranslatingModel(reply, "unused")
    await make_answerer(model, StubIndex(), InMemoryLedger()).answer(Question(SPANISH))
    assert not any(prompt.endswith("In Spanish:") and "Question" not in prompt for prompt in model.prompts)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Was the tower of Hollin Point finished in 1811 [1].", "It was finished in 1811 by Ada Byrne. [1]"),
        ("Was the tower of Hollin Point finished in 1811? [1]", "It was finished in 1811 by Ada Byrne. [1]"),
    ],
)
async def test_an_echo_of_the_question_is_no_more_than_a_yes(reply: str, shown: str) -> None:
    """Small models repeat a question instead of an answer; of that only the cited sentence is shown."""
    model = TranslatingModel(reply, "unused")
    asked = make_answerer(model, StubIndex(), InMemoryLedger())
    answer = await asked.answer(Question("Was the tower of Hollin Point finished in 1811?"))
    assert shown == answer.text
