"""Computes the figures and curves of a run from its records. Pure."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from bot.evaluation import metrics
from bot.evaluation.bootstrap import interval
from bot.evaluation.datasets.types import QuestionKind
from bot.evaluation.metric_registry import UNANSWERABLE, Metric, every_metric
from bot.evaluation.records import MetricValue, QuestionRecord, TradeoffCurve

THRESHOLDS = (0.001, 0.01, *(step / 20 for step in range(1, 20)), 0.99, 0.999)
_DIGITS = 6
_EVERYTHING = "all"
_ALWAYS = "time"


def summarise(records: Sequence[QuestionRecord], group: str) -> list[MetricValue]:
    """Compute the figures of a group, each with its 95 % bootstrap interval; metrics without rows are left out.

    Args:
        records: The records of one run.
        group: ``retrieval``, ``answers``, ``citations``, ``abstention`` or ``all``.
    """
    figures = []
    for metric in applicable_metrics(records, group):
        found = [row for record in records if (row := metric.row(record)) is not None]
        value = metric.statistic(rows := np.array(found, np.float64)) if found else math.nan
        if not math.isnan(value):
            ends = interval(rows, metric.statistic)
            value, low, high = (round(number, _DIGITS) for number in (value, ends.low, ends.high))
            figures.append(
                MetricValue(metric.key, metric.group, metric.words, metric.unit, value, low, high, questions=len(rows))
            )
    return figures


def applicable_metrics(records: Sequence[QuestionRecord], group: str) -> list[Metric]:
    """The metrics of a group that say something about these records."""
    kinds = {record.kind for record in records}
    answers = [record.answers[0] for record in records if record.answers]
    unspaced = 2 * sum(map(metrics.is_unspaced, answers)) > len(answers)
    return [
        metric
        for metric in every_metric()
        if (group == _EVERYTHING or metric.group in {group, _ALWAYS})
        and (metric.kind is None or metric.kind in kinds)
        and (unspaced or not metric.unspaced)
    ]


def curves(records: Sequence[QuestionRecord]) -> list[TradeoffCurve]:
    """Compute the trade-off curve of each kind of unanswerable questions that was asked."""
    answerable = confidences(records, "answerable")
    found = []
    for kind in UNANSWERABLE:
        unanswerable = confidences(records, kind)
        if answerable and unanswerable:
            points = metrics.tradeoffs(unanswerable, answerable, THRESHOLDS)
            found.append(
                TradeoffCurve(kind, round(metrics.area_under(unanswerable, answerable), _DIGITS), tuple(points))
            )
    return found


def confidences(records: Iterable[QuestionRecord], kind: QuestionKind) -> list[float]:
    """Return the confidences of all questions of a kind."""
    return [record.confidence for record in records if record.kind == kind and record.confidence is not None]


def is_right(record: QuestionRecord) -> bool | None:
    """Return whether the reply to a question is right; None where its record cannot tell.

    An answerable question is right if its first citation is, or its first sentence in a run without answers. An
    unanswerable question is right if it was refused.
    """
    if record.kind != "answerable":
        return record.reply.refused if record.reply else None
    if not record.gold:
        return not record.reply.refused if record.reply else None
    if record.reply is not None:
        return any(cited.gold for cited in record.reply.citations[:1])
    return record.sentences.first_gold == 1 if record.sentences else None
