"""Extractive answering: retrieves sentences, and answers with quotes of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.questions import follow_ups as followups
from bot.answering.questions import small_talk as courtesies
from bot.answering.questions.intent import task_of
from bot.answering.quotes.contradictions import rival
from bot.answering.quotes.selection import best, choose
from bot.answering.quotes.text_fragment import fragment_link
from bot.answering.quotes.whole_source import Look, look, quoted
from bot.answering.types import Answer, Citation, Question, Shape, Statement, Status, Timings
from bot.executors import Executors
from index.catalog.page_offsets import page_at
from index.retrieval.ranking import Ranking
from index.text import language
from index.types import SentenceHit, Source, Span

_SURE_FROM = 0.5
_NEAREST = 3


class Ranks(Protocol):
    """Ranks what is indexed against a question."""

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None) -> Ranking:
        """Passages and sentences, best first, with a confidence."""

    def list_sentences(self, source_ids: Sequence[str] | None = None) -> list[SentenceHit]:
        """The sentences of these sources in reading order; of all sources if None."""


class Finds(Protocol):
    """Looks sources up."""

    def get_source(self, id_: str) -> Source:
        """The current source of that id."""

    def list_sources(self) -> list[Source]:
        """Every current source."""

    def find_article(self) -> Source | None:
        """The article that the bot is about."""

    def get_text(self, id_: str) -> str | None:
        """The stored text of that name."""

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
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
    """Retrieves sentences for a question, and answers with quotes of them. Only ``answer`` does not block."""

    def __init__(self, retriever: Ranks, catalog: Finds, worker: Executors) -> None:
        """Answer from the sentences that ``retriever`` ranks; ``answer`` searches on a thread of ``worker``."""
        self._retriever = retriever
        self._catalog = catalog
        self._worker = worker

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        return await self._worker.search(self.quote, question)

    def quote(self, question: Question) -> Answer:
        """Answer a question with quotes; a follow-up is searched together with the question before it."""
        bare = courtesies.bare(question.text)
        asked = followups.joined(bare, question.history) if followups.leans(bare, question.history) else bare
        found = self.find(asked, question.source_ids)
        looked = self.look(asked, question.source_ids, found)
        return replace(self.compose(question.text, found, looked), language=language_of(question.text, found))

    def find(self, question: str, source_ids: Sequence[str] | None) -> Found:
        """Rank what is indexed against a question.

        What stands around the sentence that asks ("I read it twice. Who paid?") may be what the question is about, or
        lead away from it. So where all of it finds nothing sure, that sentence is looked for too.
        """
        started = time.perf_counter()
        ranking = self._retriever.rank(question, source_ids=source_ids)
        sentence = None if ranking.is_sure else courtesies.asking(question)
        if sentence is not None:
            alone = self._retriever.rank(sentence, source_ids=source_ids)
            ranking = max(ranking, alone, key=lambda found: found.confidence)
        return Found(ranking, milliseconds(started))

    def look(self, question: str, source_ids: Sequence[str] | None, found: Found) -> Look | None:
        """What a question about a whole source looks at; None for any other question."""
        task = task_of(question)
        if task == "lookup":
            return None
        sources = self._catalog.list_sources()
        article = self._catalog.find_article()
        ordered = sorted(sources, key=lambda source: source != article)
        return look(task, self._retriever.list_sentences, ordered, source_ids, found.ranking.sentences)

    def compose(self, question: str, found: Found, looked: Look | None = None) -> Answer:
        """The one to three sentences that answer; that there are none, with what comes near, if nothing is relevant."""
        started = time.perf_counter()
        chosen = choose(found.ranking.sentences) if found.relevant else []
        hits = chosen if looked is None else quoted(looked)
        other = self.rival(hits[:1], found) if looked is None else None
        if other is not None:
            hits = [*(hit for hit in hits if hit is not other), other]
        citations = tuple(self.cite(n, hit) for n, hit in enumerate(hits, start=1))
        statements = tuple(
            Statement(citation.quote, (citation.n,), "contrast" if hit is other else "quoted")
            for hit, citation in zip(hits, citations, strict=True)
        )
        nearest = () if citations else self.nearest(found)
        answering = milliseconds(started)
        timings = Timings(found.ms, answering, round(found.ms + answering, 2))
        status: Status = "answered" if citations else "not_found"
        shape: Shape = "prose" if looked is None else "list"
        return Answer(question, status, "quotes", statements, citations, timings, nearest, shape=shape)

    def nearest(self, found: Found) -> tuple[Citation, ...]:
        """What the sources say that comes nearest, numbered from 1."""
        ranked = found.ranking.sentences
        return tuple(self.cite(n, hit) for n, hit in enumerate(best(ranked, ranked)[:_NEAREST], start=1))

    def rival(self, cited: Sequence[SentenceHit], found: Found) -> SentenceHit | None:
        """A sentence of another source that gives another number or date than these."""
        languages = {source.id: source.language for source in self._catalog.list_sources()}
        return rival(cited, found.ranking.sentences, lambda hit: languages.get(hit.source_id, "und"))

    def cite(self, n: int, hit: SentenceHit, span: Span | None = None) -> Citation:
        """A citation of a sentence, or of a longer ``span`` of its passage."""
        # The text that was ranked is the one to cite, even if the source was indexed again a moment ago.
        source = replace(self._catalog.get_source(hit.source_id), text_id=hit.text_id)
        text = None if span in {None, hit.span} else self._catalog.get_text(hit.text_id)
        if span is None or text is None:  # gone since, so there is no more of it than what was ranked
            span, quote = hit.span, hit.text
        else:
            quote = span.slice(text)
        page = page_at(self._catalog.get_page_offsets(hit.text_id), span.start)
        return Citation(n, source, span, hit.passage, quote, fragment_link(source.location, quote, page), page)


def milliseconds(since: float) -> float:
    """Since a moment of ``time.perf_counter()``."""
    return round((time.perf_counter() - since) * 1000, 2)


def language_of(question: str, found: Found) -> str:
    """The language of a question, ISO 639-1; a question too short to tell is taken to be in the best source's."""
    if found.ranking.question_language not in {None, language.UNKNOWN}:
        return found.ranking.question_language
    spoken = language.detect_question(question)
    if spoken != language.UNKNOWN or not found.ranking.sentences:
        return spoken
    return language.detect(found.ranking.sentences[0].text)
