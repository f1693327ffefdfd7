"""How the bot introduces its article, and any source: what it is, and three questions that it answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.answering.questions.suggestions import suggest_from_text
from bot.answering.types import Answer, Question
from index.types import Source

_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Introduction:
    """The article and up to three questions that it answers."""

    article: Source
    questions: tuple[str, ...]


class FindsArticle(Protocol):
    """Looks sources up. Blocking."""

    def find_article(self) -> Source | None:
        """The article that the bot is about; None while nothing is indexed."""

    def get_text(self, id_: str) -> str | None:
        """The stored text of that name."""


class Introductions:
    """Introduces sources; what was found is kept until the text changes. Blocking, for seconds the first time."""

    def __init__(self, catalog: FindsArticle, quote: Callable[[Question], Answer], chosen: Sequence[str] = ()) -> None:
        """Introduce what ``catalog`` holds.

        Args:
            catalog: Knows the sources.
            quote: Answers with quotes. A suggestion that it cannot answer is dropped.
            chosen: The admin's own questions about the article; if there are any they are taken as they are.
        """
        self._catalog = catalog
        self._quote = quote
        self._chosen = tuple(chosen[:_QUESTIONS])
        self._found: dict[str, tuple[str, ...]] = {}

    def introduce_article(self) -> Introduction | None:
        """The article and questions that it answers; None while nothing is indexed."""
        article = self._catalog.find_article()
        return None if article is None else Introduction(article, self._chosen or self.suggest_questions(article))

    def suggest_questions(self, source: Source) -> tuple[str, ...]:
        """Up to three questions that a source answers."""
        if source.text_id not in self._found:
            self._found[source.text_id] = tuple(islice(self._answerable(source), _QUESTIONS))
        return self._found[source.text_id]

    def _answerable(self, source: Source) -> Iterator[str]:
        for question in suggest_from_text(self._catalog.get_text(source.text_id) or "", source.language):
            if self._quote(Question(question, [source.id])).status == "answered":
                yield question
