"""Checks a text against the sources: each of its statements is supported, contradicted, or not said."""

import time
from collections.abc import Sequence

from bot.answering.conversation_retrieval import RanksSentences, milliseconds_since
from bot.answering.extractive import ExtractiveAnswerer, FindsSources
from bot.answering.facts import find_conflicts, find_own_words, find_shared_words
from bot.answering.generation.context import PromptContext, build_context
from bot.answering.generation.sentence_runs import SentenceRun
from bot.answering.generation.verifier import Claim, Support, Verifier
from bot.answering.llm.reply_parser import DraftStatement
from bot.answering.quotes.copies import merge_copies
from bot.answering.statement_errors import MAX_STATEMENTS, NoStatementError, TooManyStatementsError
from bot.answering.types import Answer, Citation, Question, Statement, Timings, Verdict
from bot.answering.word_lists import QUESTION_MARKS
from bot.executors import Executors
from index.text import language
from index.text.sentences import find_sentences
from index.types import Span

_CONTEXT_TOKENS = 4_000
_MOST_COMPARED, _MIN_SHARED = 4, 0.6
"""The sentences that may conflict with a statement, and the share of its words that one must have."""


class StatementChecker:
    """Checks the statements of a text. Methods block, except ``check``."""

    def __init__(
        self,
        retriever: RanksSentences,
        catalog: FindsSources,
        verifier: Verifier,
        extractive: ExtractiveAnswerer,
        executors: Executors,
    ) -> None:
        """Check with ``verifier`` beside the sentences that ``retriever`` ranks; ``extractive`` cites them."""
        self._retriever = retriever
        self._catalog = catalog
        self._verifier = verifier
        self._extractive = extractive
        self._executors = executors

    async def check(self, text: Question) -> Answer:
        """Check a text, which stands in the place of a question.

        Returns:
            An answer of mode ``check`` with a statement for each sentence of the text, in order. Its status is
            ``not_found`` if the sources say nothing about any of them.

        Raises:
            NoStatementError: The text has no statement.
            TooManyStatementsError: The text has more than ``MAX_STATEMENTS``.
        """
        return await self._executors.run_search(self.judge, text)

    def judge(self, text: Question) -> Answer:
        """See ``check``."""
        started = time.perf_counter()
        spoken = language.detect(text.text)
        pieces = split_statements(text.text, spoken)
        if not pieces:
            raise NoStatementError
        if len(pieces) > MAX_STATEMENTS:
            raise TooManyStatementsError(len(pieces))
        citations: dict[tuple[str, Span], Citation] = {}
        statements = []
        for at, piece in enumerate(pieces):
            verdict, runs = self._judge(piece, " ".join(pieces[max(at - 1, 0) : at]), spoken, text.source_ids)
            numbers = tuple(self._extractive.cite_once(run.hits[0], run.span, citations) for run in runs)
            statements.append(Statement(piece, numbers, verdict))
        took = milliseconds_since(started)
        return Answer(
            text.text,
            "answered" if citations else "not_found",
            "check",
            tuple(statements),
            tuple(citations.values()),
            Timings(0.0, took, took),
            language=spoken,
            shape="list",
        )

    def _judge(
        self, statement: str, before: str, spoken: str, source_ids: Sequence[str] | None
    ) -> tuple[Verdict, tuple[SentenceRun, ...]]:
        """Judge a statement; one about which nothing is found is looked up again with the statement before it."""
        claim = Claim("", DraftStatement(statement, ()), spoken)
        contradicting: tuple[SentenceRun, ...] = ()
        for query in (statement, f"{before} {statement}") if before else (statement,):
            context = self._find_context(query, source_ids)
            found = self._verifier.verify(claim, context)
            if isinstance(found, Support):
                return "supported", found.runs
            contradicting = contradicting or found.contradicting or _find_conflicting(claim, context)
        return ("contradicted", contradicting) if contradicting else ("not said", ())

    def _find_context(self, query: str, source_ids: Sequence[str] | None) -> PromptContext:
        ranking = self._retriever.rank(query, source_ids=source_ids)
        sentences = merge_copies(ranking.sentences, self._catalog.list_sources)
        return build_context(sentences, _CONTEXT_TOKENS).with_sources(self._catalog.get_source)


def _find_conflicting(claim: Claim, context: PromptContext) -> tuple[SentenceRun, ...]:
    """Find a sentence that has most words of a statement, and another number or date in the same place."""
    words = find_own_words(claim.draft.text, "", claim.language)
    for sentence in context.sentences[:_MOST_COMPARED]:
        text, own = sentence.hit.reading, context.get_source(sentence.hit).language
        shared = find_shared_words(words, text, own, translated=own != claim.language)
        if len(shared) < _MIN_SHARED * len(words):
            continue
        if find_conflicts(claim.draft.text, text, one_language=claim.language, other_language=own):
            return (SentenceRun((sentence.hit,)),)
    return ()


def split_statements(text: str, spoken: str) -> list[str]:
    """Split a text into its sentences; questions state nothing and are left out."""
    start, pieces = 0, []
    for line in text.splitlines(keepends=True):
        pieces += [span.slice(text) for span in find_sentences(text, Span(start, start + len(line)), spoken)]
        start += len(line)
    return [piece for piece in pieces if not piece.rstrip("\"'”»」』) ").endswith(QUESTION_MARKS)]
