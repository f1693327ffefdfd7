"""Answers to questions about a source itself: from its byline, or else from the catalog."""

import re
import time
from collections.abc import Sequence

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.conversation_retrieval import RanksSentences, milliseconds_since
from bot.answering.extractive.citing import Citing, FindsSources
from bot.answering.questions.source_details import DetailQuestion, classify_details, describe_detail
from bot.answering.types import Answer, Citation, Question, Statement, Timings
from index.types import Source

_MAX_DESCRIBED = 4


class SourceAnswers:
    """Answers questions about a source itself. Methods block."""

    def __init__(self, retriever: RanksSentences, catalog: FindsSources, citing: Citing) -> None:
        """List sentences with ``retriever``, sources with ``catalog``, and cite with ``citing``."""
        self._retriever = retriever
        self._catalog = catalog
        self._citing = citing

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
                citations.append(self._citing.cite(len(citations) + 1, byline))
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
