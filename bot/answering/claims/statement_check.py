"""Checks a text against the sources: each of its statements is supported, contradicted, or not said."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.claims.claim_words import find_questioned_claim
from bot.answering.conversation_retrieval import RanksSentences, milliseconds_since
from bot.answering.extractive.answerer import ExtractiveAnswerer
from bot.answering.extractive.citing import FindsSources
from bot.answering.facts import find_conflicts, find_own_words, find_shared_words
from bot.answering.generation.context import PromptContext, build_context
from bot.answering.generation.sentence_runs import SentenceRun
from bot.answering.generation.types import Claim, Support
from bot.answering.generation.verifier import Verifier
from bot.answering.llm.replies.reply_parser import DraftStatement
from bot.answering.quotes.copies import merge_copies
from bot.answering.statement_errors import MAX_STATEMENTS, NoStatementError, TooManyStatementsError
from bot.answering.types import Answer, Citation, Question, Statement, Timings, Verdict
from bot.answering.word_lists import QUESTION_MARKS
from bot.executors import Executors
from index.retrieval.ranking import Ranking
from index.text import language
from index.text.sentences import find_sentences
from index.types import Span

_CONTEXT_TOKENS = 4_000
_CITATION_NUMBERS = re.compile(r"[^\S\n]?\[\d{1,3}\](?!\()")
_MOST_COMPARED, _MIN_SHARED = 4, 0.6
"""The sentences that may conflict with a statement, and the share of its words that one must have."""
_MIN_SURELY_SHARED = 0.5
"""The share of words for a sure contradiction; ``benchmarks/verification.py --claims`` measures it."""
_UNSURE_REASONS = ("modality", "addition")
"""Differences that leave a statement open rather than false: the source says "may"."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A verdict with the sentences that decide; ``is_sure`` says that the ranking and most words agree."""

    verdict: Verdict
    runs: tuple[SentenceRun, ...] = ()
    is_sure: bool = True


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
            An answer of mode ``check`` with a statement for each sentence of the text, in order, without the words that
            ask whether it is true ("true or false: …"). Its status is ``not_found`` if the sources say nothing about
            any of them. It is sure if at least one is supported or surely contradicted, and none is contradicted
            without being so surely.

        Raises:
            NoStatementError: The text has no statement.
            TooManyStatementsError: The text has more than ``MAX_STATEMENTS``.
        """
        return await self._executors.run_search(self.judge, text)

    def judge(self, text: Question) -> Answer:
        """See ``check``."""
        started = time.perf_counter()
        stated = strip_numbers(find_questioned_claim(text.text) or text.text)
        spoken = language.detect(stated)
        pieces = split_statements(stated, spoken)
        if not pieces:
            raise NoStatementError
        if len(pieces) > MAX_STATEMENTS:
            raise TooManyStatementsError(len(pieces))
        citations: dict[tuple[str, Span], Citation] = {}
        statements = []
        is_sure = True
        for at, piece in enumerate(pieces):
            judged = self._judge(piece, " ".join(pieces[max(at - 1, 0) : at]), spoken, text.source_ids)
            numbers = tuple(self._extractive.citing.cite_once(run.hits[0], run.span, citations) for run in judged.runs)
            statements.append(Statement(piece, numbers, judged.verdict))
            is_sure = is_sure and judged.is_sure
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
            is_sure=is_sure and bool(citations),
        )

    def _judge(self, statement: str, before: str, spoken: str, source_ids: Sequence[str] | None) -> _Judged:
        """Judge a statement; one about which nothing is found is looked up again with the statement before it."""
        claim = Claim("", DraftStatement(statement, ()), spoken)
        contradicted: _Judged | None = None
        for query in (statement, f"{before} {statement}") if before else (statement,):
            ranking = self._retriever.rank(query, source_ids=source_ids, is_question=False)
            context = self._build_context(ranking)
            found = self._verifier.verify(claim, context)
            if isinstance(found, Support):
                return _Judged("supported", found.runs)
            runs, is_sure = found.contradicting, _is_sure_reason(claim, found.reason)
            if not runs:
                runs, is_sure = _find_conflicting(claim, context)
            if runs and contradicted is None:
                is_sure = is_sure and ranking.is_sure and _shares_most_words(claim, runs, context)
                contradicted = _Judged("contradicted", runs, is_sure)
        return contradicted or _Judged("not said")

    def _build_context(self, ranking: Ranking) -> PromptContext:
        sentences = merge_copies(ranking.sentences, self._catalog.get_source)
        return build_context(sentences, _CONTEXT_TOKENS).with_sources(self._catalog.get_source)


def _is_sure_reason(claim: Claim, reason: str) -> bool:
    """Return whether a difference is one of facts; a number without a unit may leave out that of the source."""
    from bot.answering.facts.roles.measures import find_measures  # noqa: PLC0415 - it takes long to load

    if reason.startswith("unit"):
        text = claim.draft.text
        measures = find_measures(text, claim.language)
        return any(measure.units and measure.slice(text) in reason for measure in measures)
    return not reason.startswith(_UNSURE_REASONS)


def _shares_most_words(claim: Claim, runs: Sequence[SentenceRun], context: PromptContext) -> bool:
    """Return whether the sentences have at least half of the words of a statement, so that they are about the same."""
    words = find_own_words(claim.draft.text, "", claim.language)
    own = context.get_source(runs[0].hits[0]).language
    text = " ".join(hit.reading for run in runs for hit in run.hits)
    shared = find_shared_words(words, text, own, translated=own != claim.language)
    return len(shared) >= _MIN_SURELY_SHARED * len(words)


def _find_conflicting(claim: Claim, context: PromptContext) -> tuple[tuple[SentenceRun, ...], bool]:
    """Find a sentence that has most words of a statement, and another number or date in the same place.

    Returns:
        The sentence, and whether its date differs: two numbers may count different things.
    """
    words = find_own_words(claim.draft.text, "", claim.language)
    for sentence in context.sentences[:_MOST_COMPARED]:
        text, own = sentence.hit.reading, context.get_source(sentence.hit).language
        shared = find_shared_words(words, text, own, translated=own != claim.language)
        if len(shared) < _MIN_SHARED * len(words):
            continue
        found = find_conflicts(claim.draft.text, text, one_language=claim.language, other_language=own)
        if found:
            return (SentenceRun((sentence.hit,)),), all(conflict.kind == "date" for conflict in found)
    return (), False


def strip_numbers(text: str) -> str:
    """Strip the numbers of citations, such as those of an earlier answer: "It was built in 1811. [1]"."""
    return _CITATION_NUMBERS.sub("", text)


def split_statements(text: str, spoken: str) -> list[str]:
    """Split a text into its sentences; questions, bare numbers and emoji state nothing and are left out."""
    start, pieces = 0, []
    for line in text.splitlines(keepends=True):
        pieces += [span.slice(text) for span in find_sentences(text, Span(start, start + len(line)), spoken)]
        start += len(line)
    return [
        piece
        for piece in pieces
        if any(map(str.isalpha, piece)) and not piece.rstrip("\"'”»」』) ").endswith(QUESTION_MARKS)
    ]
