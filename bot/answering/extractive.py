"""Extractive answering: retrieves sentences, and answers with quotes of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.questions.follow_ups import is_follow_up, join_previous
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.small_talk import find_asking_sentence, strip_small_talk
from bot.answering.quotes.contradictions import find_contradiction
from bot.answering.quotes.selection import prefer_statements, select_quotes
from bot.answering.quotes.text_fragment import build_fragment_link
from bot.answering.quotes.whole_source import WholeSourceTask, plan_whole_source, select_whole_source_quotes
from bot.answering.types import Answer, Citation, Question, Shape, Statement, Status, Timings
from bot.executors import Executors
from index.catalog.page_offsets import page_at
from index.retrieval.ranking import Ranking
from index.text import language
from index.types import SentenceHit, Source, Span

_SURE_FROM = 0.5
_NEAREST = 3


class RanksSentences(Protocol):
    """Ranks what is indexed against a question."""

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None) -> Ranking:
        """Passages and sentences, best first, with a confidence."""

    def list_sentences(self, source_ids: Sequence[str] | None = None) -> list[SentenceHit]:
        """The sentences of these sources in reading order; of all sources if None."""


class FindsSources(Protocol):
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
class Retrieved:
    """What was ranked for a question, and how many milliseconds that took."""

    ranking: Ranking
    ms: float

    @property
    def is_relevant(self) -> bool:
        """Whether any of it is about the question."""
        return self.ranking.confidence >= _SURE_FROM


class ExtractiveAnswerer:
    """Retrieves sentences for a question, and answers with quotes of them. Only ``answer`` does not block."""

    def __init__(self, retriever: RanksSentences, catalog: FindsSources, executors: Executors) -> None:
        """Answer from the sentences that ``retriever`` ranks; ``answer`` searches on a thread of ``worker``."""
        self._retriever = retriever
        self._catalog = catalog
        self._executors = executors

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        return await self._executors.run_search(self.quote, question)

    def quote(self, question: Question) -> Answer:
        """Answer a question with quotes; a follow-up is searched together with the question before it."""
        bare = strip_small_talk(question.text)
        asked = join_previous(bare, question.history) if is_follow_up(bare, question.history) else bare
        found = self.retrieve(asked, question.source_ids)
        looked = self.plan_whole_source(asked, question.source_ids, found)
        return replace(
            self.compose(question.text, found, looked), language=detect_question_language(question.text, found)
        )

    def retrieve(self, question: str, source_ids: Sequence[str] | None) -> Retrieved:
        """Rank what is indexed against a question.

        What stands around the sentence that asks ("I read it twice. Who paid?") may be what the question is about, or
        lead away from it. So where all of it finds nothing sure, that sentence is looked for too.
        """
        started = time.perf_counter()
        ranking = self._retriever.rank(question, source_ids=source_ids)
        sentence = None if ranking.is_sure else find_asking_sentence(question)
        if sentence is not None:
            alone = self._retriever.rank(sentence, source_ids=source_ids)
            ranking = max(ranking, alone, key=lambda found: found.confidence)
        return Retrieved(ranking, milliseconds_since(started))

    def plan_whole_source(
        self, question: str, source_ids: Sequence[str] | None, found: Retrieved
    ) -> WholeSourceTask | None:
        """What a question about a whole source looks at; None for any other question."""
        task = classify_intent(question)
        if task == "lookup":
            return None
        sources = self._catalog.list_sources()
        article = self._catalog.find_article()
        ordered = sorted(sources, key=lambda source: source != article)
        return plan_whole_source(task, self._retriever.list_sentences, ordered, source_ids, found.ranking.sentences)

    def compose(self, question: str, found: Retrieved, looked: WholeSourceTask | None = None) -> Answer:
        """The one to three sentences that answer; that there are none, with what comes near, if nothing is relevant."""
        started = time.perf_counter()
        chosen = select_quotes(found.ranking.sentences) if found.is_relevant else []
        hits = chosen if looked is None else select_whole_source_quotes(looked)
        other = self.find_contradiction(hits[:1], found) if looked is None else None
        if other is not None:
            hits = [*(hit for hit in hits if hit is not other), other]
        citations = tuple(self.cite(n, hit) for n, hit in enumerate(hits, start=1))
        statements = tuple(
            Statement(citation.quote, (citation.n,), "contrast" if hit is other else "quoted")
            for hit, citation in zip(hits, citations, strict=True)
        )
        nearest = () if citations else self.cite_nearest(found)
        answering = milliseconds_since(started)
        timings = Timings(found.ms, answering, round(found.ms + answering, 2))
        status: Status = "answered" if citations else "not_found"
        shape: Shape = "prose" if looked is None else "list"
        return Answer(question, status, "quotes", statements, citations, timings, nearest, shape=shape)

    def cite_nearest(self, found: Retrieved) -> tuple[Citation, ...]:
        """What the sources say that comes nearest, numbered from 1."""
        ranked = found.ranking.sentences
        return tuple(self.cite(n, hit) for n, hit in enumerate(prefer_statements(ranked, ranked)[:_NEAREST], start=1))

    def find_contradiction(self, cited: Sequence[SentenceHit], found: Retrieved) -> SentenceHit | None:
        """A sentence of another source that gives another number or date than these."""
        languages = {source.id: source.language for source in self._catalog.list_sources()}
        return find_contradiction(cited, found.ranking.sentences, lambda hit: languages.get(hit.source_id, "und"))

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
        return Citation(n, source, span, hit.passage, quote, build_fragment_link(source.location, quote, page), page)


def milliseconds_since(since: float) -> float:
    """Since a moment of ``time.perf_counter()``."""
    return round((time.perf_counter() - since) * 1000, 2)


def detect_question_language(question: str, found: Retrieved) -> str:
    """The language of a question, ISO 639-1; a question too short to tell is taken to be in the best source's."""
    if found.ranking.question_language not in {None, language.UNKNOWN}:
        return found.ranking.question_language
    spoken = language.detect_question(question)
    if spoken != language.UNKNOWN or not found.ranking.sentences:
        return spoken
    return language.detect(found.ranking.sentences[0].text)
