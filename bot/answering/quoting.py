"""Answering without a model: what was ranked, and the citations made of it. Blocking."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.fragment import fragment_link
from bot.answering.quotes import choose
from bot.answering.types import Answer, Citation, Statement, Status, Timings
from index.paging import page_at
from index.ranking import Ranking
from index.types import SentenceHit, Source, Span

_SURE_FROM = 0.5
_NEAREST = 3


class Ranks(Protocol):
    """Ranks what is indexed against a question."""

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None) -> Ranking:
        """Passages and sentences, best first, with a confidence."""


class Finds(Protocol):
    """Looks sources up."""

    def source(self, id_: str) -> Source:
        """The current source of that id."""

    def pages(self, text_id: str) -> tuple[int, ...]:
        """The offset at which each page of a stored text starts."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was ranked for a question, and how many milliseconds that took."""

    ranking: Ranking
    ms: float

    @property
    def relevant(self) -> bool:
        """Whether any of it is about the question."""
        return self.ranking.confidence >= _SURE_FROM


class Quoting:
    """Finds what a question is about, and answers with the source's own sentences."""

    def __init__(self, retriever: Ranks, catalog: Finds) -> None:
        """Answer from what ``retriever`` ranks."""
        self._retriever = retriever
        self._catalog = catalog

    def find(self, question: str, source_ids: Sequence[str] | None) -> Found:
        """Rank what is indexed against a question."""
        started = time.perf_counter()
        return Found(self._retriever.rank(question, source_ids=source_ids), milliseconds(started))

    def quote(self, question: str, found: Found) -> Answer:
        """The one to three sentences that answer; that there are none, with what comes near, if nothing is relevant."""
        started = time.perf_counter()
        hits = choose(found.ranking.sentences) if found.relevant else []
        citations = tuple(self.cite(n, hit) for n, hit in enumerate(hits, start=1))
        statements = tuple(Statement(citation.quote, (citation.n,)) for citation in citations)
        nearest = () if citations else self.nearest(found)
        answering = milliseconds(started)
        timings = Timings(found.ms, answering, round(found.ms + answering, 2))
        status: Status = "answered" if citations else "not_found"
        return Answer(question, status, "quotes", statements, citations, timings, nearest)

    def nearest(self, found: Found) -> tuple[Citation, ...]:
        """What the sources say that comes nearest, numbered from 1."""
        return tuple(self.cite(n, hit) for n, hit in enumerate(found.ranking.sentences[:_NEAREST], start=1))

    def cite(self, n: int, hit: SentenceHit, span: Span | None = None, quote: str | None = None) -> Citation:
        """A citation of a sentence, or of a longer ``span`` of the same passage whose characters are ``quote``."""
        # The text that was ranked is the one to cite, even if the source was indexed again a moment ago.
        source = replace(self._catalog.source(hit.source_id), text_id=hit.text_id)
        quote = hit.text if quote is None else quote
        span = span or hit.span
        page = page_at(self._catalog.pages(hit.text_id), span.start)
        return Citation(n, source, span, hit.passage, quote, fragment_link(source.location, quote, page), page)


def milliseconds(since: float) -> float:
    """Since a moment of ``time.perf_counter()``."""
    return round((time.perf_counter() - since) * 1000, 2)
