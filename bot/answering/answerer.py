"""From a question to an answer whose every quote is a slice of a stored text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from bot.answering.extractive import Quoting, Setting
from bot.answering.types import Answer, OnText, Turn
from bot.executors import Executors
from index.errors import PinciteError

if TYPE_CHECKING:
    from bot.answering.generative import Writing

__all__ = ["Answerer", "Answers", "OnText", "QuestionError", "checked"]

MAX_QUESTION_CHARS = 2_000


class QuestionError(PinciteError):
    """The question cannot be answered as it is."""


def checked(question: str) -> str:
    """The question without surrounding blanks; raises ``QuestionError`` where there is none or too much of it."""
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty; ask something about the sources.")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {len(question):,} characters; ask it in {MAX_QUESTION_CHARS:,} or fewer."
        )
    return question


class Answers(Protocol):
    """Answers questions."""

    async def answer(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        asker: str | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """Answer one question; cancelling the task stops a model that is writing.

        Args:
            question: In any language.
            source_ids: Answer from these sources only; from all of them if None.
            history: What was said before in this conversation, oldest first.
            asker: Whose daily budget of tokens it counts towards; nobody's if None.
            on_text: Told of the answer while it is written.

        Raises:
            QuestionError: The question is empty or too long.
            NothingIndexedError: There is nothing to answer from.
        """


class Answerer:
    """Answers with a model's words where there is a model, else with the source's own sentences.

    What blocks runs on the worker's threads.
    """

    def __init__(self, quoting: Quoting, worker: Executors, writing: "Writing | None" = None) -> None:
        """Answer from what ``quoting`` finds; in the words of ``writing``, if there is one."""
        self._quoting = quoting
        self._worker = worker
        self._writing = writing

    async def answer(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        asker: str | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """See ``Answers``."""
        question = checked(question)
        if self._writing is not None:
            return await self._writing.answer(question, Setting(source_ids, tuple(history), asker, on_text))
        return await self._worker.search(self._quoting.answer, question, history, source_ids)

    def quote(self, question: str, source_ids: Sequence[str] | None = None) -> Answer:
        """Answer with quotes, whether or not there is a model. Blocking."""
        return self._quoting.answer(checked(question), (), source_ids)

    def known(self, question: str) -> Answer | None:
        """What the model wrote when it was asked this before about the same index, if it was. Blocking; no call."""
        return self._writing.known(checked(question)) if self._writing is not None else None
