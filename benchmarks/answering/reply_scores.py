"""Scores replies and aggregates the scores, without I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from answering.systems import ShownCitation, SystemReply

from bot.evaluation import metrics
from bot.evaluation.datasets.types import EvalQuestion


@dataclass(frozen=True, slots=True)
class ScoredReply:
    """A reply and its scores.

    Attributes:
        f1: Token F1 by SQuAD 2.0: a refusal scores 1 for an impossible question and 0 for an answerable one.
        exact: Exact match, with the same rule for refusals.
        contained: 1 if the text contains a gold answer word for word.
        right: The number of citations that overlap a gold sentence.
        cited: The number of citations, dangling markers included.
        not_slices: The number of quotes that are not a slice of the stored text.
    """

    answerable: bool
    reply: SystemReply
    f1: float
    exact: float
    contained: float
    right: int
    cited: int
    not_slices: int


def score(question: EvalQuestion, reply: SystemReply) -> ScoredReply:
    """Score a reply against the gold answers and sentences of its question."""

    def is_right(cited: ShownCitation) -> bool:
        span = cited.span
        return span is not None and any(gold.overlaps(gold.source_id, span) for gold in question.gold)

    said = "" if reply.refused else reply.text
    shown = () if reply.refused else reply.cited
    return ScoredReply(
        answerable=question.kind == "answerable",
        reply=reply,
        f1=metrics.token_f1(said, question.answers),
        exact=metrics.exact_match(said, question.answers),
        contained=metrics.contains_answer(said, question.answers) if question.answers else 0.0,
        right=sum(map(is_right, shown)),
        cited=len(shown) + (0 if reply.refused else reply.dangling),
        not_slices=sum(cited.span is None for cited in shown),
    )


Figure = tuple[str, Callable[[Sequence[ScoredReply]], float], str]
"""The name of a figure, its function and its number format."""


def _answerable(rows: Sequence[ScoredReply]) -> list[ScoredReply]:
    return [row for row in rows if row.answerable]


def _abstention(rows: Sequence[ScoredReply]) -> metrics.Abstention:
    return metrics.abstention([row.reply.refused for row in rows], [not row.answerable for row in rows])


def _share(values: Sequence[float]) -> float:
    return fmean(values) if values else float("nan")


def _precision(rows: Sequence[ScoredReply]) -> float:
    total = sum(row.cited for row in rows)
    return sum(row.right for row in rows) / total if total else float("nan")


FIGURES: tuple[Figure, ...] = (
    ("answer F1, SQuAD 2.0", lambda rows: _share([row.f1 for row in rows]), ".3f"),
    ("exact match, SQuAD 2.0", lambda rows: _share([row.exact for row in rows]), ".3f"),
    ("answer F1, answerable", lambda rows: _share([row.f1 for row in _answerable(rows)]), ".3f"),
    ("contains the answer, answerable", lambda rows: _share([row.contained for row in _answerable(rows)]), ".3f"),
    ("citation precision, answerable", lambda rows: _precision(_answerable(rows)), ".3f"),
    ("citation precision, all", _precision, ".3f"),
    ("citation recall", lambda rows: _share([float(row.right > 0) for row in _answerable(rows)]), ".3f"),
    ("abstention precision", lambda rows: _abstention(rows).precision, ".3f"),
    ("abstention recall", lambda rows: _abstention(rows).recall, ".3f"),
    ("abstention F1", lambda rows: _abstention(rows).f1, ".3f"),
    (
        "characters to read per citation",
        lambda rows: _share([len(cited.words) for row in rows if not row.reply.refused for cited in row.reply.cited]),
        ".0f",
    ),
    ("quotes that are not slices", lambda rows: sum(row.not_slices for row in rows), ".0f"),
    ("prompt tokens, mean", lambda rows: _share([row.reply.prompt_tokens for row in rows]), ".0f"),
    ("seconds, mean", lambda rows: _share([row.reply.seconds for row in rows]), ".1f"),
    ("seconds, median", lambda rows: median(row.reply.seconds for row in rows), ".1f"),
)


def format_table(scored: dict[str, list[ScoredReply]]) -> list[str]:
    """Return a line for each figure, with a column for each system."""
    names = list(scored)
    first = next(iter(scored.values()))
    answerable = len(_answerable(first))
    lines = [
        f"{len(first)} questions, {len(first) - answerable} of them impossible",
        f"{'':<32}" + "".join(f"{name:>21}" for name in names),
    ]
    for words, figure, shape in FIGURES:
        cells = (format(figure(scored[name]), shape) for name in names)
        lines.append(f"{words:<32}" + "".join(f"{cell:>21}" for cell in cells))
    return lines
