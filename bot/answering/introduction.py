"""Introductions of the article and of other sources, with suggested questions that the source answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from bot.answering.facts.quantities.dates import find_dates
from bot.answering.questions.prominent_names import find_prominent_names
from bot.answering.questions.suggestions import ask_about, suggest_from_text
from bot.answering.quotes.bylines import is_byline
from bot.answering.types import Answer, Question
from index.types import Source

_MAX_QUESTIONS = 3
_MAX_TOPICS, _MAX_TRIED = 2, 8
_MIN_DATES = 2
"""A timeline has at least so many dates."""
_READ_CHARS = 50_000


@dataclass(frozen=True, slots=True)
class Introduction:
    """The article and up to three questions that it answers.

    Attributes:
        topics: The names that the questions are about; empty if an admin wrote the questions.
        has_dates: Whether the article has a timeline.
    """

    article: Source
    questions: tuple[str, ...]
    topics: tuple[str, ...] = ()
    has_dates: bool = False


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
        self._introductions: dict[str, Introduction] = {}

    def introduce_article(self) -> Introduction | None:
        """Introduce the article with questions that it answers; None while nothing is indexed."""
        article = self._catalog.find_article()
        if article is None:
            return None
        if article.text_id not in self._introductions:
            self._introductions[article.text_id] = self._introduce(article)
        return replace(self._introductions[article.text_id], article=article)

    def _introduce(self, article: Source) -> Introduction:
        text = (self._catalog.get_text(article.text_id) or "")[:_READ_CHARS]
        topics = () if self._chosen else self._find_topics(article, text)
        questions = self._chosen or tuple(ask_about(topic, article.language) for topic in topics)
        return Introduction(article, questions, topics, len(find_dates(text, article.language)) >= _MIN_DATES)

    def _find_topics(self, article: Source, text: str) -> tuple[str, ...]:
        """Find the most prominent names that the article answers questions about well; its byline does not count."""
        sure: list[str] = []
        unsure: list[str] = []
        told = "\n".join(line for line in text.splitlines() if not is_byline(line))
        for name in find_prominent_names([told], article.language)[:_MAX_TRIED]:
            answer = self._quote(Question(ask_about(name, article.language), [article.id]))
            if answer.status == "answered":
                (sure if answer.is_sure else unsure).append(name)
            if len(sure) == _MAX_TOPICS:
                break
        return tuple([*sure, *unsure][:_MAX_TOPICS])

    def suggest_questions(self, source: Source) -> tuple[str, ...]:
        """Suggest up to three questions that a source answers."""
        if source.text_id not in self._suggested:
            self._suggested[source.text_id] = tuple(islice(self._answerable(source), _MAX_QUESTIONS))
        return self._suggested[source.text_id]

    def _answerable(self, source: Source) -> Iterator[str]:
        for question in suggest_from_text(self._catalog.get_text(source.text_id) or "", source.language):
            if self._quote(Question(question, [source.id])).status == "answered":
                yield question
