"""Answers messages that state instead of asking: what the sources contradict is told, not quoted as if it were so."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.answering.claims.claim_words import is_claim
from bot.answering.statement_errors import NoStatementError, TooManyStatementsError
from bot.answering.types import Answer, AnswersQuestions, Question


class ClaimAnswerer:
    """Answers questions, and checks claims before it answers them."""

    def __init__(self, answerer: AnswersQuestions, check: Callable[[Question], Awaitable[Answer]]) -> None:
        """Answer with ``answerer``; ``check`` judges the statements of a claim."""
        self._answerer = answerer
        self._check = check

    async def answer(self, question: Question) -> Answer:
        """Answer one question.

        A claim that the sources surely contradict is answered with its check. Of a claim that they do not support, the
        quotes only may be an answer.
        """
        if question.shown or not await asyncio.to_thread(is_claim, question.text):
            return await self._answerer.answer(question)
        try:
            checked = await self._check(question)
        except (NoStatementError, TooManyStatementsError):
            return await self._answerer.answer(question)
        verdicts = {statement.verdict for statement in checked.statements}
        if checked.is_sure and "contradicted" in verdicts:
            return checked
        answer = await self._answerer.answer(question)
        is_confirmed = verdicts == {"supported"} or answer.mode != "quotes"
        return answer if is_confirmed else replace(answer, is_sure=False)
