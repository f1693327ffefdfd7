"""Questions for a judgement or a calculation: the quotes on their subject, and why these do not answer."""

from collections.abc import Callable
from dataclasses import replace

from bot.answering.chat_language.quote_limits import asks_for_view, find_limit
from bot.answering.types import Answer, Question, Timings
from index.text import language


def quote_within_limits(question: Question, quote: Callable[[Question], Answer]) -> Answer:
    """Quote what a question for a judgement or a calculation is about, and note why the quotes do not answer it.

    "Is she right?" is about the question before it. Quotes that are not surely on the subject are left out.
    """
    limit = find_limit(question.text)
    if limit is None:
        return quote(question)
    subject = _find_judged(question) if asks_for_view(question.text) else question
    if subject is None:
        spoken = language.detect_question(question.text, question.user_language)
        return Answer(
            question.text, "not_found", "quotes", (), (), Timings(0.0, 0.0, 0.0), language=spoken, notice=limit
        )
    answer = quote(subject)
    if answer.mode != "quotes":
        return answer
    answer = replace(answer, question=question.text, notice=limit)
    if answer.status == "answered" and answer.is_sure:
        return replace(answer, is_sure=False)
    return replace(answer, status="not_found", statements=(), citations=(), nearest=(), parts=(), is_sure=False)


def _find_judged(question: Question) -> Question | None:
    """Find the question before one such as "is she right?"; None if there is none."""
    for at in range(len(question.history) - 1, -1, -1):
        asked = question.history[at].question
        if not asks_for_view(asked):
            return replace(question, text=asked, history=question.history[:at])
    return None
