"""Metrics in the format of Prometheus."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from telegram import Update
from telegram.ext import ContextTypes

from bot.answering.types import Answer, AnswersQuestions, Fallback, Question

CONTENT_TYPE = CONTENT_TYPE_LATEST

_STAGE_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_LAG_BUCKETS_S = (0.5, 1, 2, 5, 10, 30, 60, 300, 3600)


class Metrics:
    """Counts questions, times and tokens of one process."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._questions = Counter("pincite_questions", "Questions.", ("outcome", "mode"), registry=registry)
        self._fallbacks = Counter(
            "pincite_fallbacks", "Answers with quotes although a model is set.", ("reason",), registry=registry
        )
        self._stages = Histogram(
            "pincite_stage_seconds", "The time of an answer.", ("stage",), buckets=_STAGE_BUCKETS_S, registry=registry
        )
        self._tokens = Counter("pincite_model_tokens", "Tokens of the model.", ("kind",), registry=registry)
        self._lag = Histogram(
            "pincite_update_lag_seconds",
            "From the sending of a message to its handling.",
            buckets=_LAG_BUCKETS_S,
            registry=registry,
        )
        self._queues = Gauge("pincite_queue_length", "Waiting and running items.", ("queue",), registry=registry)
        self._index = Gauge("pincite_index_size", "The size of the index.", ("unit",), registry=registry)

    def count_answer(self, answer: Answer) -> None:
        """Count an answer, its times and its tokens."""
        self._questions.labels(answer.status, answer.mode).inc()
        if answer.notice in get_args(Fallback):
            self._fallbacks.labels(answer.notice).inc()
        timings = answer.timings
        for stage, took_ms in (("retrieve", timings.retrieve), ("answer", timings.answer), ("total", timings.total)):
            self._stages.labels(stage).observe(took_ms / 1000)
        if answer.generation is not None:
            usage = answer.generation.usage
            self._tokens.labels("prompt").inc(usage.prompt_tokens)
            self._tokens.labels("completion").inc(usage.completion_tokens)

    def count_failure(self, outcome: str) -> None:
        """Count a question without an answer: it ``failed`` or was ``cancelled``."""
        self._questions.labels(outcome, "none").inc()

    async def count_update(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Measure how old a message is when its handling begins."""
        if update.message is not None:
            self._lag.observe(max(0.0, time.time() - update.message.date.timestamp()))

    def render(self, queues: Mapping[str, int], sizes: Mapping[str, int]) -> bytes:
        """Return the text for Prometheus, with the present lengths of queues and sizes of the index."""
        for name, length in queues.items():
            self._queues.labels(name).set(length)
        for unit, size in sizes.items():
            self._index.labels(unit).set(size)
        return generate_latest(self._registry)


class MeasuredAnswerer:
    """An answerer whose answers are counted."""

    def __init__(self, answerer: AnswersQuestions, metrics: Metrics, on_answer: Callable[[Answer], None]) -> None:
        """Answer with ``answerer``, and count in ``metrics``; ``on_answer`` receives each answer."""
        self._answerer = answerer
        self._metrics = metrics
        self._on_answer = on_answer

    async def answer(self, question: Question) -> Answer:
        """Answer one question; raises what the answerer raises."""
        try:
            answer = await self._answerer.answer(question)
        except asyncio.CancelledError:
            self._metrics.count_failure("cancelled")
            raise
        except Exception:
            self._metrics.count_failure("failed")
            raise
        self._metrics.count_answer(answer)
        self._on_answer(answer)
        return answer
