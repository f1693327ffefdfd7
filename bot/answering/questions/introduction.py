"""Introductions of the article and of other sources, with three suggested questions that the source answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.answering.questions.suggestions import suggest_from_text
from bot.answering.types import Answer, Question
from index.types import Source

_MAX_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Introduction:
    """The article and up to three questions that it answers."""

    article: Source
    questions: tuple[str, ...]


class FindsArticle(Protocol):
    """Finds the article and stored texts. Blocking."""

    def find_article(self) -> Source | None:
        """Return the article that the bot is about; None while nothing is indexed."""

    def get_text(self, id_: str) -> str | None:
        """Return the stored text of that name; None if it was deleted."""


class Introductions:
    """Introduces sources, and caches suggestions until a text changes. Blocking; the first call takes seconds."""

    def __init__(self, catalog: FindsArticle, quote: Callable[[Question], Answer], chosen: Sequence[str] = ()) -> None:
        """Introduce the sources of ``catalog``.

        Args:
            catalog: Finds the article and the texts.
            quote: Answers with quotes. A suggestion that it cannot answer is dropped.
            chosen: The admin's own questions about the article, which replace suggestions.
        """
        self._catalog = catalog
        self._quote = quote
        self._chosen = tuple(chosen[:_MAX_QUESTIONS])
        self._suggested: dict[str, tuple[str, ...]] = {}

    def introduce_article(self) -> Introduction | None:
        """Introduce the article with questions that it answers; None while nothing is indexed."""
        article = self._catalog.find_article()
        return None if article is None else Introduction(article, self._chosen or self.suggest_questions(article))

    def suggest_questions(self, source: Source) -> tuple[str, ...]:
        """Suggest up to three questions that a source answers."""
        if source.text_id not in self._suggested:
            self._suggested[source.text_id] = tuple(islice(self._answerable(source), _MAX_QUESTIONS))
        return self._suggested[source.text_id]

    def _answerable(self, source: Source) -> Iterator[str]:
        for question in suggest_from_text(self._catalog.get_text(source.text_id) or "", source.language):
            if self._quote(Question(question, [source.id])).status == "answered":
                yield question
