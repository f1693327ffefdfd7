"""How the bot introduces its article: what it is, and three questions that it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.suggest import suggest
from bot.answering.types import Answer
from index.types import Source

_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Introduction:
    """The article and up to three questions that it answers."""

    article: Source
    questions: tuple[str, ...]


def introduce(
    article: Source, text: str, *, chosen: Sequence[str], answer: Callable[[str, Sequence[str]], Answer]
) -> Introduction:
    """Introduce an article.

    Args:
        article: The source that the bot is about.
        text: Its stored text.
        chosen: The admin's own questions; if there are any they are taken as they are.
        answer: Answers a question from sources with these ids. A suggestion that it cannot answer is not made.
    """
    if chosen:
        return Introduction(article, tuple(chosen[:_QUESTIONS]))
    kept: list[str] = []
    for question in suggest(text, article.language):
        if answer(question, [article.id]).status == "answered":
            kept.append(question)
        if len(kept) == _QUESTIONS:
            break
    return Introduction(article, tuple(kept))
