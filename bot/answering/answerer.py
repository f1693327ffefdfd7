"""From a question to an answer whose every quote is a slice of a stored text."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.answering.fragment import fragment_link
from bot.answering.quotes import choose
from bot.answering.types import Answer, Citation, Statement, Timings
from index.errors import PinciteError
from index.ranking import Ranking
from index.types import SentenceHit, Source

MAX_QUESTION_CHARS = 2_000
_SURE_FROM = 0.5


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


class Ranks(Protocol):
    """Ranks what is indexed against a question."""

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None) -> Ranking:
        """Passages and sentences, best first, with a confidence."""


class Finds(Protocol):
    """Looks sources up."""

    def source(self, id_: str) -> Source:
        """The current source of that id."""


class Answerer:
    """Answers with the source's own sentences. Blocking: call it off the event loop."""

    def __init__(self, retriever: Ranks, catalog: Finds) -> None:
        """Answer from what ``retriever`` ranks."""
        self._retriever = retriever
        self._catalog = catalog

    def answer(self, question: str, *, source_ids: Sequence[str] | None = None) -> Answer:
        """Answer one question.

        Args:
            question: In any language.
            source_ids: Answer from these sources only; from all of them if None.
        """
        question = checked(question)
        started = time.perf_counter()
        ranking = self._retriever.rank(question, source_ids=source_ids)
        retrieved = time.perf_counter()
        found = choose(ranking.sentences) if ranking.confidence >= _SURE_FROM else []
        citations = tuple(self._cite(n, hit) for n, hit in enumerate(found, start=1))
        statements = tuple(Statement(citation.quote, (citation.n,)) for citation in citations)
        done = time.perf_counter()
        timings = Timings(_ms(started, retrieved), _ms(retrieved, done), _ms(started, done))
        return Answer(question, "answered" if citations else "not_found", "quotes", statements, citations, timings)

    def _cite(self, n: int, hit: SentenceHit) -> Citation:
        # The text that was ranked is the one to cite, even if the source was indexed again a moment ago.
        source = replace(self._catalog.source(hit.source_id), text_id=hit.text_id)
        return Citation(n, source, hit.span, hit.passage, hit.text, fragment_link(source.location, hit.text))


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
