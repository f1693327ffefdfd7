"""The log of questions: one line for each, with its outcome, its times and the reference that an apology shows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from bot.answering.types import Answer, AnswersQuestions, Question
from bot.error_reference import bound_reference

_log = logging.getLogger(__name__)

Kind = Literal["question", "check"]


class QuestionLog:
    """Answers questions and checks statements, and logs each; the text only if the settings allow it."""

    def __init__(
        self,
        answerer: AnswersQuestions,
        check: Callable[[Question], Awaitable[Answer]],
        *,
        with_text: bool,
    ) -> None:
        """Log the answers of ``answerer`` and of ``check``; ``with_text`` adds the words of the users."""
        self._answerer = answerer
        self._check = check
        self._with_text = with_text

    async def answer(self, question: Question) -> Answer:
        """Answer one question; raises what the answerer raises."""
        return await self._logged("question", self._answerer.answer, question)

    async def check(self, question: Question) -> Answer:
        """Check the statements of a text; raises what the check raises."""
        return await self._logged("check", self._check, question)

    async def _logged(self, kind: Kind, answers: Callable[[Question], Awaitable[Answer]], question: Question) -> Answer:
        with self._line(kind, question) as facts:
            answer = await answers(question)
            facts.update(describe_answer(answer))
            return answer

    @contextmanager
    def _line(self, kind: Kind, question: Question) -> Iterator[dict[str, Any]]:
        """Log one line at the end of a block, however it ends."""
        facts: dict[str, Any] = {"outcome": "failed"}
        with bound_reference():
            try:
                yield facts
            except asyncio.CancelledError:
                facts["outcome"] = "cancelled"
                raise
            except Exception as error:
                facts["error"] = type(error).__name__
                raise
            finally:
                _log.info(kind, extra=facts | ({"text": question.text} if self._with_text else {}))


def describe_answer(answer: Answer) -> dict[str, Any]:
    """Return the facts about an answer that a log may have: no word of the question or of the answer."""
    timings, generation = answer.timings, answer.generation
    facts: dict[str, Any] = {
        "outcome": answer.status,
        "mode": answer.mode,
        "language": answer.language,
        "citations": len(answer.citations),
        "retrieve_ms": round(timings.retrieve),
        "answer_ms": round(timings.answer),
        "total_ms": round(timings.total),
    }
    if answer.notice is not None:
        facts["notice"] = answer.notice
    if generation is not None:
        usage = generation.usage
        facts |= {
            "model": generation.model,
            "calls": usage.calls,
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "withheld": len(generation.withheld),
        }
    return facts
