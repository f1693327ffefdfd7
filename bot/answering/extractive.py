"""Extractive answering: retrieves sentences, and answers with quotes of them."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from bot.answering.chat_language.answer_length import find_asked_count, find_wished_count, strip_length_wish
from bot.answering.chat_language.quote_limits import find_limit
from bot.answering.chat_language.reactions import classify_message
from bot.answering.chat_language.several_questions import join_answers, split_at_conjunction, split_questions
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.conversation_retrieval import (
    ConversationRetrieval,
    RanksSentences,
    Retrieved,
    leave_out,
    milliseconds_since,
)
from bot.answering.facts.languages import read_script
from bot.answering.named_sources import name_sources
from bot.answering.questions.answer_kinds.kind_evidence import may_answer
from bot.answering.questions.answer_kinds.kind_promotion import promote_kind
from bot.answering.questions.expected_answers import asks_for_amount
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.named_sections import promote_section
from bot.answering.questions.source_details import DetailQuestion, classify_details, describe_detail
from bot.answering.quotes.contradictions import find_contradiction, find_other_amount
from bot.answering.quotes.copies import merge_copies
from bot.answering.quotes.passage_sentences import PassageSentences
from bot.answering.quotes.quote_context import widen_quotes
from bot.answering.quotes.selection import is_shown, prefer_statements, select_for_question, select_rows
from bot.answering.quotes.text_fragment import build_fragment_link
from bot.answering.types import Answer, Citation, HeadRow, Question, Shape, Statement, Status, Timings, Turn
from bot.executors import Executors
from index.catalog.text_structure import TextPlace
from index.errors import NothingIndexedError
from index.retrieval.ranking import Ranking
from index.text import language
from index.types import Heading, SentenceHit, Source, Span

if TYPE_CHECKING:
    from bot.answering.quotes.whole_source import WholeSourceTask

_NEAREST = 3
_MIN_NEAREST_CONFIDENCE = 0.3
"""Below it are nine in ten questions about other subjects."""
_MAX_DESCRIBED = 4


class FindsSources(Protocol):
    """Finds sources and their stored texts. Blocking."""

    def get_source(self, id_: str) -> Source:
        """Return the current source of that id."""

    def read_cited(self, source_id: str, text_id: str, offset: int) -> tuple[Source, TextPlace]:
        """Return a current source, and the place of an offset of a stored text."""

    def list_sources(self) -> list[Source]:
        """List every current source."""

    def find_article(self) -> Source | None:
        """Return the article that the bot is about; None while nothing is indexed."""

    def get_text(self, id_: str) -> str | None:
        """Return the stored text of that name; None if it was deleted."""

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return whether a part of a span of a stored text was read from a picture."""

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return the headings of a stored text, ascending."""


class ExtractiveAnswerer:
    """Answers with sentences of the sources, quoted as they are. Methods block, except ``answer``."""

    def __init__(self, retriever: RanksSentences, catalog: FindsSources, executors: Executors) -> None:
        """Answer from the sentences that ``retriever`` ranks; ``answer`` searches on a thread of ``executors``."""
        self._retriever = retriever
        self._retrieval = ConversationRetrieval(retriever)
        self._catalog = catalog
        self._executors = executors

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        return await self._executors.run_search(self.quote, question)

    def quote(self, question: Question) -> Answer:
        """Answer with quotes.

        Those for a question that asks for a judgement or a calculation never answer it surely, and a notice says why.
        """
        return _note_limit(self._quote(question), question.text)

    def _quote(self, question: Question) -> Answer:
        named = self.name_sources(question)
        if named is not None:
            return replace(self._quote(named), question=question.text)
        text = strip_small_talk(question.text)
        several = split_questions(text)
        if several:
            return self._quote_each(question, several)
        answer = self._quote_one(question)
        if answer.status == "answered" and answer.is_sure:
            return answer
        joined = split_at_conjunction(text)
        each = self._quote_each(question, joined) if joined else answer
        return each if each.status == "answered" and (each.is_sure or answer.status == "not_found") else answer

    def _quote_each(self, question: Question, parts: Sequence[str]) -> Answer:
        """Answer the questions of one message in their order; a later one may refer to those before it."""
        history = tuple(question.history)
        answers: list[Answer] = []
        for part in parts:
            answers.append(_note_limit(self._quote_one(replace(question, text=part, history=history)), part))
            history = (*history, Turn(part, ""))
        return join_answers(question.text, answers)

    def _quote_one(self, question: Question) -> Answer:
        unsearched = self.answer_without_search(question)
        if unsearched is not None:
            return unsearched
        text = strip_small_talk(question.text)
        retrieved = self._arrange(text, self._retrieval.retrieve_in_conversation(text, question))
        task = self.plan_whole_source(text, question.source_ids, retrieved)
        if question.shown:
            retrieved = leave_out(retrieved, question.shown)
            task = task and replace(task, hits=tuple(hit for hit in task.hits if not is_shown(hit, question.shown)))
        answer = self.compose(question.text, retrieved, task)
        return replace(answer, language=detect_question_language(question, retrieved))

    def _quote_further(self, question: Question, *, continues: bool) -> Answer:
        """Quote passages that the user has not seen, in the order of the text."""
        from bot.answering.quotes.whole_source import plan_further  # noqa: PLC0415 - few questions need it

        started = time.perf_counter()
        sources = self._list_ordered_sources()
        if not sources:
            raise NothingIndexedError("Nothing is indexed yet; run `pincite index LINK-OR-FILE` first.")
        if question.source_ids is not None:
            sources = [source for source in sources if source.id in question.source_ids]
        list_sentences = self._retriever.list_sentences
        task = plan_further(list_sentences, sources, question.shown, continues=continues)
        retrieved = Retrieved(Ranking((), (), 0.0, None), milliseconds_since(started))
        answer = self.compose(question.text, retrieved, task)
        return replace(answer, language=language.detect_question(question.text, question.user_language))

    def _list_ordered_sources(self) -> list[Source]:
        """List every source, the article first."""
        article = self._catalog.find_article()
        return sorted(self._catalog.list_sources(), key=lambda source: source != article)

    def retrieve(self, question: str, source_ids: Sequence[str] | None, user_language: str | None = None) -> Retrieved:
        """Rank the sentences of these sources against a question that needs no conversation."""
        return self._arrange(question, self._retrieval.retrieve(question, source_ids, user_language))

    def _arrange(self, question: str, retrieved: Retrieved) -> Retrieved:
        """Merge copies of sentences, leave out bylines, and put the section that a question names first."""
        from bot.answering.quotes.bylines import leave_out_author  # noqa: PLC0415 - see answer_detail

        merged = merge_copies(retrieved.ranking.sentences, self._catalog.get_source)
        sentences = tuple(leave_out_author(question, merged, self._catalog.get_source))
        # The confidence was that of a line that is left out.
        is_sure = retrieved.ranking.is_sure and sentences[:1] == tuple(merged[:1])
        ranking = replace(retrieved.ranking, sentences=sentences, is_sure=is_sure)
        return replace(retrieved, ranking=promote_section(question, ranking, self._catalog.get_headings))

    def name_sources(self, question: Question) -> Question | None:
        """Return a question about the sources that a question names by their place, or all; None for any other."""
        return name_sources(question, self._catalog.list_sources)

    def answer_without_search(self, question: Question) -> Answer | None:
        """Answer a question about a source itself, or for passages that were not shown; None for any other question."""
        kind = classify_message(question.text)
        if kind in {"further", "next"}:
            return self._quote_further(question, continues=kind == "next")
        return self.answer_detail(question)

    def answer_detail(self, question: Question) -> Answer | None:
        """Answer a question about a source itself, such as its author; None for any other question.

        The byline is quoted where the text has one. Otherwise the statement comes from the catalog, without a citation.
        Without chosen sources the question is about the article.
        """
        started = time.perf_counter()
        asked = classify_details(strip_small_talk(question.text))
        if not asked or (question.history and asked[0].points_back):
            return None
        sources = self._find_asked_sources(question.source_ids)
        if not sources or any(one.noun and self._speaks_of(one.noun, sources) for one in asked):
            return None
        statements: list[Statement] = []
        citations: list[Citation] = []
        for source in sources:
            for one in asked:
                self._add_detail(one, source, statements, citations)
        # What neither a byline nor the catalog tells, the search would answer with a sentence about something else.
        answer_ms = milliseconds_since(started)
        return Answer(
            question.text,
            "answered" if statements else "not_found",
            "quotes" if len(citations) == len(statements) else "catalog",
            tuple(statements),
            tuple(citations),
            Timings(0.0, answer_ms, answer_ms),
            language=asked[0].language,
            shape="list" if len(statements) > 1 else "prose",
        )

    def _add_detail(
        self, asked: DetailQuestion, source: Source, statements: list[Statement], citations: list[Citation]
    ) -> None:
        """Add the statement of a detail of a source, with the citation of its byline, if either is known."""
        from bot.answering.quotes.bylines import HAS_BYLINE, find_byline  # noqa: PLC0415 - few questions need it

        sentences = self._retriever.list_sentences([source.id]) if asked.detail in HAS_BYLINE else ()
        byline = find_byline(asked.detail, source, sentences)
        if byline is not None:
            if all(citation.quote != byline.text for citation in citations):  # one line may tell author and date
                citations.append(self.cite(len(citations) + 1, byline))
                statements.append(Statement(byline.text, (len(citations),)))
            return
        stored = self._catalog.get_text(source.text_id) if asked.detail == "length" else None
        known = describe_detail(asked, source, stored or "")
        if known is not None:
            statements.append(Statement(known, (), "catalog"))

    def _speaks_of(self, noun: str, sources: Sequence[Source]) -> bool:
        """Whether a sentence of the sources, beside their bylines, has a word: an article may be about a journalist."""
        from bot.answering.quotes.bylines import is_line  # noqa: PLC0415 - few questions need it

        word = re.compile(rf"\b{re.escape(noun)}", re.IGNORECASE)
        hits = self._retriever.list_sentences([source.id for source in sources])
        return any(word.search(hit.text) and not is_line(hit.text) for hit in hits)

    def _find_asked_sources(self, source_ids: Sequence[str] | None) -> list[Source]:
        if source_ids is None:
            article = self._catalog.find_article()
            return [] if article is None else [article]
        return [source for source in self._catalog.list_sources() if source.id in source_ids][:_MAX_DESCRIBED]

    def plan_whole_source(
        self, question: str, source_ids: Sequence[str] | None, retrieved: Retrieved
    ) -> "WholeSourceTask | None":
        """Select the sentences for a question about a whole source; None for any other question."""
        intent = classify_intent(strip_length_wish(question))
        if intent == "lookup":
            return None
        from bot.answering.quotes.whole_source import plan_whole_source  # noqa: PLC0415 - few questions need it

        ordered, ranked = self._list_ordered_sources(), retrieved.ranking.sentences
        task = plan_whole_source(intent, self._retriever.list_sentences, ordered, source_ids, ranked)
        most = find_asked_count(question) if intent == "summary" else None
        return replace(task, most=most) if task is not None and most is not None else task

    def compose(self, question: str, retrieved: Retrieved, task: "WholeSourceTask | None" = None) -> Answer:
        """Compose an answer of one to three quotes, or of the quotes that a task about a whole source selects.

        Without a relevant sentence the status is ``not_found``, and the answer has the nearest sentences.
        """
        started = time.perf_counter()
        asked, most = question, find_wished_count(strip_small_talk(question))
        question = question if most is None else strip_length_wish(strip_small_talk(question))
        ranking = replace(retrieved.ranking, sentences=tuple(select_rows(retrieved.ranking.sentences, question)))
        ranking = promote_kind(question, ranking, self._get_language())
        chosen = select_for_question(question, ranking)[:most] if retrieved.is_relevant else []
        hits = chosen
        if task is not None:
            from bot.answering.quotes.whole_source import select_whole_source_quotes  # noqa: PLC0415 - as above

            hits = select_whole_source_quotes(task)
        contradiction = self.find_contradiction(question, hits[:1], retrieved) if task is None else None
        other = self._find_other_amount(question, hits, retrieved) if task is None else None
        for further in (other, contradiction):
            if further is not None:
                hits = [*(hit for hit in hits if hit.place != further.place), further]
        around = retrieved.ranking.sentences if task is None else (*retrieved.ranking.sentences, *task.hits)
        quoted = widen_quotes(hits, PassageSentences.of(around))
        citations = tuple(self.cite(n, hit, span) for n, (hit, span) in enumerate(quoted, start=1))
        statements = tuple(
            Statement(citation.quote, (citation.n,), "contrast" if hit is contradiction else "quoted")
            for (hit, _), citation in zip(quoted, citations, strict=True)
        )
        nearest = () if citations else self.cite_nearest(retrieved)
        answer_ms = milliseconds_since(started)
        timings = Timings(retrieved.ms, answer_ms, round(retrieved.ms + answer_ms, 2))
        status: Status = "answered" if citations else "not_found"
        shape: Shape = "prose" if task is None else "list"
        has_kind = any(may_answer(question, one.quote, one.source.language) for one in citations)
        is_sure = task is not None or (ranking.is_sure and has_kind)
        return Answer(asked, status, "quotes", statements, citations, timings, nearest, shape=shape, is_sure=is_sure)

    def cite_nearest(self, retrieved: Retrieved) -> tuple[Citation, ...]:
        """Cite the three nearest sentences, numbered from 1; none if they are on another subject."""
        if retrieved.ranking.confidence < _MIN_NEAREST_CONFIDENCE:
            return ()
        ranked = retrieved.ranking.sentences
        return tuple(self.cite(n, hit) for n, hit in enumerate(prefer_statements(ranked, ranked)[:_NEAREST], start=1))

    def find_contradiction(
        self, question: str, cited: Sequence[SentenceHit], retrieved: Retrieved
    ) -> SentenceHit | None:
        """Find a sentence of another source that gives another number or date than the cited sentences."""
        of_amounts = asks_for_amount(question)
        return find_contradiction(cited, retrieved.ranking.sentences, self._get_language(), of_amounts=of_amounts)

    def _find_other_amount(
        self, question: str, chosen: Sequence[SentenceHit], retrieved: Retrieved
    ) -> SentenceHit | None:
        """Find a further sentence with another amount than the only quote, if the question asks for an amount."""
        if len(chosen) != 1 or not asks_for_amount(question):
            return None
        return find_other_amount(chosen, retrieved.ranking.sentences, self._get_language())

    def _get_language(self) -> Callable[[SentenceHit], str]:
        """Return a function that tells the language of a sentence; it lists the sources when it is first called."""

        @cache
        def list_languages() -> dict[str, str]:
            return {source.id: source.language for source in self._catalog.list_sources()}

        return lambda hit: list_languages().get(hit.source_id, "und")

    def cite(self, n: int, hit: SentenceHit, span: Span | None = None) -> Citation:
        """Cite a sentence, or a longer ``span`` of its passage."""
        text = None if span in {None, hit.span} else self._catalog.get_text(hit.text_id)
        if span is None or text is None:  # a deleted text leaves only the ranked sentence
            span, quote = hit.span, hit.text
        else:
            quote = span.slice(text)
        current, place = self._catalog.read_cited(hit.source_id, hit.text_id, span.start)
        # The citation keeps the ranked text, even if a newer version of the source has been indexed since.
        source = replace(current, text_id=hit.text_id)
        link = build_fragment_link(source.location, quote, place.page)
        head = HeadRow(hit.row.head, hit.row.head_text) if hit.row and hit.row.head.end <= span.start else None
        seen = place.page is not None and self._catalog.is_recognized(hit.text_id, span)
        return Citation(n, source, span, hit.passage, quote, link, place.page, place.section, head, hit.also, seen)

    def cite_once(self, hit: SentenceHit, span: Span, citations: dict[tuple[str, Span], Citation]) -> int:
        """Return the number of the citation of a span, which is added to ``citations`` unless they have it."""
        key = hit.text_id, span
        if key not in citations:
            citations[key] = self.cite(len(citations) + 1, hit, span)
        return citations[key].n


def _note_limit(answer: Answer, question: str) -> Answer:
    """Say of quotes why they do not answer a question for a judgement or a calculation."""
    limit = find_limit(question)
    return replace(answer, notice=limit, is_sure=False) if limit and answer.mode == "quotes" else answer


def detect_question_language(question: Question, retrieved: Retrieved) -> str:
    """Detect the language of a question, ISO 639-1.

    A question too short for that is in its user's language, or else in the best source's.
    """
    spoken, matched = question.user_language, retrieved.ranking.question_language
    if matched not in {None, language.UNKNOWN} and (spoken in {None, matched} or _tells_its_language(question.text)):
        return matched
    detected = read_script(question.text, language.detect_question(question.text, spoken))
    if detected != language.UNKNOWN or not retrieved.ranking.sentences:
        return detected
    return language.detect(retrieved.ranking.sentences[0].text)


def _tells_its_language(question: str) -> bool:
    return language.detect_question(question) != language.UNKNOWN
