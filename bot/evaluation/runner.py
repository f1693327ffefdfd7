"""Asks the questions of a dataset and records the replies; ``bot.evaluation.aggregation`` computes the metrics."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from bot.answering.types import AnswersQuestions, Question
from bot.evaluation.datasets.types import EvalArticle, EvalQuestion, GoldSpan, QuestionSet
from bot.evaluation.eval_plan import EvalPlan, MetricGroup
from bot.evaluation.metrics import first_rank
from bot.evaluation.records import (
    GoldSentence,
    QuestionRecord,
    RankedSpan,
    RecordedRanking,
    Reply,
    ReplyCitation,
    ReplyStatement,
)
from index.retrieval.ranking import Ranking
from index.types import Hit, SentenceHit

_TOP = 10
_FOREIGN_MOST = 500


class RanksQuestions(Protocol):
    """Ranks the passages and sentences of the index against a question."""

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None) -> Ranking:
        """Rank the passages and sentences of these sources, best first; of all sources if None."""


def draw_questions(suite: QuestionSet, plan: EvalPlan) -> list[EvalQuestion]:
    """Draw the questions of a plan: a sample of the dataset's questions, then foreign questions made from it."""
    own = [asked for asked in suite.questions if asked.kind == "answerable" or _wants_unanswerable(plan)]
    if plan.limit is not None and plan.limit < len(own):
        chosen = np.random.default_rng(plan.seed).choice(len(own), plan.limit, replace=False)
        own = [own[at] for at in sorted(chosen)]
    if not plan.needs(MetricGroup.ABSTENTION) or len(suite.articles) <= 1:
        return own
    answerable = [asked for asked in own if asked.kind == "answerable"]
    if len(answerable) > _FOREIGN_MOST:
        chosen = np.random.default_rng(plan.seed).choice(len(answerable), _FOREIGN_MOST, replace=False)
        answerable = [answerable[at] for at in sorted(chosen)]
    return own + [_foreign(asked, suite.articles, plan.seed) for asked in answerable]


def _wants_unanswerable(plan: EvalPlan) -> bool:
    return plan.needs(MetricGroup.ABSTENTION, MetricGroup.ANSWERS)


def _foreign(asked: EvalQuestion, articles: Sequence[EvalArticle], seed: int) -> EvalQuestion:
    """Ask the question of another article, which depends on the seed and the id of the question alone."""
    others = [article for article in articles if article.source_id != asked.source_id]
    digest = int.from_bytes(hashlib.sha256(f"{seed} {asked.id}".encode()).digest()[:8], "big")
    other = others[digest % len(others)]
    nowhere = replace(asked, answers=(), gold=(), gold_passages=())
    return replace(nowhere, kind="foreign", article=other.name, source_id=other.source_id)


class EvalRunner:
    """Asks one question after the other and records the replies."""

    def __init__(
        self, retriever: RanksQuestions, answerer: AnswersQuestions, words: Callable[[GoldSpan], str], plan: EvalPlan
    ) -> None:
        """Keep the services and the plan; ``words`` reads the characters of a span."""
        self._retriever = retriever
        self._answerer = answerer
        self._words = words
        self._plan = plan

    def run(self, questions: Sequence[EvalQuestion], advance: Callable[[], None]) -> list[QuestionRecord]:
        """Ask all questions and return their records.

        Args:
            questions: From ``draw_questions``.
            advance: Called after each question.
        """
        with asyncio.Runner() as loop:  # one loop, because a model's connections belong to the loop that opened them
            if questions:
                self._ask(questions[0], loop)  # loads the models, which must not count in the time of a question
            records = []
            for asked in questions:
                records.append(self._ask(asked, loop))
                advance()
        return records

    def _ask(self, asked: EvalQuestion, loop: asyncio.Runner) -> QuestionRecord:
        within = [asked.source_id] if asked.source_id else None
        answerable = asked.kind == "answerable"
        # The answer comes first, because the caches that ranking fills would make it faster.
        reply = self._reply(asked, within, loop) if self._plan.needs(*_REPLIES) else None
        ranking = None
        if self._plan.needs(MetricGroup.RETRIEVAL, MetricGroup.ABSTENTION):
            ranking = self._retriever.rank(asked.text, source_ids=within)
        passages = None
        if answerable and asked.gold_passages and self._plan.needs(MetricGroup.RETRIEVAL):
            hits = self._retriever.rank(asked.text, source_ids=None).passages
            passages = _ranks(hits, asked.gold_passages)
        return QuestionRecord(
            kind=asked.kind,
            id=asked.id,
            article=asked.article,
            question=asked.text,
            source_id=asked.source_id,
            answers=asked.answers,
            gold=tuple(
                GoldSentence(place.source_id, place.span.start, place.span.end, self._words(place))
                for place in asked.gold
            ),
            sentences=_ranks(ranking.sentences, asked.gold) if ranking else None,
            passages=passages,
            confidence=ranking.confidence if ranking else None,
            reply=reply,
        )

    def _reply(self, asked: EvalQuestion, within: list[str] | None, loop: asyncio.Runner) -> Reply:
        started = time.perf_counter()
        answer = loop.run(self._answerer.answer(Question(asked.text, within)))
        ms = round((time.perf_counter() - started) * 1000, 2)
        statements = tuple(ReplyStatement(statement.text, statement.citations) for statement in answer.statements)
        citations = tuple(
            ReplyCitation(
                cited.n,
                cited.source.id,
                cited.span.start,
                cited.span.end,
                cited.quote,
                any(place.overlaps(cited.source.id, cited.span) for place in asked.gold),
            )
            for cited in answer.citations
        )
        return Reply(answer.status == "not_found", statements, citations, ms)


_REPLIES = (MetricGroup.ANSWERS, MetricGroup.CITATIONS, MetricGroup.ABSTENTION)


def _ranks(hits: Sequence[SentenceHit] | Sequence[Hit], gold: Sequence[GoldSpan]) -> RecordedRanking:
    found = [
        RankedSpan(
            hit.source_id,
            hit.span.start,
            hit.span.end,
            any(place.overlaps(hit.source_id, hit.span) for place in gold),
        )
        for hit in hits
    ]
    return RecordedRanking(tuple(found[:_TOP]), first_rank([one.gold for one in found]), hits[0].text if hits else "")
