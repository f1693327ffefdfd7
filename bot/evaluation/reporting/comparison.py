"""Compares two runs of one dataset, question by question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.evaluation.aggregation import applicable_metrics, is_right
from bot.evaluation.bootstrap import Interval, paired_interval
from bot.evaluation.errors import ResultsError
from bot.evaluation.records import EvalResults, QuestionRecord
from bot.evaluation.reporting.report import read_results
from bot.evaluation.reporting.report_tables import format_value
from bot.evaluation.screen import Screen

_LISTED = 10
_HEADINGS = ("metric", "A", "B", "B − A", "95 % interval", "questions", "sure")
Pair = tuple[QuestionRecord, QuestionRecord]


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of two runs; ``interval`` is that of ``second - first``."""

    words: str
    unit: str
    first: float
    second: float
    interval: Interval
    questions: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes from one run to another.

    Attributes:
        worse: The questions that were right in the first run and wrong in the second.
        better: The questions that were wrong in the first run and right in the second.
        notes: Sentences about other differences.
    """

    differences: tuple[Difference, ...]
    worse: tuple[QuestionRecord, ...]
    better: tuple[QuestionRecord, ...]
    notes: tuple[str, ...]


def show_comparison(first: Path, second: Path) -> None:
    """Compare two results and print the changes."""
    found = compare(read_results(first), read_results(second))
    screen = Screen()
    for note in found.notes:
        screen.notice(note)
    screen.show_table(_HEADINGS, [_row(difference) for difference in found.differences], words=1)
    for words, records in (("better", found.better), ("worse", found.worse)):
        screen.say(f"\n{words} in B: {_count(len(records))}")
        for record in records[:_LISTED]:
            kind = "" if record.kind == "answerable" else f" ({record.kind})"
            screen.say(f"  {record.id}{kind}: {record.question}")


def compare(first: EvalResults, second: EvalResults) -> Comparison:
    """Compare two runs by their common questions; raises ``ResultsError`` where there are none."""
    if first.dataset.sha256 != second.dataset.sha256:
        raise ResultsError(
            f"A was measured on {first.dataset.name} and B on {second.dataset.name}, which are not the same questions; "
            "compare runs on one dataset."
        )
    others = {_key(record): record for record in second.questions}
    pairs = [(record, others[_key(record)]) for record in first.questions if _key(record) in others]
    if not pairs:
        raise ResultsError("A and B share no question; measure both with the same --limit and --seed.")
    differences = tuple(_differences(pairs))
    if not differences:
        raise ResultsError("A and B share no metric; measure both with the same --metrics.")
    flipped = [(one, is_right(one), is_right(other)) for one, other in pairs]
    return Comparison(
        differences,
        tuple(record for record, before, after in flipped if before and after is False),
        tuple(record for record, before, after in flipped if before is False and after),
        tuple(_notes(first, second, len(pairs))),
    )


def _key(record: QuestionRecord) -> tuple[str, str, str]:
    """Return the key of a question: the same question about another article has another key."""
    return record.kind, record.id, record.article


def _differences(pairs: Sequence[Pair]) -> Iterator[Difference]:
    for metric in applicable_metrics([one for one, _ in pairs], "all"):
        rows = [(metric.row(one), metric.row(other)) for one, other in pairs]
        both = [(one, other) for one, other in rows if one is not None and other is not None]
        if not both:
            continue
        first = np.array([one for one, _ in both], np.float64)
        second = np.array([other for _, other in both], np.float64)
        values = metric.statistic(first), metric.statistic(second)
        if not np.isnan(values).any():
            ends = paired_interval(first, second, metric.statistic)
            yield Difference(metric.words, metric.unit, *values, ends, len(both))


def _notes(first: EvalResults, second: EvalResults, shared: int) -> Iterator[str]:
    most = max(len(first.questions), len(second.questions))
    if shared < most:
        yield f"Only {shared:,} of {most:,} questions are in both; the others are left out."
    if first.fingerprint != second.fingerprint:
        yield f"The index differs: A {first.fingerprint}; B {second.fingerprint}."
    for title, one, other in (
        ("Settings", first.settings, second.settings),
        ("Versions", first.versions, second.versions),
        ("Machines", first.machine, second.machine),
    ):
        changed = [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
        if changed:
            differing = "; ".join(f"{name}: A {one.get(name)}, B {other.get(name)}" for name in changed)
            yield f"{title} differ: {differing}."


def _row(difference: Difference) -> tuple[str, ...]:
    unit, ends = difference.unit, difference.interval
    return (
        difference.words,
        format_value(difference.first, unit),
        format_value(difference.second, unit),
        format_value(difference.second - difference.first, unit, signed=True),
        f"{format_value(ends.low, unit, signed=True)} – {format_value(ends.high, unit, signed=True)}",
        f"{difference.questions:,}",
        "yes" if ends.excludes_zero else "no",
    )


def _count(number: int) -> str:
    return f"{number:,} question{'' if number == 1 else 's'}" + (f", of which {_LISTED}:" if number > _LISTED else "")
